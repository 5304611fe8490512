import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

// The library's own types of web crypto are older than Node's.
const provider = webcrypto as unknown as Crypto;
x509.cryptoProvider.set(provider);

/** A certificate with its key, PEM and DER. */
export interface Issued {
  readonly certificate: x509.X509Certificate;
  readonly keys: CryptoKeyPair;
  readonly cert: string;
  readonly key: string;
  readonly der: Uint8Array;
}

export interface IssueOptions {
  readonly subject: string;
  /** Self-signed when absent. */
  readonly issuer?: Issued;
  readonly dnsNames?: readonly string[];
  readonly isCa?: boolean;
}

/** Made anew for every run, with another library than the one under test. */
export async function issue({ subject, issuer, dnsNames = [], isCa = false }: IssueOptions): Promise<Issued> {
  const keys = await provider.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const extensions: x509.Extension[] = [new x509.BasicConstraintsExtension(isCa, undefined, true)];
  if (dnsNames.length > 0) {
    extensions.push(
      new x509.SubjectAlternativeNameExtension(dnsNames.map((value) => ({ type: 'dns' as const, value }))),
    );
  }
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: issuer?.certificate.subject ?? subject,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions,
  });
  const pkcs8 = Buffer.from(await provider.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    certificate,
    keys,
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    der: new Uint8Array(certificate.rawData),
  };
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
