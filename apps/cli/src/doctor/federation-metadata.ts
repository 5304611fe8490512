import { readEntityMetadata } from '@signet/federation';
import type { FederationConfiguration } from '@signet/identity';
import { PkiError, parseCertificate } from '@signet/pki';
import { XmlError } from '@signet/xml';
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
    const metadata = readEntityMetadata(answer.body.toString('utf8'));
    const { entityId, issuerCertificates: signingCertificates } = metadata;
    // Only what reads as a certificate can be trusted or be compared with what is trusted.
    for (const certificate of signingCertificates) parseCertificate(certificate);
    return { url, entityId, signingCertificates };
  } catch (error) {
    if (!(error instanceof XmlError || error instanceof PkiError)) throw error;
    return { failure: `${url}: ${error.message}` };
  }
}
