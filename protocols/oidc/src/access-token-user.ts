import { clientFacts, type RequestContext } from '@signet/http';
import type { User } from '@signet/identity';
import type { AccessTokenClaims } from '@signet/tokens';
import type { OidcOptions } from './options.ts';

/**
 * The person of an access token, while what it came from stands: session, grant, account, and the certificate by the
 * CRL of today. Asked at each request of a resource, so that the decision leaves no row in the log.
 */
export async function findUserOfToken(
  claims: AccessTokenClaims,
  http: Request,
  context: RequestContext,
  { accessTokens, signIn }: OidcOptions,
): Promise<User | undefined> {
  const source = await accessTokens.findSource(claims, context.now);
  if (source.outcome === 'ended') return undefined;
  const { userId, authentication } = source;
  const decision = await signIn.explain({
    face: 'introspection',
    client: clientFacts(http, context, claims.clientId),
    tenantId: claims.tenantId,
    proof: { kind: 'continuation', userId, authentication },
  });
  return decision.verdict === 'accepted' ? decision.user : undefined;
}
