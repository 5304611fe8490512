import type { PermissionGrant } from '@signet/identity';
import type { PermissionGrantJson } from '../../schemas/permission-grant.ts';

export function permissionGrantJson(grant: PermissionGrant): PermissionGrantJson {
  const { id, clientId, resourceId, principalId, scopes } = grant;
  const isForEverybody = principalId === 'AllPrincipals';
  return {
    id,
    clientId,
    consentType: isForEverybody ? 'AllPrincipals' : 'Principal',
    principalId: isForEverybody ? null : principalId,
    resourceId,
    scope: scopes.join(' '),
  };
}
