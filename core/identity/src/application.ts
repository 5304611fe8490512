import type { UnixSeconds } from '@signet/pki';
import type { ApplicationId, TenantId, UserId } from './ids.ts';
import type { TokenConfiguration } from './token-configuration.ts';

/** How a redirect URI may be used (the platforms of an Entra app registration). */
export type RedirectUriType = 'web' | 'spa' | 'publicClient';

/** An app registration. One that has no secret and no key is a public client. */
export interface Application extends TokenConfiguration {
  readonly appId: ApplicationId;
  readonly tenantId: TenantId;
  readonly displayName: string;
  readonly redirectUris: readonly { readonly type: RedirectUriType; readonly uri: string }[];
  readonly secrets: readonly ClientSecret[];
  /** Certificates whose key the application proves itself by. */
  readonly keyCredentials: readonly KeyCredential[];
  /** Names under which the application is asked for as a resource: `https://graph.example`, `api://…`. */
  readonly identifierUris: readonly string[];
  /** What other applications may ask of this one on behalf of a person. */
  readonly oauth2PermissionScopes: readonly PermissionScope[];
  /** What the application asks for when it asks for `{resource}/.default`. */
  readonly requiredResourceAccess: readonly RequiredResourceAccess[];
  /** Loaded unseen when a session that the application took part in ends (OpenID Connect Front-Channel Logout 1.0 §2). */
  readonly frontchannelLogoutUri: string | undefined;
  /** What the application, as a resource, lets others be allowed. */
  readonly appRoles: readonly AppRole[];
  /** Whoever signs in to it needs a second factor, or a certificate that is worth two. Absent: no. */
  readonly requiresMultiFactor?: boolean;
  /**
   * Microsoft Graph's `web.implicitGrantSettings.enableIdTokenIssuance`: the authorize endpoint itself answers it with an
   * ID token, alone or beside a code. Absent: no.
   */
  readonly enableIdTokenIssuance?: boolean;
  readonly createdAt: UnixSeconds;
}

/** A registration with nothing in it yet but what is given. */
export function newApplication(
  facts: Partial<Application> & Pick<Application, 'appId' | 'tenantId' | 'displayName' | 'createdAt'>,
): Application {
  return {
    redirectUris: [],
    secrets: [],
    keyCredentials: [],
    identifierUris: [],
    oauth2PermissionScopes: [],
    requiredResourceAccess: [],
    frontchannelLogoutUri: undefined,
    appRoles: [],
    ...facts,
  };
}

/** RFC 6749 §2.1: it can prove itself by nothing, neither a secret nor a key. */
export function isPublicClient({ secrets, keyCredentials }: Application): boolean {
  return secrets.length === 0 && keyCredentials.length === 0;
}

/**
 * Whether the application may sign people in on a device: not one whose every address is of a page (`web`, `spa`). Its
 * tokens belong into browsers that its pages run in, and a code that is sent to somebody would bring them elsewhere.
 */
export function mayUseDevices({ redirectUris }: Application): boolean {
  return redirectUris.length === 0 || redirectUris.some(({ type }) => type === 'publicClient');
}

/** A delegated permission of a resource, by the names of Microsoft Graph's `permissionScope`. */
export interface PermissionScope {
  /** GUID. */
  readonly id: string;
  /** `Files.Read`: what stands in `scope` and in `scp`, compared without regard to case. */
  readonly value: string;
  /** `Admin`: only an administrator can consent. */
  readonly type: 'User' | 'Admin';
  readonly isEnabled: boolean;
  /** What the consent page says to a person: «Read your profile». */
  readonly userConsentDisplayName: string;
  readonly userConsentDescription?: string;
  readonly adminConsentDisplayName?: string;
  readonly adminConsentDescription?: string;
}

export interface RequiredResourceAccess {
  readonly resourceAppId: ApplicationId;
  /** Values of the resource's scopes. */
  readonly scopes: readonly string[];
}

export interface ClientSecret {
  readonly keyId: string;
  /** SHA-256 of the secret, which is machine-made with 256 bits of entropy; lower-case hex. */
  readonly sha256: string;
  /** The first characters, for people to tell secrets apart. */
  readonly hint: string;
  readonly displayName?: string;
  readonly startDate?: UnixSeconds;
  readonly endDate: UnixSeconds;
}

/** Whether pages of this origin may hold the application's tokens: one of its redirect URIs of type `spa` is there. */
export function isSpaOriginOf({ redirectUris }: Application, origin: string): boolean {
  return redirectUris.some(({ type, uri }) => type === 'spa' && originOf(uri) === origin);
}

/** RFC 6454 §6.2 for http and https, as far as a redirect URI goes: no URL parser in this layer. */
function originOf(uri: string): string | undefined {
  const match = /^(https?):\/\/([^/?#@\\]+)/i.exec(uri);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const scheme = match[1].toLowerCase();
  return `${scheme}://${match[2].toLowerCase().replace(scheme === 'https' ? /:443$/ : /:80$/, '')}`;
}

/** A certificate registered on an application; Microsoft Graph's keyCredential of type AsymmetricX509Cert. */
export interface KeyCredential {
  readonly keyId: string;
  readonly displayName: string;
  /** The certificate, DER in base64. */
  readonly certificate: string;
  /** SHA-1 and SHA-256 of the DER, lower-case hex: `x5t` and `x5t#S256` (RFC 7515 §4.1.7–8) name it by them. */
  readonly sha1: string;
  readonly sha256: string;
  readonly startDate: UnixSeconds;
  readonly endDate: UnixSeconds;
}

/** Microsoft Graph's appRole: a permission that the resource itself understands, told in `roles`. */
export interface AppRole {
  readonly id: string;
  /** What `roles` holds: `Mail.Read.All`. */
  readonly value: string;
  readonly displayName: string;
  readonly description?: string;
  readonly allowedMemberTypes: readonly ('User' | 'Application')[];
  readonly isEnabled: boolean;
}

/** The «role» of an assignment that grants none: the principal is assigned to the application, no more. */
export const DEFAULT_ACCESS_ROLE_ID = '00000000-0000-0000-0000-000000000000';

/** That a person or an application has an app role of a resource. */
export interface AppRoleAssignment {
  readonly id: string;
  readonly tenantId: TenantId;
  /** An application stands for its own service principal: both have one id here. */
  readonly principalId: UserId | ApplicationId;
  readonly resourceId: ApplicationId;
  readonly appRoleId: string;
  readonly createdAt: UnixSeconds;
}
