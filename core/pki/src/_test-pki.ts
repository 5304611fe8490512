// Certificates for tests, encoded by @peculiar/x509 so that a fault of our parser can't hide in our own writer.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { oid, sequence } from './_der.ts';
import { formatTime, type UnixSeconds } from './time.ts';
import { parseCertificate } from './x509/certificate.ts';
import type { Certificate } from './x509/types.ts';

export interface TestIdentity {
  readonly certificate: Certificate;
  readonly subject: string;
  readonly keys: CryptoKeyPair;
}

export interface TestCertificate {
  readonly subject: string;
  /** Absent: self-signed. */
  readonly issuer?: TestIdentity;
  readonly ca?: boolean;
  readonly pathLength?: number;
  readonly keys?: CryptoKeyPair;
  readonly extensions?: readonly x509.Extension[];
  readonly notBefore?: UnixSeconds;
  readonly notAfter?: UnixSeconds;
  readonly serialNumber?: string;
  readonly signingAlgorithm?: Algorithm | EcdsaParams;
}

/** The instant at which tests judge; certificates are valid from a year before to ten years after. */
export const NOW: UnixSeconds = Date.UTC(2026, 0, 1) / 1000;
export const YEAR: UnixSeconds = 365 * 86_400;

export const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export async function createKeys(
  algorithm: RsaHashedKeyGenParams | EcKeyGenParams | Algorithm = P256,
): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
}

const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';

let nextSerialNumber = 1;

export async function issue(options: TestCertificate): Promise<TestIdentity> {
  const keys = options.keys ?? (await createKeys());
  const extensions = [...(options.extensions ?? [])];
  if (!extensions.some(({ type }) => type === SUBJECT_KEY_IDENTIFIER)) {
    extensions.push(await x509.SubjectKeyIdentifierExtension.create(keys.publicKey));
  }
  if (options.ca) extensions.push(new x509.BasicConstraintsExtension(true, options.pathLength, true));
  const created = await x509.X509CertificateGenerator.create({
    serialNumber: options.serialNumber ?? (nextSerialNumber++).toString(16).padStart(4, '0'),
    subject: options.subject,
    issuer: options.issuer?.subject ?? options.subject,
    notBefore: new Date(formatTime(options.notBefore ?? NOW - YEAR)),
    notAfter: new Date(formatTime(options.notAfter ?? NOW + 10 * YEAR)),
    publicKey: keys.publicKey,
    signingKey: (options.issuer?.keys ?? keys).privateKey,
    signingAlgorithm: options.signingAlgorithm ?? P256,
    extensions,
  });
  const certificate = parseCertificate(new Uint8Array(created.rawData));
  return { certificate, subject: options.subject, keys };
}

/** An extension of any kind, its value encoded by `_der.ts`. */
export function extension(extnID: string, critical: boolean, value: Uint8Array<ArrayBuffer>): x509.Extension {
  return new x509.Extension(extnID, critical, value);
}

export function extKeyUsage(...usages: readonly string[]): x509.Extension {
  return extension('2.5.29.37', false, sequence(...usages.map(oid)));
}

export function policies(...identifiers: readonly string[]): x509.Extension {
  return extension(
    '2.5.29.32',
    false,
    sequence(...identifiers.map((identifier) => sequence(oid(identifier)))),
  );
}

export const keyUsage = (flags: x509.KeyUsageFlags): x509.Extension =>
  new x509.KeyUsagesExtension(flags, true);
export const KeyUsageFlags: typeof x509.KeyUsageFlags = x509.KeyUsageFlags;
export { x509 };
