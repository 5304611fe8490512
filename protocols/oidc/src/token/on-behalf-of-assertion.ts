import type { SessionId, SignInCode } from '@signet/identity';
import type { AccessTokenClaims, AccessTokenFault } from '@signet/tokens';
import type { OidcOptions } from '../options.ts';
import { tenantMatches } from '../tenant-segment.ts';
import type { GrantRequest } from './grant-request.ts';
import { type RefusalDetails, refuseRedemption } from './refusal.ts';

/** A person's token, so that there is a session. */
export type UserAssertion = AccessTokenClaims & { readonly sessionId: SessionId };

/** A person's live access token of this tenant, for this very client. Everything else is refused. */
export async function readUserAssertion(
  presented: string,
  request: GrantRequest,
  options: OidcOptions,
): Promise<UserAssertion> {
  const { client, context, segment } = request;
  const read = await options.accessTokens.read(presented, context.now);
  if (read.outcome === 'refused') {
    const [code, detail] = FAULTS[read.because];
    return refuseOnBehalfOf(code, detail, request, options);
  }
  const { claims } = read;
  const { sessionId, tenantId } = claims;
  if (claims.idtyp === 'app' || sessionId === undefined) {
    const detail = 'The assertion is the token of an application: there is nobody on whose behalf to act.';
    return refuseOnBehalfOf('user-assertion-of-application', detail, request, options);
  }
  if (tenantId !== client.tenantId || !tenantMatches(segment, tenantId)) {
    const detail = 'The assertion was issued by another tenant.';
    return refuseOnBehalfOf('token-of-other-tenant', detail, request, options);
  }
  if (![client.appId, ...client.identifierUris].includes(claims.audience)) {
    const detail = 'The audience of the assertion is another application than the one that hands it in.';
    return refuseOnBehalfOf('user-assertion-audience', detail, request, options);
  }
  return { ...claims, sessionId };
}

/** A row in the sign-in log, then the error for the wire. */
export function refuseOnBehalfOf(
  code: SignInCode,
  detail: string,
  request: GrantRequest,
  options: OidcOptions,
  about: Omit<RefusalDetails, 'rule' | 'detail'> = {},
): Promise<never> {
  const why = { ...about, rule: 'RFC 7523 §3', detail };
  return refuseRedemption(code, 'on-behalf-of', why, request, options);
}

const FAULTS = {
  malformed: ['user-assertion-invalid', 'The assertion cannot be read.'],
  signature: ['user-assertion-invalid', 'The assertion was not issued here.'],
  expired: ['user-assertion-expired', 'The assertion has expired.'],
  'not-access-token': ['user-assertion-invalid', 'The assertion is no access token.'],
} as const satisfies Record<AccessTokenFault, readonly [SignInCode, string]>;
