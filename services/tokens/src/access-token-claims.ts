import {
  type ApplicationId,
  type GrantId,
  guid,
  isGuid,
  type SessionId,
  type TenantId,
} from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { JWTPayload } from 'jose';

/** What an access token of ours says, its signature verified. */
export interface AccessTokenClaims {
  /** `user`: an application on behalf of a person; `app`: an application for itself. */
  readonly idtyp: 'user' | 'app';
  readonly ver: '1.0' | '2.0';
  readonly issuer: string;
  readonly audience: string;
  readonly tenantId: TenantId;
  /** `oid`: of the person, or of the application. A GUID. */
  readonly objectId: string;
  readonly subject: string;
  /** `appid` or `azp`. */
  readonly clientId: ApplicationId;
  readonly clientDisplayName: string | undefined;
  readonly userPrincipalName: string | undefined;
  /** `scp`, as spelt; none for an application. */
  readonly scopes: readonly string[];
  /** `roles`. */
  readonly roles: readonly string[];
  readonly sessionId: SessionId | undefined;
  /** `rh`: the grant that it came from; none where there is no person. */
  readonly grantId: GrantId | undefined;
  /** `uti`. */
  readonly tokenId: string;
  readonly issuedAt: UnixSeconds;
  readonly notBefore: UnixSeconds;
  readonly expiresAt: UnixSeconds;
  /** `cnf`: SHA-256 of the client's certificate, base64url (RFC 8705 §3.1). */
  readonly boundTo: string | undefined;
}

/** `undefined` for a payload that is no access token: an ID token has no `idtyp`. */
export function readAccessTokenClaims(payload: JWTPayload): AccessTokenClaims | undefined {
  const { idtyp, ver, iss, aud, tid, oid, sub, uti, iat, nbf, exp } = payload;
  const clientId = payload['appid'] ?? payload['azp'];
  if ((idtyp !== 'user' && idtyp !== 'app') || (ver !== '1.0' && ver !== '2.0')) return undefined;
  if (!isText(iss) || !isText(aud) || !isText(sub) || !isText(uti)) return undefined;
  if (!isGuidText(tid) || !isGuidText(oid) || !isGuidText(clientId)) return undefined;
  if (iat === undefined || nbf === undefined || exp === undefined) return undefined;
  return {
    idtyp,
    ver,
    issuer: iss,
    audience: aud,
    tenantId: guid<TenantId>(tid),
    objectId: oid,
    subject: sub,
    clientId: guid<ApplicationId>(clientId),
    clientDisplayName: textOf(payload['app_displayname']),
    userPrincipalName: textOf(payload['upn'] ?? payload['preferred_username']),
    scopes: (textOf(payload['scp']) ?? '').split(' ').filter((scope) => scope !== ''),
    roles: listOf(payload['roles']),
    sessionId: isGuidText(payload['sid']) ? guid<SessionId>(payload['sid']) : undefined,
    grantId: isGuidText(payload['rh']) ? guid<GrantId>(payload['rh']) : undefined,
    tokenId: uti,
    issuedAt: iat,
    notBefore: nbf,
    expiresAt: exp,
    boundTo: thumbprintOf(payload['cnf']),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isGuidText(value: unknown): value is string {
  return isText(value) && isGuid(value);
}

function textOf(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(isText) : [];
}

function thumbprintOf(confirmation: unknown): string | undefined {
  if (typeof confirmation !== 'object' || confirmation === null) return undefined;
  return textOf((confirmation as Readonly<Record<string, unknown>>)['x5t#S256']);
}
