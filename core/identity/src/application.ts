import type { UnixSeconds } from '@signet/pki';
import type { ApplicationId, TenantId } from './ids.ts';

/** How a redirect URI may be used (the platforms of an Entra app registration). */
export type RedirectUriType = 'web' | 'spa' | 'publicClient';

/** An app registration. One that has no secret and no key is a public client. */
export interface Application {
  readonly appId: ApplicationId;
  readonly tenantId: TenantId;
  readonly displayName: string;
  readonly redirectUris: readonly { readonly type: RedirectUriType; readonly uri: string }[];
  readonly secrets: readonly ClientSecret[];
  /** Names under which the application is asked for as a resource: `https://graph.example`, `api://…`. */
  readonly identifierUris: readonly string[];
  readonly createdAt: UnixSeconds;
}

export interface ClientSecret {
  readonly keyId: string;
  /** SHA-256 of the secret, which is machine-made with 256 bits of entropy; lower-case hex. */
  readonly sha256: string;
  /** The first characters, for people to tell secrets apart. */
  readonly hint: string;
  readonly endDate: UnixSeconds;
}
