import { readFile } from 'node:fs/promises';
import { MAX_CRL_BYTES } from '@signet/pki';
import { CommandError, EXIT } from './exit-codes.ts';

/** The bytes of a file that was named on the command line and is to hold a certificate, a CRL or claim rules. */
export async function readNamedFile(
  file: string,
  kind: keyof typeof MAX_BYTES = 'certificate',
): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT')
      throw new CommandError(EXIT.notFound, `There is no file ${file}.`, { cause });
    throw cause.code === 'EISDIR'
      ? new CommandError(EXIT.usage, `${file} is a folder: name the file in it.`, { cause })
      : new CommandError(EXIT.usage, `The file ${file} cannot be read (${cause.message}).`, { cause });
  });
  if (bytes.length <= MAX_BYTES[kind]) return bytes;
  throw new CommandError(
    EXIT.usage,
    `The file ${file} is too large for ${kind === 'claim rules' ? kind : `a ${kind}`}: name another.`,
  );
}

/** A certificate is a few kilobytes, rules at most some hundred, a CRL may be base64; whatever is larger is another file than was meant. */
const MAX_BYTES: Readonly<Record<'certificate' | 'crl' | 'claim rules', number>> = {
  certificate: 1_000_000,
  'claim rules': 1_000_000,
  crl: Math.ceil(MAX_CRL_BYTES * 1.4),
};
