import type { Random } from '@signet/identity';
import type { SerialNumber, UnixSeconds } from '@signet/pki';
import { signingAlgorithmOf } from './keys.ts';
import type { SubjectAltNameEntry } from './types.ts';
import * as x509 from './x509.ts';

export interface Signer {
  readonly name: x509.Name;
  readonly subjectKeyIdentifier: string;
  readonly key: CryptoKey;
}

export interface CertificateContents {
  readonly serialNumber: SerialNumber;
  readonly subject: x509.Name;
  readonly publicKey: CryptoKey;
  readonly notBefore: UnixSeconds;
  readonly notAfter: UnixSeconds;
  readonly extensions: readonly x509.Extension[];
}

/** Signs a certificate and gives it the key identifiers of RFC 5280 §4.2.1.1 and §4.2.1.2. */
export async function encodeCertificate(contents: CertificateContents, signer: Signer): Promise<Uint8Array> {
  const subjectKeyIdentifier = await computeKeyIdentifier(contents.publicKey);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: contents.serialNumber,
    subject: contents.subject,
    issuer: signer.name,
    notBefore: toDate(contents.notBefore),
    notAfter: toDate(contents.notAfter),
    publicKey: contents.publicKey,
    signingKey: signer.key,
    signingAlgorithm: signingAlgorithmOf(signer.key),
    extensions: [
      ...contents.extensions,
      new x509.SubjectKeyIdentifierExtension(subjectKeyIdentifier),
      new x509.AuthorityKeyIdentifierExtension(signer.subjectKeyIdentifier.toLowerCase()),
    ],
  });
  return new Uint8Array(certificate.rawData);
}

/** SHA-1 of the key bits, method (1) of RFC 5280 §4.2.1.2; 40 upper-case hex digits, as Entra shows them. */
export async function computeKeyIdentifier(publicKey: CryptoKey): Promise<string> {
  const key = await x509.PublicKey.create(publicKey);
  return Buffer.from(await key.getKeyIdentifier())
    .toString('hex')
    .toUpperCase();
}

/** Organisation first, as CAs encode names. */
export function encodeName(organisation: string, commonName: string): x509.Name {
  return new x509.Name([{ O: [organisation] }, { CN: [commonName] }]);
}

/** The same name as people and Entra write it: leaf first, `CN=…, O=…`. */
export function formatName(organisation: string, commonName: string): string {
  return `CN=${escapeValue(commonName)}, O=${escapeValue(organisation)}`;
}

/** 128 bits, positive and without a leading zero digit, so that every way to print it agrees. */
export function createSerialNumber(random: Random): SerialNumber {
  const [first = 0, ...rest] = random.bytes(16);
  return Buffer.from([(first & 0x7f) | 0x40, ...rest]).toString('hex');
}

export function subjectAltNameExtension(names: readonly SubjectAltNameEntry[]): x509.Extension {
  return new x509.SubjectAlternativeNameExtension([...names]);
}

export function toPem(label: 'CERTIFICATE' | 'X509 CRL', bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** DER of every certificate of a PEM file, in order. */
export function fromPem(pem: string): Uint8Array[] {
  return x509.PemConverter.decode(pem).map((bytes) => new Uint8Array(bytes));
}

export function toDate(time: UnixSeconds): Date {
  return new Date(time * 1000);
}

// RFC 4514 §2.4, as far as names of the lab can need it.
function escapeValue(value: string): string {
  return value.replace(/[,+"\\<>;]/g, '\\$&').replace(/^[ #]| $/g, '\\$&');
}
