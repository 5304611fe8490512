import { createHash } from 'node:crypto';
import type { Application, ApplicationId, Authentication, GrantId, SessionId, User } from '@signet/identity';
import { wantsGuidAudience } from './optional-claims.ts';

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
  /** `xms_cc`, as for people: what the application said that it can do. */
  readonly clientCapabilities?: readonly string[];
}

/** For whom a token is, and what it tells of the sign-in (Entra: token claims). */
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
  /** Where the request came from. */
  readonly ipAddress: string;
  /** `xms_cc`: what the client said that it can do; `cp1`, understand claims challenges. */
  readonly clientCapabilities?: readonly string[];
  /** Those of OpenID Connect that are granted with the token, lower case; `profile` lets names into tokens of version 2. */
  readonly oidcScopes: readonly string[];
  /** `acrs`: the authentication contexts that were asked for and that the sign-in satisfies. */
  readonly authenticationContexts?: readonly string[];
}

/** What an ID token tells of it: it may be made before any client has proved itself for anything. */
export type IdTokenSubject = Omit<TokenSubject, 'clientProof' | 'boundTo' | 'grantId'>;

/** The API that an access token is for. Its registration, not the endpoint, decides the token's version. */
export interface Resource {
  /** `sub` is one for all names of a resource. */
  readonly appId: ApplicationId;
  /** Absent for Graph, which is no registration. */
  readonly application: Application | undefined;
  /** `aud`: the URI as it was asked for (version 1) or the API's appId (version 2). */
  readonly audience: string;
  readonly tokenVersion: 1 | 2;
  readonly permissions: readonly string[];
}

/** By the names of the wire: RFC 7519 §4, OpenID Connect Core §2, Microsoft's reference of token claims. */
export type Claims = Readonly<Record<string, unknown>>;

/** What is not the subject's own. */
interface Around {
  /** The pairwise subject. */
  readonly sub: string;
  /** App roles, groups and optional claims; they replace none of the others. */
  readonly ofAudience: Claims;
  readonly loginOrigin: string;
}

/** Of an ID token (OpenID Connect Core §2), but for the times and the id that each token has of its own. */
export function idTokenClaims(
  subject: IdTokenSubject,
  around: Around & { readonly nonce: string | undefined; readonly version: 1 | 2; readonly code?: string },
): Claims {
  const { user, client, authentication } = subject;
  const { nonce, version, code, loginOrigin, ofAudience } = around;
  return {
    ...ofAudience,
    ...(version === 1
      ? { ver: '1.0', iss: `${loginOrigin}/${user.tenantId}/`, ...version1Person(subject) }
      : {
          ver: '2.0',
          iss: `${loginOrigin}/${user.tenantId}/v2.0`,
          preferred_username: user.userPrincipalName,
        }),
    aud: client.appId,
    ...personClaims(subject, around),
    ...(user.mail === undefined ? {} : { email: user.mail }),
    auth_time: authentication.authTime,
    ...(nonce === undefined ? {} : { nonce }),
    ...(code === undefined ? {} : { c_hash: codeHash(code) }),
  };
}

/** Of a person's access token for a resource, but for the times and the id that each token has of its own. */
export function accessTokenClaims(subject: TokenSubject, resource: Resource, around: Around): Claims {
  const { loginOrigin, ofAudience } = around;
  return {
    ...ofAudience,
    ...(resource.tokenVersion === 1
      ? version1Claims(subject, loginOrigin)
      : version2Claims(subject, loginOrigin)),
    aud: audienceOf(resource),
    ...personClaims(subject, around),
    idtyp: 'user',
    app_displayname: subject.client.displayName,
    scp: resource.permissions.join(' '),
    rh: subject.grantId,
    ...(subject.clientCapabilities?.length ? { xms_cc: subject.clientCapabilities } : {}),
    ...(subject.authenticationContexts?.length ? { acrs: subject.authenticationContexts } : {}),
    ...confirmation(subject.boundTo),
  };
}

/** The service principal has the application's own id here, so that `oid`, `sub` and `appid` are one. */
export function applicationTokenClaims(
  { client, clientProof, boundTo, roles, clientCapabilities }: ApplicationSubject,
  resource: Resource,
  loginOrigin: string,
): Claims {
  const { appId, tenantId } = client;
  const method = PROOF_NUMBER[clientProof];
  return {
    ...(resource.tokenVersion === 1
      ? { ver: '1.0', iss: `${loginOrigin}/${tenantId}/`, appid: appId, appidacr: method }
      : { ver: '2.0', iss: `${loginOrigin}/${tenantId}/v2.0`, azp: appId, azpacr: method }),
    aud: audienceOf(resource),
    sub: appId,
    oid: appId,
    tid: tenantId,
    idtyp: 'app',
    app_displayname: client.displayName,
    ...(roles.length === 0 ? {} : { roles }),
    ...(clientCapabilities?.length ? { xms_cc: clientCapabilities } : {}),
    ...confirmation(boundTo),
  };
}

/** Graph's optional claim `aud` with `use_guid`: a version 1 token names the resource by its id. */
function audienceOf({ application, appId, audience }: Resource): string {
  return application && wantsGuidAudience(application) ? appId : audience;
}

function confirmation(boundTo: string | undefined): Claims {
  return boundTo === undefined ? {} : { cnf: { 'x5t#S256': boundTo } };
}

function version1Claims(subject: TokenSubject, loginOrigin: string): Claims {
  const { user, client, clientProof } = subject;
  return {
    ver: '1.0',
    // Entra writes it in version 1 alone: 1, for the sign-in met ISO/IEC 29115. How strong it was, `amr` tells.
    acr: '1',
    iss: `${loginOrigin}/${user.tenantId}/`,
    appid: client.appId,
    appidacr: PROOF_NUMBER[clientProof],
    ...version1Person(subject),
  };
}

/** What tokens of version 1 always have, and those of version 2 as optional claims (Microsoft's reference of optional claims). */
function version1Person({ user, ipAddress }: IdTokenSubject): Claims {
  return {
    unique_name: user.userPrincipalName,
    upn: user.userPrincipalName,
    ...(user.givenName !== undefined && { given_name: user.givenName }),
    ...(user.surname !== undefined && { family_name: user.surname }),
    ipaddr: ipAddress,
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

/** OpenID Connect Core §3.3.2.11: the left half of the code's hash, of which the token's `alg`, RS256, says SHA-256. */
function codeHash(code: string): string {
  return createHash('sha256').update(code, 'ascii').digest().subarray(0, 16).toString('base64url');
}

function personClaims({ user, sessionId, authentication }: IdTokenSubject, { sub }: Around): Claims {
  return {
    sub,
    oid: user.id,
    tid: user.tenantId,
    name: user.displayName,
    amr: authentication.amr,
    sid: sessionId,
  };
}

const PROOF_NUMBER = { none: '0', secret: '1', certificate: '2' } as const satisfies Record<
  ClientProof,
  string
>;
