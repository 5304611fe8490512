import type { KeyCredential, Random } from '@signet/identity';
import { PkiError, parseCertificates } from '@signet/pki';
import { createKeyCredential } from '@signet/sign-in';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { readNamedFile } from '../../read-file.ts';

/** The one certificate of a file, DER or PEM, as it is registered on an application. */
export async function readKeyCredential(file: string, random: Random): Promise<KeyCredential> {
  const bytes = await readNamedFile(file);
  try {
    const [certificate, another] = parseCertificates(bytes);
    if (certificate && !another) return createKeyCredential(certificate.der, random.guid());
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new CommandError(EXIT.usage, `${file} is no certificate in DER or PEM.`, { cause });
  }
  throw new CommandError(EXIT.usage, `${file} must hold one certificate, that of the application.`);
}
