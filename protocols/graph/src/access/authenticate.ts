import { createPublicKey } from 'node:crypto';
import { GRAPH_APP_ID, guid, isGuid, type UserId } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { RingKey } from '@signet/tokens';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { GraphError } from '../graph-error.ts';
import type { GraphOptions } from '../options.ts';
import type { Caller } from './caller.ts';

/**
 * Who calls: the bearer token's signature, times, issuer and audience, then the user as the directory knows it
 * now. Throws 401 `InvalidAuthenticationToken`, after a revocation with the claims challenge of protocols.md §1.8.
 */
export async function authenticate(
  request: Request,
  now: UnixSeconds,
  options: Pick<GraphOptions, 'origins' | 'directory' | 'keyRing'>,
): Promise<Caller> {
  const { login } = options.origins;
  const token = readBearerToken(request);
  if (token === undefined) throw unauthorized('Access token is empty.', login);
  const claims = await verify(token, now, options);
  if (claims === undefined) throw unauthorized('The access token is not valid here, or no longer.', login);
  const user = await options.directory.users.find(guid<UserId>(claims.oid));
  // RFC 7519 §4.1.1: an issuer per tenant, so a token says nothing about another tenant's user.
  if (!user || user.tenantId !== claims.tid || claims.iss !== `${login}/${user.tenantId}/`) {
    throw unauthorized('The user of the access token does not exist.', login);
  }
  if (!user.accountEnabled) throw unauthorized('The account of the user is disabled.', login);
  const validFrom = user.stsRefreshTokensValidFrom;
  // Whole seconds: what was minted in the second of the revocation may have come before it.
  if (validFrom !== undefined && claims.iat <= validFrom) throw revoked(validFrom, login);
  return {
    user,
    appId: claims.appid,
    appDisplayName: claims.appDisplayName,
    scopes: new Set(claims.scp.toLowerCase().split(' ').filter(Boolean)),
  };
}

interface Claims {
  readonly iss: string;
  readonly oid: string;
  readonly tid: string;
  readonly appid: string;
  readonly appDisplayName: string | undefined;
  readonly scp: string;
  readonly iat: number;
}

/** RFC 6750 §2.1, in the header only: a token in an address ends up in logs. */
function readBearerToken(request: Request): string | undefined {
  return /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

async function verify(
  token: string,
  now: UnixSeconds,
  { origins, keyRing }: Pick<GraphOptions, 'origins' | 'keyRing'>,
): Promise<Claims | undefined> {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  const kid = readKeyId(token);
  const key = (await keyRing.published(now)).find((candidate) => candidate.kid === kid);
  if (key === undefined) return undefined;
  try {
    const { payload } = await jwtVerify(token, publicKeyOf(key), {
      // RFC 8725 §3.1: the algorithm is ours to name, never the token's.
      algorithms: ['RS256'],
      typ: 'JWT',
      requiredClaims: ['exp', 'nbf', 'iat', 'scp'],
      currentDate: new Date(now * 1000),
    });
    return isForGraph(payload.aud, origins.graph) ? readClaims(payload) : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

function readKeyId(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}

function publicKeyOf({ privateKey }: RingKey): ReturnType<typeof createPublicKey> {
  const { n, e } = privateKey.export({ format: 'jwk' });
  return createPublicKey({ format: 'jwk', key: { kty: 'RSA', ...(n && { n }), ...(e && { e }) } });
}

/** As it was asked for, so a slash at the end and case do not matter. An ID token names a client instead. */
function isForGraph(audience: JWTPayload['aud'], graph: readonly string[]): boolean {
  if (typeof audience !== 'string') return false;
  const bare = audience.replace(/\/$/, '').toLowerCase();
  return GRAPH_NAMES.includes(bare) || graph.includes(bare);
}

function readClaims(payload: JWTPayload): Claims | undefined {
  const { iss, iat, oid, tid, appid, scp, idtyp, app_displayname: appDisplayName } = payload;
  if (iss === undefined || iat === undefined || idtyp !== 'user') return undefined;
  // RFC 8705 §3: a bound token is good only with its certificate, which this listener never asks for.
  if (payload['cnf'] !== undefined) return undefined;
  if (typeof oid !== 'string' || !isGuid(oid) || typeof tid !== 'string') return undefined;
  if (typeof appid !== 'string' || typeof scp !== 'string') return undefined;
  return {
    iss,
    oid,
    tid,
    appid,
    appDisplayName: typeof appDisplayName === 'string' ? appDisplayName : undefined,
    scp,
    iat,
  };
}

function unauthorized(message: string, login: string): GraphError {
  const headers = { 'www-authenticate': challenge(login, 'invalid_token') };
  return new GraphError('InvalidAuthenticationToken', message, { headers });
}

function revoked(validFrom: UnixSeconds, login: string): GraphError {
  // Standard base64 has no comma, at which clients split the header (protocols.md §2.2).
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

/** Ours have about 1,500 characters. */
const MAX_TOKEN_LENGTH = 16_384;
