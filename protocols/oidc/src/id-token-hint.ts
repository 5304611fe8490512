import type { UnixSeconds } from '@signet/pki';
import { toJwk } from '@signet/tokens';
import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import type { OidcOptions } from './options.ts';

/** Whom an ID token that came back to us was about, and for which application. */
export interface IdTokenHint {
  readonly clientId: string;
  readonly userId: string;
}

/**
 * Reads an `id_token_hint` (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2): a token that was signed here, of any
 * age, for both specifications want expired ones taken. `undefined` for every other: anybody can write down a token that
 * names somebody.
 */
export async function verifyIdTokenHint(
  idTokenHint: string,
  now: UnixSeconds,
  { keyRings, origins }: Pick<OidcOptions, 'keyRings' | 'origins'>,
): Promise<IdTokenHint | undefined> {
  if (idTokenHint.length > MAX_HINT_LENGTH) return undefined;
  const published = await Promise.all(keyRings.map((ring) => ring.published(now)));
  const keys = { keys: published.flat().map(toJwk) } as unknown as JSONWebKeySet;
  try {
    const algorithms = { algorithms: ['RS256', 'ES256'] };
    const { payload } = await compactVerify(idTokenHint, createLocalJWKSet(keys), algorithms);
    return readClaims(new TextDecoder().decode(payload), origins.login);
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** What was signed here is JSON; access tokens are as well, say for which client they are, and are no hints. */
function readClaims(payload: string, loginOrigin: string): IdTokenHint | undefined {
  const { iss, tid, aud, oid, azp } = JSON.parse(payload) as Readonly<Record<string, unknown>>;
  if (iss !== `${loginOrigin}/${tid}/v2.0` || typeof aud !== 'string' || typeof oid !== 'string')
    return undefined;
  return azp === undefined ? { clientId: aud, userId: oid } : undefined;
}

/** An ID token is about 1 KB; one with two hundred groups is not 16. */
const MAX_HINT_LENGTH = 16 * 1024;
