import { createPrivateKey, type KeyObject } from 'node:crypto';
import { createRandom, createXmlSigner, generateSigningKey } from '@signet/crypto';
import type { SigningKey } from '@signet/identity';
import { formatDateTime, type Saml20Assertion, type XmlSigner } from '@signet/xml';
import type { PeerKey } from './xml-peers.ts';

export interface BenchKey {
  readonly signer: XmlSigner;
  readonly privateKey: KeyObject;
}

export interface BenchSigner extends BenchKey, PeerKey {
  /** DER. */
  readonly certificate: Uint8Array;
}

/** A key on P-256, which a federation server may sign with as well. */
export async function makeP256Key(): Promise<BenchKey> {
  return toBenchKey(await makeKey('token-signing-es256'));
}

/** An RSA-2048 key of the kind that a federation server signs with. */
export async function makeSigner(): Promise<BenchSigner> {
  const key = await makeKey('federation-signing');
  const { privateKey, certificate } = key;
  const pem = (label: string, der: Uint8Array): string =>
    `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  return {
    ...toBenchKey(key),
    certificate,
    privateKeyPem: pem('PRIVATE KEY', privateKey),
    certificatePem: pem('CERTIFICATE', certificate),
    webCryptoKey: await crypto.subtle.importKey('pkcs8', Uint8Array.from(privateKey), algorithm, true, [
      'sign',
    ]),
  };
}

function makeKey(use: SigningKey['use']): Promise<SigningKey> {
  const validity = { notBefore: NOW, notAfter: NOW + 365 * 86_400, now: NOW };
  return generateSigningKey({ use, commonName: 'fs', ...validity }, createRandom());
}

function toBenchKey({ privateKey: der, certificate }: SigningKey): BenchKey {
  const privateKey = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  return { privateKey, signer: createXmlSigner({ privateKey, certificate }) };
}

/** About 3.3 KB unsigned: the claims of a certificate sign-in, and ten groups. */
export function makeAssertion(index: number): Saml20Assertion {
  const claims: [string, readonly string[]][] = [
    ['http://schemas.xmlsoap.org/claims/UPN', ['alice@contoso.example']],
    ['IDPEmail', ['alice@contoso.example']],
    ['http://schemas.microsoft.com/LiveID/Federation/2008/05/ImmutableID', ['wCcFAAAAQACAAAAAAAABAg==']],
    ['http://schemas.microsoft.com/claims/authnmethodsreferences', [TLS_CLIENT]],
    ['http://schemas.microsoft.com/ws/2008/06/identity/claims/serialnumber', ['613FFCB0E3B68ABDD799']],
    [
      'http://schemas.microsoft.com/2012/12/certificatecontext/field/issuer',
      ['CN=Contoso Issuing CA, O=Contoso'],
    ],
    [
      'http://schemas.xmlsoap.org/claims/Group',
      Array.from({ length: 10 }, (_, i) => `CONTOSO\\Group & team ${i}`),
    ],
  ];
  return {
    id: `_assertion-${index}`,
    issuer: 'http://fs.contoso.example/adfs/services/trust',
    issueInstant: NOW,
    nameId: { format: PERSISTENT, value: 'wCcFAAAAQACAAAAAAAABAg==', spNameQualifier: undefined },
    subjectConfirmation: {
      inResponseTo: `_request-${index}-${formatDateTime(NOW).replace(/\D/g, '')}`,
      recipient: 'https://login.signet.example/login.srf',
      notOnOrAfter: NOW + 300,
    },
    conditions: { notBefore: NOW, notOnOrAfter: NOW + 3600, audiences: ['urn:federation:MicrosoftOnline'] },
    authnStatement: {
      authnInstant: NOW,
      sessionIndex: `_session-${index}`,
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient',
    },
    attributes: new Map(claims),
  };
}

const NOW = 1_795_424_400;
const TLS_CLIENT = 'http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/tlsclient';
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
