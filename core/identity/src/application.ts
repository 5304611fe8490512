import type { UnixSeconds } from '@signet/pki';
import type { ApplicationId, TenantId, UserId } from './ids.ts';

/** How a redirect URI may be used (the platforms of an Entra app registration). */
export type RedirectUriType = 'web' | 'spa' | 'publicClient';

/** An app registration. One that has no secret and no key is a public client. */
export interface Application {
  readonly appId: ApplicationId;
  readonly tenantId: TenantId;
  readonly displayName: string;
  readonly redirectUris: readonly { readonly type: RedirectUriType; readonly uri: string }[];
  readonly secrets: readonly ClientSecret[];
  /** Certificates whose key the application proves itself by. */
  readonly keyCredentials: readonly KeyCredential[];
  /** Names under which the application is asked for as a resource: `https://graph.example`, `api://…`. */
  readonly identifierUris: readonly string[];
  /** What the application, as a resource, lets others be allowed. */
  readonly appRoles: readonly AppRole[];
  readonly createdAt: UnixSeconds;
}

export function isPublicClient({ secrets, keyCredentials }: Application): boolean {
  return secrets.length === 0 && keyCredentials.length === 0;
}

export interface ClientSecret {
  readonly keyId: string;
  /** SHA-256 of the secret, which is machine-made with 256 bits of entropy; lower-case hex. */
  readonly sha256: string;
  /** The first characters, for people to tell secrets apart. */
  readonly hint: string;
  readonly endDate: UnixSeconds;
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
  readonly allowedMemberTypes: readonly ('User' | 'Application')[];
  readonly isEnabled: boolean;
}

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
