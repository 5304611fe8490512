import { createXmlCrypto, createXmlSigner } from '@signet/crypto';
import { CLOUD_AUDIENCE, type ClaimsAnswer, createClaimsIssuance, issueAssertion } from '@signet/federation';
import { guid, type TenantId } from '@signet/identity';
import type { ServerConfig, Services } from '@signet/server';
import { commandLineClient } from '../command-line-client.ts';
import type { FederatedSubject } from './find-subject.ts';

/** A signed assertion, and who it says it is from: the rules may name another issuer than the server's. */
export interface MadeToken {
  readonly verdict: 'made';
  readonly text: string;
  readonly issuer: string;
}

/** What a sign-in to the cloud by WS-Federation would end with: the signed assertion, or why there is none. */
export async function makeCloudToken(
  { user, authentication, certificate }: Extract<FederatedSubject, { verdict: 'found' }>,
  { tenantId, issuerUri }: NonNullable<ServerConfig['federationServer']>,
  { directory, federationKeys, random, clock }: Services,
): Promise<MadeToken | Extract<ClaimsAnswer, { verdict: 'refused' }>> {
  const now = clock.now();
  const issuance = createClaimsIssuance({ directory, tenantId: guid<TenantId>(tenantId) });
  const answer = await issuance.issue({
    userId: user.id,
    authentication,
    provenBy: 'tls-certificate',
    certificate,
    audience: CLOUD_AUDIENCE,
    tokenType: 'saml11',
    request: { ...commandLineClient({ random, clock }), path: '/adfs/ls/' },
  });
  if (answer.verdict === 'refused') return answer;
  const { token } = await issueAssertion(
    { claims: answer.claims, authentication, provenBy: 'tls-certificate', audience: CLOUD_AUDIENCE },
    now,
    {
      issuerUri,
      random,
      xmlCrypto: createXmlCrypto(),
      signer: createSigner(await federationKeys.current(now)),
    },
  );
  return { verdict: 'made', text: token.text, issuer: answer.claims.issuerId ?? issuerUri };
}

function createSigner({
  privateKey,
  certificate,
}: Awaited<ReturnType<Services['federationKeys']['current']>>): ReturnType<typeof createXmlSigner> {
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  return createXmlSigner({ privateKey: new Uint8Array(pkcs8), certificate });
}
