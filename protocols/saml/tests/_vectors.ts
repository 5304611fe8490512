import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createXmlCrypto, createXmlDecryptor } from '@signet/crypto';
import { type Domain, guid, type TenantId } from '@signet/identity';
import { XmlError } from '@signet/xml';
import { readSamlMessage, readSamlResponse, readServiceProviderMetadata } from '../src/index.ts';
import { readPostMessage } from '../src/messages/binding.ts';
import { verifySender } from '../src/messages/sender.ts';

/** A row of the index. */
export interface Vector {
  readonly file: string;
  readonly category: string;
  readonly expect: string;
  readonly signer?: string;
  readonly at?: string;
}

/**
 * How our readers answer a file: at which check they refuse it, by the check's name or the code of the reader;
 * `signed` and `unsigned` for a message other than a Response that is read.
 */
export type Answer = string;

/** What no file of another relying party can pass: it is reached only by what is accepted in all else. */
export const AUDIENCE = 'assertion-audience';

/**
 * By the reader that takes such a message at the running server. All that a deployment configures is chosen so
 * that it speaks for the file: issuer, certificates, addresses, request and time are the file's own, SHA-1 is on.
 */
export async function answer(folder: string, vector: Vector): Promise<Answer> {
  const text = textOf(folder, vector);
  const certificates = certificatesOf(folder, vector, text);
  const root = /<(?:\w+:)?(\w+)[\s>]/.exec(text.replace(/<[?!][^>]*>/g, ''))?.[1];
  if (root === 'EntityDescriptor') return orCode(() => readMetadata(text));
  const isOther = root === 'LogoutRequest' || root === 'LogoutResponse' || root === 'AuthnRequest';
  return isOther ? orCode(() => readOther(text, certificates)) : answerResponse(text, vector, certificates);
}

function readMetadata(text: string): Answer {
  readServiceProviderMetadata(text);
  return 'unsigned';
}

/** A request, or the answer to one: what the faces ask of every message before they act on it. */
function readOther(text: string, certificates: readonly Uint8Array[]): Answer {
  const form = new Map([['SAMLRequest', toBase64(text)]]);
  readSamlMessage(form);
  const sender = verifySender(readPostMessage(form), certificates, createXmlCrypto());
  return sender.status === 'refused' ? 'message-signature' : sender.status;
}

async function answerResponse(
  text: string,
  vector: Vector,
  [signingCertificate = Uint8Array.of(), nextSigningCertificate]: readonly Uint8Array[],
): Promise<Answer> {
  const all = (name: string): string[] =>
    [...text.matchAll(new RegExp(`\\b${name}=["']([^"']+)["']`, 'g'))].map(([, value = '']) => value);
  const at = vector.at ?? all('NotBefore')[0] ?? all('IssueInstant')[0] ?? '2020-01-01T00:00:00Z';
  const response = await readSamlResponse(new Map([['SAMLResponse', toBase64(text)]]), {
    directory: {
      domains: {
        findByIssuerUri: async (issuerUri) => domainOf(issuerUri, signingCertificate, nextSigningCertificate),
      },
    },
    xmlCrypto: createXmlCrypto(),
    now: Math.floor(Date.parse(at) / 1000) + 1,
    recipients: [...all('Recipient'), ...all('Destination')],
    inResponseTo: all('InResponseTo')[0] ?? '',
    allowSha1: true,
    decryptor: OURS,
  });
  if (response.status === 'accepted') return 'accepted';
  return response.checks.find(({ result }) => result === 'fail')?.check ?? 'no check';
}

function domainOf(issuerUri: string, signingCertificate: Uint8Array, next: Uint8Array | undefined): Domain {
  return {
    name: 'partner.example',
    tenantId: guid<TenantId>('11111111-1111-4111-8111-111111111111'),
    isDefault: false,
    federation: {
      id: 'partner',
      displayName: 'Partner',
      issuerUri,
      passiveSignInUri: 'https://partner.example/',
      activeSignInUri: undefined,
      signOutUri: undefined,
      metadataExchangeUri: undefined,
      signingCertificate,
      nextSigningCertificate: next,
      promptLoginBehavior: 'disabled',
      preferredAuthenticationProtocol: 'saml',
    },
  };
}

function textOf(folder: string, { file }: Vector): string {
  const text = readFileSync(folder + file, 'utf8');
  return file.endsWith('.base64') ? Buffer.from(text, 'base64').toString('utf8') : text;
}

/** DER of the certificates in the signer's file, or in the document when the index names none. */
function certificatesOf(folder: string, { signer }: Vector, text: string): readonly Uint8Array[] {
  const source = signer === undefined ? text : readFileSync(folder + signer, 'utf8');
  if (source.startsWith('-----')) return toDer(source);
  return [...source.matchAll(/X509Certificate>([^<]+)</g)].flatMap(([, base64 = '']) =>
    toDer(Buffer.from(base64, 'base64')),
  );
}

function toDer(certificate: string | Uint8Array): readonly Uint8Array[] {
  try {
    return [new Uint8Array(new X509Certificate(certificate).raw)];
  } catch {
    return [];
  }
}

function orCode(read: () => Answer): Answer {
  try {
    return read();
  } catch (error) {
    if (error instanceof XmlError) return error.code;
    throw error;
  }
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** Nothing is encrypted for it: every encrypted file has to be refused for that. */
const OURS = createXmlDecryptor([generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey]);
