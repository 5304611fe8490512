import type { ApplicationId, Random, SigningAlg, User } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { AudienceClaims } from './audience-claims.ts';
import type { KeyRing } from './key-ring.ts';
import type { PairwiseSubjects } from './pairwise-subjects.ts';
import { signJwt } from './sign-jwt.ts';
import {
  type ApplicationSubject,
  accessTokenClaims,
  applicationTokenClaims,
  type Claims,
  type IdTokenSubject,
  idTokenClaims,
  type Resource,
  type TokenSubject,
} from './token-claims.ts';

export interface TokenMinter {
  /** `sub` of a person in what this application gets (OpenID Connect Core §8.1). */
  subjectOf(user: User, appId: ApplicationId): Promise<string>;
  idToken(subject: IdTokenSubject, request: IdTokenRequest, now: UnixSeconds): Promise<string>;
  accessToken(subject: TokenSubject, resource: Resource, now: UnixSeconds): Promise<SignedAccessToken>;
  /** For the application itself: `idtyp` «app», `roles` instead of `scp`. */
  applicationToken(
    subject: ApplicationSubject,
    resource: Resource,
    now: UnixSeconds,
  ): Promise<SignedAccessToken>;
}

export interface IdTokenRequest {
  readonly nonce: string | undefined;
  /** That of the endpoint; of access tokens the resource decides. */
  readonly version: 1 | 2;
  /** The authorization code that it is sent together with: `c_hash` binds it to that (OpenID Connect Core §3.3.2.11). */
  readonly code?: string;
  /** `address`: it travels in one (the response mode `fragment`), and is kept short. */
  readonly carrier?: 'address';
}

export interface SignedAccessToken {
  readonly accessToken: string;
  readonly notBefore: UnixSeconds;
  readonly expiresAt: UnixSeconds;
  readonly expiresInSeconds: number;
}

/** The rings of the token service by what their keys sign. */
export type TokenKeyRings = Readonly<Record<SigningAlg, Pick<KeyRing, 'current'>>>;

/** Signs with the key that each ring has at that moment. */
export function createTokenMinter(options: {
  /** `https://login.example` without a slash at the end. */
  readonly loginOrigin: string;
  readonly keyRings: TokenKeyRings;
  /** Of access tokens for Graph; a registered resource says itself what it takes. */
  readonly graphTokenSigning: SigningAlg;
  readonly subjectOf: PairwiseSubjects;
  readonly audienceClaims: AudienceClaims;
  readonly random: Random;
}): TokenMinter {
  const { loginOrigin, keyRings, graphTokenSigning, subjectOf, audienceClaims, random } = options;
  const sign = async (claims: Claims, alg: SigningAlg, now: UnixSeconds): Promise<string> => {
    const { kid, privateKey } = await keyRings[alg].current(now);
    const times = { iat: now, nbf: now - BACKDATE_SECONDS, exp: now + TOKEN_SECONDS };
    const signed = { ...claims, ...times, uti: random.secret().slice(0, 22) };
    return signJwt({ typ: 'JWT', alg, kid, x5t: kid }, signed, privateKey);
  };
  const signAccessToken = async (
    claims: Claims,
    { application }: Resource,
    now: UnixSeconds,
  ): Promise<SignedAccessToken> => ({
    accessToken: await sign(
      claims,
      application ? (application.accessTokenSigningAlg ?? 'RS256') : graphTokenSigning,
      now,
    ),
    notBefore: now - BACKDATE_SECONDS,
    expiresAt: now + TOKEN_SECONDS,
    expiresInSeconds: TOKEN_SECONDS,
  });
  return {
    subjectOf,
    async idToken(subject, request, now) {
      const { user, client } = subject;
      const sub = await subjectOf(user, client.appId);
      const ofAudience = await audienceClaims(client, 'idToken', subject, request.carrier);
      return sign(idTokenClaims(subject, { ...request, sub, ofAudience, loginOrigin }), 'RS256', now);
    },
    async accessToken(subject, resource, now) {
      const sub = await subjectOf(subject.user, resource.appId);
      const { application } = resource;
      const ofAudience = application ? await audienceClaims(application, 'accessToken', subject) : {};
      const claims = accessTokenClaims(subject, resource, { sub, ofAudience, loginOrigin });
      return signAccessToken(claims, resource, now);
    },
    applicationToken: (subject, resource, now) =>
      signAccessToken(applicationTokenClaims(subject, resource, loginOrigin), resource, now),
  };
}

/** An hour: revocation bites at refresh, so this is how long an access token outlives its certificate. */
const TOKEN_SECONDS = 3600;
/** For resource servers whose clocks are behind ours. */
const BACKDATE_SECONDS = 300;
