import type { UnixSeconds } from '@signet/pki';
import { type AuthorityOptions, signerOf } from './authority.ts';
import {
  createSerialNumber,
  encodeCertificate,
  encodeName,
  subjectAltNameExtension,
  toPem,
} from './certificate.ts';
import { crlAddresses, endEntityExtensions, SERVER_AUTH } from './certificate-extensions.ts';
import { generateKeys, privateKeyToPem } from './keys.ts';
import type { PkiStore } from './pki-store.ts';
import type { LabCertificateAuthority, TlsIdentity } from './types.ts';
import * as x509 from './x509.ts';

/** A host name for each part of Signet, below the demo's domain. */
export const DEFAULT_TLS_DNS_NAMES: readonly string[] = [
  'login.contoso.example',
  'graph.contoso.example',
  'admin.contoso.example',
  'fs.contoso.example',
  'eas.contoso.example',
  'certauth.login.contoso.example',
  '*.certauth.login.contoso.example',
  'certauth.fs.contoso.example',
];

/** The TLS server certificate of every listener of the demo. */
export async function createTlsIdentity(
  issuer: LabCertificateAuthority,
  dnsNames: readonly string[],
  options: AuthorityOptions,
): Promise<TlsIdentity & { readonly notAfter: UnixSeconds }> {
  const keys = await generateKeys(options.keyAlgorithm);
  const now = options.clock.now();
  const notAfter = Math.min(now + LIFETIME, issuer.notAfter);
  const certificate = await encodeCertificate(
    {
      serialNumber: createSerialNumber(options.random),
      subject: encodeName(options.organisation, 'localhost'),
      publicKey: keys.publicKey,
      notBefore: now - 3600,
      notAfter,
      extensions: [
        ...endEntityExtensions(options.keyAlgorithm === 'rsa-2048'),
        new x509.ExtendedKeyUsageExtension([SERVER_AUTH]),
        subjectAltNameExtension([
          ...['localhost', ...dnsNames].map((value) => ({ type: 'dns' as const, value })),
          ...['127.0.0.1', '::1'].map((value) => ({ type: 'ip' as const, value })),
        ]),
        ...crlAddresses(issuer.name, options.publisherUrl),
      ],
    },
    signerOf(issuer),
  );
  const chainPem = `${toPem('CERTIFICATE', certificate)}${issuer.certificatePem}`;
  return { chainPem, privateKeyPem: privateKeyToPem(keys.privateKey), notAfter };
}

export async function storeTlsIdentity(store: PkiStore, identity: TlsIdentity): Promise<void> {
  await store.put('tls/server.key.pem', Buffer.from(identity.privateKeyPem), 'private');
  await store.put('tls/server.pem', Buffer.from(identity.chainPem), 'public');
}

/** `undefined` when the store has none. */
export async function openTlsIdentity(store: PkiStore): Promise<TlsIdentity | undefined> {
  const chain = await store.find('tls/server.pem');
  const key = await store.find('tls/server.key.pem');
  if (!chain || !key) return undefined;
  return { chainPem: Buffer.from(chain.bytes).toString(), privateKeyPem: Buffer.from(key.bytes).toString() };
}

/** Browsers refuse server certificates that live longer than 398 days. */
const LIFETIME = 397 * 86_400;
