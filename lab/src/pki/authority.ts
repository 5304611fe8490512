import type { Clock, Random } from '@signet/identity';
import {
  computeKeyIdentifier,
  createSerialNumber,
  encodeCertificate,
  encodeName,
  formatName,
  fromPem,
  type Signer,
  toPem,
} from './certificate.ts';
import { crlAddresses } from './certificate-extensions.ts';
import { generateKeys, privateKeyFromPem, privateKeyToPem } from './keys.ts';
import type { PkiStore } from './pki-store.ts';
import type { CaName, KeyAlgorithm, LabCertificateAuthority } from './types.ts';
import * as x509 from './x509.ts';

export interface AuthorityOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly organisation: string;
  readonly keyAlgorithm: KeyAlgorithm;
  readonly publisherUrl: string;
}

/** Makes a CA: the root, or one issued by `parent`. */
export async function createAuthority(
  name: CaName,
  parent: LabCertificateAuthority | undefined,
  options: AuthorityOptions,
): Promise<LabCertificateAuthority> {
  const keys = await generateKeys(options.keyAlgorithm);
  const now = options.clock.now();
  const subject = encodeName(options.organisation, commonNameOf(name, options.organisation));
  const self: Signer = {
    name: subject,
    subjectKeyIdentifier: await computeKeyIdentifier(keys.publicKey),
    key: keys.privateKey,
  };
  const certificate = await encodeCertificate(
    {
      serialNumber: createSerialNumber(options.random),
      subject,
      publicKey: keys.publicKey,
      // A day back, so that tests can ask about yesterday.
      notBefore: now - DAY,
      notAfter: now + LIFETIME_YEARS[name] * 365 * DAY,
      extensions: caExtensions(name, options.publisherUrl),
    },
    parent ? signerOf(parent) : self,
  );
  return describeAuthority(
    name,
    toPem('CERTIFICATE', certificate),
    keys.privateKey,
    options.organisation,
    parent,
  );
}

export async function storeAuthority(store: PkiStore, authority: LabCertificateAuthority): Promise<void> {
  const key = Buffer.from(privateKeyToPem(authority.signingKey));
  await store.put(`ca/${authority.name}.key.pem`, key, 'private');
  await store.put(`ca/${authority.name}.pem`, Buffer.from(authority.certificatePem), 'public');
}

/** `undefined` when the store has no such CA. */
export async function openAuthority(
  store: PkiStore,
  name: CaName,
  organisation: string,
  parent: LabCertificateAuthority | undefined,
): Promise<LabCertificateAuthority | undefined> {
  const certificate = await store.find(`ca/${name}.pem`);
  const key = await store.find(`ca/${name}.key.pem`);
  if (!certificate || !key) return undefined;
  const signingKey = await privateKeyFromPem(Buffer.from(key.bytes).toString());
  return describeAuthority(name, Buffer.from(certificate.bytes).toString(), signingKey, organisation, parent);
}

export function signerOf(authority: LabCertificateAuthority): Signer {
  return {
    name: new x509.X509Certificate(Uint8Array.from(authority.certificate)).subjectName,
    subjectKeyIdentifier: authority.subjectKeyIdentifier,
    key: authority.signingKey,
  };
}

function describeAuthority(
  name: CaName,
  certificatePem: string,
  signingKey: CryptoKey,
  organisation: string,
  parent: LabCertificateAuthority | undefined,
): LabCertificateAuthority {
  const [certificate = new Uint8Array()] = fromPem(certificatePem);
  const parsed = new x509.X509Certificate(Uint8Array.from(certificate));
  const ski = parsed.getExtension(x509.SubjectKeyIdentifierExtension);
  return Object.freeze({
    name,
    certificate,
    certificatePem,
    chainPem: `${certificatePem}${parent?.chainPem ?? ''}`,
    subject: formatName(organisation, commonNameOf(name, organisation)),
    serialNumber: parsed.serialNumber,
    subjectKeyIdentifier: (ski?.keyId ?? '').toUpperCase(),
    notAfter: Math.floor(parsed.notAfter.getTime() / 1000),
    signingKey,
  });
}

function caExtensions(name: CaName, publisherUrl: string): readonly x509.Extension[] {
  const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags;
  return [
    // RFC 5280 §4.2.1.9: the issuing CA signs people and servers, no further CAs.
    new x509.BasicConstraintsExtension(true, name === 'issuing' ? 0 : undefined, true),
    new x509.KeyUsagesExtension(keyCertSign | cRLSign | digitalSignature, true),
    // A root is trusted by being configured; nobody looks for it on a CRL.
    ...(name === 'issuing' ? crlAddresses('root', publisherUrl) : []),
  ];
}

function commonNameOf(name: CaName, organisation: string): string {
  return name === 'root' ? `${organisation} Root CA` : `${organisation} Issuing CA`;
}

const DAY = 86_400;
const LIFETIME_YEARS = { root: 20, issuing: 10 } as const satisfies Record<CaName, number>;
