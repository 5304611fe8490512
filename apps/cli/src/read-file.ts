import { closeSync, openSync, readSync } from 'node:fs';
import { MAX_CRL_BYTES } from '@signet/pki';
import { CommandError, EXIT, type ExitCode } from './exit-codes.ts';

/** The bytes of a file that was named on the command line and is to hold a certificate, a CRL or claim rules. */
export async function readNamedFile(
  file: string,
  kind: keyof typeof MAX_BYTES = 'certificate',
): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readAtMost(file, MAX_BYTES[kind]);
  } catch (error) {
    const cause = error as NodeJS.ErrnoException;
    throw new CommandError(file === '' ? EXIT.usage : exitCodeOf(cause), describeUnreadable(file, cause), {
      cause,
    });
  }
  if (bytes !== undefined) return bytes;
  throw new CommandError(EXIT.usage, `The file ${file} is too large for ${NAMES[kind]}: name another.`);
}

/**
 * The bytes of a file; `undefined`, with no more read than that, when they are more than so many: a device or a pipe says
 * nothing of its size and may never end. Throws what `node:fs` throws.
 */
export function readAtMost(file: string, maxBytes: number): Uint8Array | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const pieces: Buffer[] = [];
    for (let length = 0; ; ) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      const read = readSync(descriptor, piece);
      if (read === 0) return Buffer.concat(pieces);
      length += read;
      if (length > maxBytes) return undefined;
      pieces.push(piece.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Why a file that was named gives nothing, in one sentence. */
export function describeUnreadable(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (file === '') return 'The name of a file is empty.';
  // Node replaces the octets of a name that are no UTF-8, and finds no file then.
  if (code === 'ENOENT' && file.includes('\uFFFD')) {
    return `There is no file ${file}: where its name is not in UTF-8, copy it to one that is.`;
  }
  if (code === 'ENOENT') return `There is no file ${file}.`;
  return code === 'EISDIR'
    ? `${file} is a folder: name the file in it.`
    : `The file ${file} cannot be read (${message}).`;
}

/** How a command ends for whose file nothing could be read: whatever is not there, or is not to be read. */
export function exitCodeOf(error: unknown): ExitCode {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return isMissing ? EXIT.notFound : EXIT.usage;
}

/** A certificate is a few kilobytes, rules at most some hundred, a CRL may be base64; whatever is larger is another file than was meant. */
const MAX_BYTES: Readonly<Record<'certificate' | 'crl' | 'claim rules', number>> = {
  certificate: 1_000_000,
  'claim rules': 1_000_000,
  crl: Math.ceil(MAX_CRL_BYTES * 1.4),
};

const NAMES = { certificate: 'a certificate', crl: 'a CRL', 'claim rules': 'claim rules' } as const;

/** Most files are a few kilobytes, and a batch reads thousands of them. */
const PIECE_BYTES = 64 * 1024;
