import { createHash } from 'node:crypto';
import type {
  Application,
  ApplicationId,
  Authentication,
  GrantId,
  Random,
  SessionId,
  User,
} from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { SignJWT } from 'jose';
import type { KeyRing } from './key-ring.ts';

/** How the client proved itself: nothing, a secret, a certificate. `appidacr` and `azpacr` tell it as 0, 1, 2. */
export type ClientProof = 'none' | 'secret' | 'certificate';

/** An application with nobody beside it. */
export interface ApplicationSubject {
  readonly client: Application;
  readonly clientProof: ClientProof;
  /** SHA-256 of the client's certificate, base64url, when its TLS connection proved it (RFC 8705 §3.1). */
  readonly boundTo: string | undefined;
  /** Values of the app roles that it has at the resource. */
  readonly roles: readonly string[];
}

/** For whom a token is, and what it tells of the sign-in (protocols.md §1.7). */
export interface TokenSubject {
  readonly user: User;
  readonly client: Application;
  readonly clientProof: ClientProof;
  /** SHA-256 of the client's certificate, base64url, when its TLS connection proved it (RFC 8705 §3.1). */
  readonly boundTo: string | undefined;
  readonly sessionId: SessionId;
  /** `rh`: by it an access token that comes back leads to what ends it. */
  readonly grantId: GrantId;
  readonly authentication: Authentication;
  /** `xms_cc`: what the client said that it can do; `cp1`, understand claims challenges. */
  readonly clientCapabilities?: readonly string[];
}

/** The API that an access token is for. Its registration, not the endpoint, decides the token's version. */
export interface Resource {
  /** `aud`: the URI as it was asked for (version 1) or the API's appId (version 2). */
  readonly audience: string;
  readonly tokenVersion: 1 | 2;
  readonly permissions: readonly string[];
}

export interface TokenMinter {
  /** `sub` of a person in what this application gets (OpenID Connect Core §8.1). */
  subjectOf(user: User, appId: ApplicationId): string;
  idToken(subject: TokenSubject, nonce: string | undefined, now: UnixSeconds): Promise<string>;
  accessToken(subject: TokenSubject, resource: Resource, now: UnixSeconds): Promise<SignedAccessToken>;
  /** For the application itself: `idtyp` «app», `roles` instead of `scp`. */
  applicationToken(
    subject: ApplicationSubject,
    resource: Resource,
    now: UnixSeconds,
  ): Promise<SignedAccessToken>;
}

export interface SignedAccessToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
}

/** By the names of the wire: RFC 7519 §4, OpenID Connect Core §2, protocols.md §1.7. */
type Claims = Readonly<Record<string, unknown>>;

export function createTokenMinter(options: {
  /** `https://login.example` without a slash at the end. */
  readonly loginOrigin: string;
  readonly keyRing: KeyRing;
  readonly random: Random;
}): TokenMinter {
  const { loginOrigin, keyRing, random } = options;
  const sign = async (claims: Claims, now: UnixSeconds): Promise<string> => {
    const { kid, privateKey } = await keyRing.current(now);
    const times = { iat: now, nbf: now - BACKDATE_SECONDS, exp: now + TOKEN_SECONDS };
    return new SignJWT({ ...claims, ...times, uti: random.secret().slice(0, 22) })
      .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid, x5t: kid })
      .sign(privateKey);
  };
  return {
    subjectOf: pairwiseSubject,
    idToken: (subject, nonce, now) => sign(idTokenClaims(subject, nonce, loginOrigin), now),
    async accessToken(subject, resource, now) {
      const accessToken = await sign(accessTokenClaims(subject, resource, loginOrigin), now);
      return { accessToken, expiresInSeconds: TOKEN_SECONDS };
    },
    async applicationToken(subject, resource, now) {
      const accessToken = await sign(applicationTokenClaims(subject, resource, loginOrigin), now);
      return { accessToken, expiresInSeconds: TOKEN_SECONDS };
    },
  };
}

