import { readFile } from 'node:fs/promises';
import { MAX_CRL_BYTES } from '@signet/pki';
import { CommandError, EXIT } from './exit-codes.ts';

/** The bytes of a file that was named on the command line and is to hold a certificate, a CRL or claim rules. */
export async function readNamedFile(
  file: string,
  kind: keyof typeof MAX_BYTES = 'certificate',
): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    const exitCode = cause.code === 'ENOENT' ? EXIT.notFound : EXIT.usage;
    throw new CommandError(exitCode, describeUnreadable(file, cause), { cause });
  });
  if (bytes.length <= MAX_BYTES[kind]) return bytes;
  throw new CommandError(
    EXIT.usage,
    `The file ${file} is too large for ${kind === 'claim rules' ? kind : `a ${kind}`}: name another.`,
  );
}

/** Why a file that was named gives nothing, in one sentence. */
export function describeUnreadable(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `There is no file ${file}.`;
  return code === 'EISDIR'
    ? `${file} is a folder: name the file in it.`
    : `The file ${file} cannot be read (${message}).`;
}

/** A certificate is a few kilobytes, rules at most some hundred, a CRL may be base64; whatever is larger is another file than was meant. */
const MAX_BYTES: Readonly<Record<'certificate' | 'crl' | 'claim rules', number>> = {
  certificate: 1_000_000,
  'claim rules': 1_000_000,
  crl: Math.ceil(MAX_CRL_BYTES * 1.4),
};
