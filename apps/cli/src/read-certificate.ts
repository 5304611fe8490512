import { PkiError, parseCertificates } from '@signet/pki';
import { CommandError, EXIT } from './exit-codes.ts';
import { readNamedFile } from './read-file.ts';

/** The one certificate of a file, DER or PEM, as DER. */
export async function readOneCertificate(file: string): Promise<Uint8Array> {
  const bytes = await readNamedFile(file);
  try {
    const [certificate, another] = parseCertificates(bytes);
    if (certificate && !another) return certificate.der;
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new CommandError(EXIT.usage, `${file} is no certificate in DER or PEM.`, { cause });
  }
  throw new CommandError(EXIT.usage, `${file} must hold one certificate.`);
}
