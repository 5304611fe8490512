import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
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
  return { p12: await readPkcs12(p12, password), password, isIssued: false };

  function fail(cause: Error): never {
    throw new CommandError(EXIT.usage, `The file ${file} cannot be read (${cause.message}).`, { cause });
  }
}

/** A profile with something else inside installs on no phone, and the phone does not say why. */
async function readPkcs12(file: string, password: string | undefined): Promise<Uint8Array> {
  const pfx = await readNamedFile(file);
  const why = findFault(pfx, password);
  if (why === undefined) return pfx;
  if (why !== WRONG_PASSWORD)
    throw new CommandError(EXIT.usage, `${file} is no PKCS #12 file (.p12, .pfx): name another with --p12.`);
  if (password === undefined) return pfx;
  throw new CommandError(
    EXIT.usage,
    `The password does not open ${file}: check the file of --p12-password-file.`,
  );
}

/** What OpenSSL says against the file; its MAC is checked before the rest, so old ciphers inside are no fault. */
function findFault(pfx: Uint8Array, passphrase = ''): string | undefined {
  try {
    createSecureContext({ pfx: Buffer.from(pfx), passphrase });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'code' in error && error.code === 'ERR_CRYPTO_UNSUPPORTED_OPERATION' ? undefined : error.message;
  }
}

const WRONG_PASSWORD = 'mac verify failure';

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
