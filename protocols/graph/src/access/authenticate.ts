import { GRAPH_APP_ID, guid, type UserId } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { AccessTokenClaims } from '@signet/tokens';
import { GraphError } from '../graph-error.ts';
import type { GraphOptions } from '../options.ts';
import type { Caller } from './caller.ts';

/**
 * Who calls: the bearer token's signature, times, issuer and audience, then the user as the directory knows it
 * now. Throws 401 `InvalidAuthenticationToken`, after a revocation with the claims challenge that MSAL answers.
 */
export async function authenticate(
  request: Request,
  now: UnixSeconds,
  options: Pick<GraphOptions, 'origins' | 'directory' | 'accessTokens'>,
): Promise<Caller> {
  const { login } = options.origins;
  const token = readBearerToken(request);
  if (token === undefined) throw unauthorized('Access token is empty.', login);
  const claims = await verify(token, now, options);
  if (claims === undefined) throw unauthorized('The access token is not valid here, or no longer.', login);
  const user = await options.directory.users.find(guid<UserId>(claims.objectId));
  // RFC 7519 §4.1.1: an issuer per tenant, so a token says nothing about another tenant's user.
  if (!user || user.tenantId !== claims.tenantId) {
    throw unauthorized('The user of the access token does not exist.', login);
  }
  if (!user.accountEnabled) throw unauthorized('The account of the user is disabled.', login);
  const validFrom = user.stsRefreshTokensValidFrom;
  // Whole seconds: what was minted in the second of the revocation may have come before it.
  if (validFrom !== undefined && claims.issuedAt <= validFrom) throw revoked(validFrom, login);
  return {
    user,
    appId: claims.clientId,
    appDisplayName: claims.clientDisplayName,
    scopes: new Set(claims.scopes.map((scope) => scope.toLowerCase())),
  };
}

/** RFC 6750 §2.1, in the header only: a token in an address ends up in logs. */
function readBearerToken(request: Request): string | undefined {
  return /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

/** A person's access token of version 1 for Graph, not bound and not given back. */
async function verify(
  token: string,
  now: UnixSeconds,
  { origins, accessTokens }: Pick<GraphOptions, 'origins' | 'accessTokens'>,
): Promise<AccessTokenClaims | undefined> {
  const read = await accessTokens.read(token, now);
  if (read.outcome === 'refused') return undefined;
  const { claims } = read;
  if (claims.ver !== '1.0' || claims.idtyp !== 'user' || !isForGraph(claims.audience, origins.graph))
    return undefined;
  // RFC 8705 §3: a bound token is good only with its certificate, which this listener never asks for.
  if (claims.boundTo !== undefined) return undefined;
  return (await accessTokens.isRevoked(claims, now)) ? undefined : claims;
}

/** As it was asked for, so a slash at the end and case do not matter. An ID token names a client instead. */
function isForGraph(audience: string, graph: readonly string[]): boolean {
  const bare = audience.replace(/\/$/, '').toLowerCase();
  return GRAPH_NAMES.includes(bare) || graph.includes(bare);
}

function unauthorized(message: string, login: string): GraphError {
  const headers = { 'www-authenticate': challenge(login, 'invalid_token') };
  return new GraphError('InvalidAuthenticationToken', message, { headers });
}

function revoked(validFrom: UnixSeconds, login: string): GraphError {
  // Standard base64 has no comma, at which clients split the header.
  const claims = `{"access_token":{"nbf":{"essential":true, "value":"${validFrom}"}}}`;
  const encoded = Buffer.from(claims).toString('base64');
  const headers = {
    'www-authenticate': `${challenge(login, 'insufficient_claims')}, claims="${encoded}"`,
  };
  return new GraphError('InvalidAuthenticationToken', CLAIMS_CHALLENGE, { headers });
}

function challenge(login: string, error: string): string {
  return `Bearer realm="", authorization_uri="${login}/common/oauth2/authorize", client_id="${GRAPH_APP_ID}", error="${error}"`;
}

const CLAIMS_CHALLENGE =
  'Continuous access evaluation resulted in claims challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp';

/** Microsoft's own names of Graph: clients have them built in. */
const GRAPH_NAMES: readonly string[] = ['https://graph.microsoft.com', GRAPH_APP_ID];
