import { readFile } from 'node:fs/promises';
import type { User } from '@signet/identity';
import { encodePkcs12, type Pkcs12Protection } from '@signet/profiles';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { readNamedFile } from '../../read-file.ts';
import { withLab } from '../lab/with-lab.ts';

export interface IdentityOptions {
  readonly data: string;
  readonly p12?: string;
  readonly p12PasswordFile?: string;
  readonly modern?: boolean;
}

export interface PhoneIdentity {
  readonly p12: Uint8Array;
  /** Absent for a file whose password nobody named. */
  readonly password: string | undefined;
  readonly isIssued: boolean;
}

/** The file that was named, as it is; else a new certificate of the demo PKI. */
export async function findIdentity(options: IdentityOptions, user: User): Promise<PhoneIdentity> {
  const { p12, p12PasswordFile: file } = options;
  if (p12 === undefined) return issueIdentity(options, user);
  const password = file === undefined ? undefined : (await readFile(file, 'utf8').catch(fail)).trim();
  return { p12: await readNamedFile(p12), password, isIssued: false };

  function fail(cause: Error): never {
    throw new CommandError(EXIT.usage, `The file ${file} cannot be read (${cause.message}).`, { cause });
  }
}

function issueIdentity(options: IdentityOptions, user: User): Promise<PhoneIdentity> {
  // Until it is shown that phones read the modern form, the old one is the form that works.
  const protection: Pkcs12Protection = options.modern ? 'modern' : 'legacy';
  return withLab(options, async ({ pki }) => {
    const client = await pki.issueClientCertificate({
      commonName: user.displayName,
      userPrincipalName: user.userPrincipalName,
      rfc822Name: user.mail ?? user.userPrincipalName,
    });
    const p12 = encodePkcs12({
      privateKeyPem: client.privateKeyPem,
      certificate: client.certificate,
      authorities: [pki.issuing.certificate, pki.root.certificate],
      friendlyName: user.displayName,
      password: client.p12Password,
      protection,
    });
    return { p12, password: client.p12Password, isIssued: true };
  });
}
