import type { FederationConfiguration } from '@signet/identity';
import { PkiError, parseCertificate } from '@signet/pki';
import { childElements, decodeBase64, parseXml, textOf, type XmlElement, XmlError } from '@signet/xml';
import { ask } from './requests.ts';
import type { Patient } from './types.ts';

/** What a domain's settings are held against. */
export interface FederationMetadata {
  readonly url: string;
  readonly entityId: string;
  /** DER, the one that signs now first. */
  readonly signingCertificates: readonly Uint8Array[];
}

/** Reads the metadata of the federation server that a domain names, or says why it cannot. */
export async function readFederationMetadata(
  { passiveSignInUri }: Pick<FederationConfiguration, 'passiveSignInUri'>,
  patient: Pick<Patient, 'extraTrust'>,
): Promise<FederationMetadata | { readonly failure: string }> {
  const url = new URL('/FederationMetadata/2007-06/FederationMetadata.xml', passiveSignInUri).href;
  const answer = await ask(url, patient);
  if ('failure' in answer) return { failure: `${url}: ${answer.failure}` };
  if (answer.status !== 200) return { failure: `${url} answers with status ${answer.status}` };
  try {
    const metadata = parseMetadata(answer.body.toString('utf8'));
    if (!ENTITY_ID.test(metadata.entityId)) return { failure: `${url} names no usable entityID` };
    // Only what reads as a certificate can be trusted or be compared with what is trusted.
    for (const certificate of metadata.signingCertificates) parseCertificate(certificate);
    return { url, ...metadata };
  } catch (error) {
    if (!(error instanceof XmlError || error instanceof PkiError)) throw error;
    return { failure: `${url}: ${error.message}` };
  }
}

/** It ends up in settings and on terminals. */
const ENTITY_ID = /^[^\s\p{C}]{1,2048}$/u;

function parseMetadata(text: string): Omit<FederationMetadata, 'url'> {
  const root = parseXml(text);
  const roles = childElements(root).filter(({ localName }) => localName === 'RoleDescriptor');
  const keys = roles.flatMap(childElements).filter(isSigningKey);
  const certificates = keys.flatMap((key) => findAll(key, 'X509Certificate')).map(textOf);
  return {
    entityId: root.attributes.find(({ localName }) => localName === 'entityID')?.value ?? '',
    signingCertificates: certificates.map((base64) => decodeBase64(base64.replace(/\s/g, ''))),
  };
}

function isSigningKey({ localName, attributes }: XmlElement): boolean {
  const use = attributes.find((attribute) => attribute.localName === 'use')?.value;
  return localName === 'KeyDescriptor' && (use === undefined || use === 'signing');
}

function findAll(element: XmlElement, localName: string): readonly XmlElement[] {
  return childElements(element).flatMap((child) => [
    ...(child.localName === localName ? [child] : []),
    ...findAll(child, localName),
  ]);
}
