import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { type Certificate, parseCertificate, type ReasonFlag, type UnixSeconds } from '../index.ts';

export { Extension, Name } from '@peculiar/x509';

// Encodes with another library than the one under test parses with. Serial numbers are hex.

export interface TestEntry {
  readonly serialNumber: string;
  readonly reason?: ReasonFlag | 'removeFromCRL';
  readonly revocationDate?: UnixSeconds;
  readonly extensions?: readonly x509.Extension[];
}

export interface TestCrl {
  readonly thisUpdate: UnixSeconds;
  /** `null` leaves the field out; default a day after thisUpdate. */
  readonly nextUpdate?: UnixSeconds | null;
  readonly crlNumber?: number;
  /** Makes the list a delta. */
  readonly baseCrlNumber?: number;
  readonly nextPublish?: UnixSeconds;
  readonly entries?: readonly TestEntry[];
  readonly extensions?: readonly x509.Extension[];
  readonly withoutKeyIdentifier?: boolean;
  readonly hash?: 'SHA-1' | 'SHA-256';
  /** Signs in the authority's name with the key of another one. */
  readonly signedBy?: TestAuthority;
}

export interface TestAuthority {
  readonly certificateDer: Uint8Array;
  readonly certificate: Certificate;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  issueCrl(crl: TestCrl): Promise<Uint8Array<ArrayBuffer>>;
  issueCertificate(options?: TestCertificate): Promise<Certificate>;
}

export interface TestCertificate {
  readonly serialNumber?: string;
  readonly subject?: string;
  readonly keys?: CryptoKeyPair;
  readonly extensions?: readonly x509.Extension[];
  readonly hash?: 'SHA-1' | 'SHA-256';
}

export async function createTestAuthority(
  name: string,
  options: { readonly keyUsage?: number; readonly keys?: CryptoKeyPair } = {},
): Promise<TestAuthority> {
  const keys = options.keys ?? (await generateKeys());
  const issued = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name,
    notBefore: new Date(Date.UTC(2020, 0, 1)),
    notAfter: new Date(Date.UTC(2040, 0, 1)),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        options.keyUsage ?? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const certificateDer = new Uint8Array(issued.rawData);
  return {
    certificateDer,
    certificate: parseCertificate(certificateDer),
    privateKey: keys.privateKey,
    publicKey: keys.publicKey,
    issueCrl: (crl) => issueCrl(name, keys, crl),
    async issueCertificate({
      serialNumber = '0a',
      subject = 'CN=Alice',
      keys: own,
      extensions = [],
      hash = 'SHA-256',
    } = {}) {
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber,
        subject,
        issuer: name,
        notBefore: new Date(Date.UTC(2020, 0, 1)),
        notAfter: new Date(Date.UTC(2040, 0, 1)),
        signingAlgorithm: { ...ALGORITHM, hash },
        signingKey: keys.privateKey,
        publicKey: (own ?? (await generateKeys())).publicKey,
        extensions: [new x509.BasicConstraintsExtension(false), ...extensions],
      });
      return parseCertificate(new Uint8Array(certificate.rawData));
    },
  };
}

export function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;
}

/** One DER element; lengths of up to four octets. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = Buffer.concat(contents);
  return new Uint8Array(Buffer.concat([Buffer.of(tag, ...derLength(content.length)), content]));
}

function derLength(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256);
  return [0x80 | octets.length, ...octets];
}

export function derInteger(value: number): Uint8Array<ArrayBuffer> {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return der(0x02, (octets[0] ?? 0) >= 0x80 ? Buffer.of(0, ...octets) : octets);
}

/** issuingDistributionPoint, critical as RFC 5280 §5.2.5 wants it; `content` holds its fields. */
export function issuingDistributionPoint(...content: readonly Uint8Array[]): x509.Extension {
  return new x509.Extension('2.5.29.28', true, der(0x30, ...content));
}

/** IMPLICIT [number] BOOLEAN TRUE, as the flags of issuingDistributionPoint are written. */
export function derFlag(number: number): Uint8Array<ArrayBuffer> {
  return der(0x80 | number, Uint8Array.of(0xff));
}

/** DistributionPointName with one URI, in its [0]. */
export function derPointName(uri: string): Uint8Array<ArrayBuffer> {
  return der(0xa0, der(0xa0, der(0x86, Buffer.from(uri))));
}

async function issueCrl(issuer: string, keys: CryptoKeyPair, crl: TestCrl): Promise<Uint8Array<ArrayBuffer>> {
  const { nextUpdate = crl.thisUpdate + 86_400 } = crl;
  const list = await x509.X509CrlGenerator.create({
    issuer,
    thisUpdate: toDate(crl.thisUpdate),
    ...(nextUpdate !== null && { nextUpdate: toDate(nextUpdate) }),
    signingAlgorithm: { ...ALGORITHM, hash: crl.hash ?? 'SHA-256' },
    signingKey: crl.signedBy?.privateKey ?? keys.privateKey,
    extensions: await crlExtensions(keys, crl),
    entries: (crl.entries ?? []).map(({ serialNumber, reason, revocationDate, extensions = [] }) => ({
      serialNumber,
      revocationDate: toDate(revocationDate ?? crl.thisUpdate),
      ...(reason !== undefined && { reason: x509.X509CrlReason[reason] }),
      extensions: [...extensions],
    })),
  });
  return new Uint8Array(list.rawData);
}

async function crlExtensions(keys: CryptoKeyPair, crl: TestCrl): Promise<x509.Extension[]> {
  const extensions = [...(crl.extensions ?? [])];
  const add = (oid: string, critical: boolean, value: Uint8Array<ArrayBuffer>): void => {
    extensions.push(new x509.Extension(oid, critical, value));
  };
  if (crl.withoutKeyIdentifier !== true) {
    extensions.push(await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey));
  }
  if (crl.crlNumber !== undefined) add('2.5.29.20', false, derInteger(crl.crlNumber));
  if (crl.baseCrlNumber !== undefined) add('2.5.29.27', true, derInteger(crl.baseCrlNumber));
  if (crl.nextPublish !== undefined) add('1.3.6.1.4.1.311.21.4', false, derUtcTime(crl.nextPublish));
  return extensions;
}

function derUtcTime(time: UnixSeconds): Uint8Array<ArrayBuffer> {
  const digits = toDate(time).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

function toDate(time: UnixSeconds): Date {
  return new Date(time * 1000);
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
