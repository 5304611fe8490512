import type { UnixSeconds } from '@signet/pki';
import type { Application } from './application.ts';
import { GRAPH_APP_ID, GRAPH_SCOPES } from './graph-scopes.ts';
import type { ApplicationId, Branded, TenantId, UserId } from './ids.ts';

export type PermissionGrantId = Branded<'PermissionGrantId'>;

/**
 * Consent: what one application may do at one resource on behalf of people (Microsoft Graph's
 * `oauth2PermissionGrant`). At most one for each application, resource and person.
 */
export interface PermissionGrant {
  readonly id: PermissionGrantId;
  readonly tenantId: TenantId;
  readonly clientId: ApplicationId;
  readonly resourceId: ApplicationId;
  /** Of whom; `AllPrincipals` when an administrator consented for everybody in the tenant. */
  readonly principalId: UserId | 'AllPrincipals';
  /** Values of the resource's scopes, spelt as the resource spells them. */
  readonly scopes: readonly string[];
  readonly createdAt: UnixSeconds;
}

/**
 * Consent for everybody to all that Graph can be asked for: of the organisation's own applications, of which nobody is
 * asked what they may do, as with Microsoft's own at Entra.
 */
export function ownApplicationGrant(
  { tenantId, appId, createdAt }: Application,
  id: PermissionGrantId,
): PermissionGrant {
  return {
    id,
    tenantId,
    clientId: appId,
    resourceId: GRAPH_APP_ID,
    principalId: 'AllPrincipals',
    scopes: GRAPH_SCOPES.map(({ value }) => value),
    createdAt,
  };
}
