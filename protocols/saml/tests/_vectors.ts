import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createXmlCrypto, createXmlDecryptor } from '@signet/crypto';
import { AssertionRefusal, judgeOrigin, readEntityMetadata } from '@signet/federation';
import { type Directory, type Domain, guid, type PartnerRelaxation, type TenantId } from '@signet/identity';
import { createEvidence } from '@signet/pki';
import {
  childElements,
  DEFAULT_LIMITS,
  parseXml,
  verifyEnvelopedSignature,
  type XmlElement,
  XmlError,
} from '@signet/xml';
import { readSamlMessage, readSamlResponse } from '../src/index.ts';
import { readPostMessage } from '../src/messages/binding.ts';
import { readLogoutRequest } from '../src/messages/logout-request.ts';
import { verifySender } from '../src/messages/sender.ts';
import { verifyPartner } from '../src/service-provider/partner-messages.ts';

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
 * that it speaks for the file: issuer, certificates, addresses, request and time are the file's own, SHA-1 is let
 * pass, and besides it what `allow` says.
 */
export async function answer(
  folder: string,
  vector: Vector,
  allow: readonly PartnerRelaxation[],
): Promise<Answer> {
  const text = textOf(folder, vector);
  const certificates = certificatesOf(folder, vector, text);
  const root = /<(?:\w+:)?(\w+)[\s>]/.exec(text.replace(/<[?!][^>]*>/g, ''))?.[1];
  if (root === 'EntityDescriptor') return orCode(async () => readMetadata(text, certificates));
  if (root === 'LogoutRequest') return orCode(() => readPartnerLogout(text, certificates, allow));
  const isOther = root === 'LogoutResponse' || root === 'AuthnRequest';
  if (isOther) return orCode(async () => readOther(text, certificates));
  return answerResponse(text, vector, certificates, allow);
}

/** Metadata of a partner whose key is known: believed by their signature alone, whatever way they came. */
function readMetadata(text: string, certificates: readonly Uint8Array[]): Answer {
  const metadata = readEntityMetadata(text);
  const { entityId } = metadata;
  const known = {
    url: 'http://partner.example/',
    entityIds: [entityId],
    certificates,
    signer: certificates[0],
  };
  const at = (metadata.validUntil ?? 1) - 1;
  const origin = judgeOrigin(metadata, [], { ...known, unsigned: 'refused' }, at, createXmlCrypto());
  return origin.status === 'believed' ? 'signed' : 'metadata-origin';
}

/** What the token service asks of a partner's logout request before it acts on it. */
async function readPartnerLogout(
  text: string,
  certificates: readonly Uint8Array[],
  allow: readonly PartnerRelaxation[],
): Promise<Answer> {
  const form = new Map([['SAMLRequest', toBase64(text)]]);
  const evidence = createEvidence();
  const options = { directory: directoryOf(certificates, allow), xmlCrypto: createXmlCrypto() };
  try {
    const { element } = await verifyPartner(readPostMessage(form), 'LogoutRequest', options, evidence);
    readLogoutRequest(element);
    return 'signed';
  } catch (error) {
    if (!(error instanceof AssertionRefusal)) throw error;
    return evidence.checks.find(({ result }) => result === 'fail')?.check ?? 'no check';
  }
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
  certificates: readonly Uint8Array[],
  allow: readonly PartnerRelaxation[],
): Promise<Answer> {
  const all = (name: string): string[] =>
    [...text.matchAll(new RegExp(`\\b${name}=["']([^"']+)["']`, 'g'))].map(([, value = '']) => value);
  const at =
    vector.at ?? [...all('NotBefore'), ...all('IssueInstant'), '2000-01-01T00:00:00Z'].toSorted().at(-1);
  const response = await readSamlResponse(new Map([['SAMLResponse', toBase64(text)]]), {
    directory: directoryOf(certificates, allow),
    xmlCrypto: createXmlCrypto(),
    now: Math.floor(Date.parse(at ?? '') / 1000) + 1,
    recipients: [...all('Recipient'), ...all('Destination')],
    inResponseTo: all('InResponseTo')[0] ?? '',
    decryptor: OURS,
  });
  if (response.status === 'accepted') return 'accepted';
  return response.checks.find(({ result }) => result === 'fail')?.check ?? 'no check';
}

function directoryOf(
  certificates: readonly Uint8Array[],
  allow: readonly PartnerRelaxation[],
): { readonly domains: Pick<Directory['domains'], 'findByIssuerUri'> } {
  const findByIssuerUri = async (issuerUri: string): Promise<Domain> =>
    domainOf(issuerUri, certificates, ['sha1', ...allow]);
  return { domains: { findByIssuerUri } };
}

function domainOf(
  issuerUri: string,
  [signingCertificate = Uint8Array.of(), next]: readonly Uint8Array[],
  allow: readonly PartnerRelaxation[],
): Domain {
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
      allow,
    },
  };
}

function textOf(folder: string, { file }: Vector): string {
  const text = readFileSync(folder + file, 'utf8');
  return file.endsWith('.base64') ? Buffer.from(text, 'base64').toString('utf8') : text;
}

/** Whether the signature of the document holds, or that of the assertion in it if the document has none. */
export function hasGoodSignature(folder: string, vector: Vector): boolean {
  const text = textOf(folder, vector);
  const document = parseOrNothing(text);
  if (document === undefined) return false;
  const keys = certificatesOf(folder, vector, text).map((certificate, i) => ({ id: `${i}`, certificate }));
  const named = (localName: string) => (child: XmlElement) => child.localName === localName;
  const isSigned = childElements(document).some(named('Signature'));
  const element = isSigned ? document : childElements(document).find(named('Assertion'));
  if (element === undefined) return false;
  const options = { document, keys, crypto: createXmlCrypto(), allowSha1: true };
  return verifyEnvelopedSignature(element, options).status === 'verified';
}

function parseOrNothing(text: string): XmlElement | undefined {
  try {
    return parseXml(text, DEFAULT_LIMITS, 'passed-over');
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
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

async function orCode(read: () => Promise<Answer>): Promise<Answer> {
  try {
    return await read();
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