function idTokenClaims(subject: TokenSubject, nonce: string | undefined, loginOrigin: string): Claims {
  const { user, client, authentication } = subject;
  return {
    ver: '2.0',
    iss: `${loginOrigin}/${user.tenantId}/v2.0`,
    aud: client.appId,
    ...personClaims(subject, client.appId),
    preferred_username: user.userPrincipalName,
    ...(user.mail === undefined ? {} : { email: user.mail }),
    auth_time: authentication.authTime,
    ...(nonce === undefined ? {} : { nonce }),
  };
}

function accessTokenClaims(subject: TokenSubject, resource: Resource, loginOrigin: string): Claims {
  return {
    ...(resource.tokenVersion === 1
      ? version1Claims(subject, loginOrigin)
      : version2Claims(subject, loginOrigin)),
    aud: resource.audience,
    ...personClaims(subject, resource.audience),
    idtyp: 'user',
    app_displayname: subject.client.displayName,
    scp: resource.permissions.join(' '),
    rh: subject.grantId,
    ...(subject.clientCapabilities?.length ? { xms_cc: subject.clientCapabilities } : {}),
    ...confirmation(subject.boundTo),
  };
}

/** The service principal has the application's own id here, so that `oid`, `sub` and `appid` are one. */
function applicationTokenClaims(
  { client, clientProof, boundTo, roles }: ApplicationSubject,
  resource: Resource,
  loginOrigin: string,
): Claims {
  const { appId, tenantId } = client;
  const method = PROOF_NUMBER[clientProof];
  return {
    ...(resource.tokenVersion === 1
      ? { ver: '1.0', iss: `${loginOrigin}/${tenantId}/`, appid: appId, appidacr: method }
      : { ver: '2.0', iss: `${loginOrigin}/${tenantId}/v2.0`, azp: appId, azpacr: method }),
    aud: resource.audience,
    sub: appId,
    oid: appId,
    tid: tenantId,
    idtyp: 'app',
    app_displayname: client.displayName,
    ...(roles.length === 0 ? {} : { roles }),
    ...confirmation(boundTo),
  };
}

function confirmation(boundTo: string | undefined): Claims {
  return boundTo === undefined ? {} : { cnf: { 'x5t#S256': boundTo } };
}

function version1Claims({ user, client, clientProof }: TokenSubject, loginOrigin: string): Claims {
  return {
    ver: '1.0',
    // Entra writes it in version 1 alone: 1, for the sign-in met ISO/IEC 29115. How strong it was, `amr` tells.
    acr: '1',
    iss: `${loginOrigin}/${user.tenantId}/`,
    appid: client.appId,
    appidacr: PROOF_NUMBER[clientProof],
    unique_name: user.userPrincipalName,
    upn: user.userPrincipalName,
  };
}

function version2Claims({ user, client, clientProof }: TokenSubject, loginOrigin: string): Claims {
  return {
    ver: '2.0',
    iss: `${loginOrigin}/${user.tenantId}/v2.0`,
    azp: client.appId,
    azpacr: PROOF_NUMBER[clientProof],
    preferred_username: user.userPrincipalName,
  };
}

function personClaims({ user, sessionId, authentication }: TokenSubject, audience: string): Claims {
  return {
    sub: pairwiseSubject(user, audience),
    oid: user.id,
    tid: user.tenantId,
    name: user.displayName,
    amr: authentication.amr,
    sid: sessionId,
  };
}

/** OpenID Connect Core §8.1: one person has another `sub` at each audience. */
function pairwiseSubject(user: User, audience: string): string {
  return createHash('sha256').update(`${user.tenantId}\n${audience}\n${user.id}`).digest('base64url');
}

const PROOF_NUMBER = { none: '0', secret: '1', certificate: '2' } as const satisfies Record<
  ClientProof,
  string
>;

/** An hour: revocation bites at refresh, so this is how long an access token outlives its certificate. */
const TOKEN_SECONDS = 3600;
/** For resource servers whose clocks are behind ours. */
const BACKDATE_SECONDS = 300;
