import { type Directory, guid, isGuid, type PermissionGrant, type PermissionGrantId } from '@signet/identity';
import type { Caller } from '../../access/caller.ts';
import { badRequest, notFound } from '../../graph-error.ts';
import { scopesOfResource } from '../applications/application-json.ts';

/** In the caller's tenant; another tenant's is answered as if there were none. */
export async function findPermissionGrant(
  directory: Directory,
  caller: Caller,
  { permissionGrantId: id = '' }: Readonly<Record<string, string>>,
): Promise<PermissionGrant> {
  const grant = isGuid(id) ? await directory.permissionGrants.find(guid<PermissionGrantId>(id)) : undefined;
  if (grant?.tenantId !== caller.user.tenantId) throw notFound(id);
  return grant;
}

/** The scopes of a consent as the resource spells them; each must be one that it has. */
export async function checkScope(
  scope: string,
  { tenantId, resourceId }: Pick<PermissionGrant, 'tenantId' | 'resourceId'>,
  directory: Directory,
): Promise<readonly string[]> {
  const known = await scopesOfResource(resourceId, { tenantId }, directory);
  if (!known) throw badRequest('resourceId: there is no such service principal here.');
  const names = scope.split(' ').filter((name) => name !== '');
  const values = names.map((name) => {
    const found = known.find(({ value }) => value.toLowerCase() === name.toLowerCase());
    if (found) return found.value;
    throw badRequest(`scope: the resource has no scope ${name.slice(0, 128)}.`);
  });
  if (values.length === 0) throw badRequest('scope: name at least one; delete the consent to take all back.');
  return [...new Set(values)];
}
