import type { FederationServerFacts, Requirement } from '@signet/federation';
import { equalBytes } from '@signet/pki';
import { readFederationMetadata } from '../doctor/federation-metadata.ts';

/** The metadata that the running server publishes: the service reads the next signing certificate from it. */
export async function examineMetadata(
  { origin, issuerUri, signingCertificates }: FederationServerFacts,
  extraTrust: string | undefined,
): Promise<readonly Requirement[]> {
  const metadata = await readFederationMetadata({ passiveSignInUri: `${origin}/adfs/ls/` }, { extraTrust });
  const reached = {
    check: 'metadata-reached',
    asks: 'The federation metadata can be fetched by https',
    found: 'failure' in metadata ? metadata.failure : metadata.url,
  };
  if ('failure' in metadata) {
    const remedy = 'Start the server, and let the service reach it: it reads the metadata every day.';
    return [{ ...reached, result: 'fail', remedy }];
  }
  const [current] = signingCertificates;
  const isThere = metadata.signingCertificates.some((each) => current && equalBytes(each, current));
  return [
    { ...reached, result: 'pass' },
    judge(
      { check: 'metadata-entityID', asks: `entityID is ${issuerUri}`, found: metadata.entityId },
      metadata.entityId === issuerUri,
    ),
    judge(
      {
        check: 'metadata-signing-keys',
        asks: 'The metadata has the certificate that signs now',
        found: `${metadata.signingCertificates.length} in it`,
      },
      isThere,
    ),
  ];
}

function judge(line: Omit<Requirement, 'result' | 'remedy'>, holds: boolean): Requirement {
  const remedy = 'Another server answers at this address, or one with an older configuration: restart it.';
  return holds ? { ...line, result: 'pass' } : { ...line, result: 'fail', remedy };
}
