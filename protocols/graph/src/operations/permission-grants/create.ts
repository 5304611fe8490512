import {
  type Directory,
  guid,
  type PermissionGrant,
  type PermissionGrantId,
  type UserId,
} from '@signet/identity';
import type { Caller } from '../../access/caller.ts';
import { badRequest, GraphError } from '../../graph-error.ts';
import { type AnyOperation, defineOperation } from '../../operation.ts';
import {
  NEW_PERMISSION_GRANT,
  type NewPermissionGrant,
  PERMISSION_GRANT,
} from '../../schemas/permission-grant.ts';
import { findApplication } from '../applications/application-json.ts';
import { checkScope } from './find-permission-grant.ts';
import { permissionGrantJson } from './permission-grant-json.ts';
import { CHANGE_CONSENT, WRITE_PERMISSION_GRANTS } from './permissions.ts';

export const createPermissionGrant: AnyOperation = defineOperation<NewPermissionGrant>({
  id: 'oauth2PermissionGrants_create',
  method: 'POST',
  path: '/oauth2PermissionGrants',
  versions: ['v1.0', 'beta'],
  summary: 'Consents for everybody or for one user, in the place of a page that asks.',
  permissions: WRITE_PERMISSION_GRANTS,
  access: 'administrator',
  input: NEW_PERMISSION_GRANT,
  output: PERMISSION_GRANT,
  status: 201,
  audit: { ...CHANGE_CONSENT, name: 'Add delegated permission grant', operationType: 'Add' },
  async handle({ directory, random, caller, body, now }) {
    const client = await findApplication(directory, caller, body.clientId);
    const principalId = await principalOf(body, directory, caller);
    const resourceId = guid<PermissionGrant['resourceId']>(body.resourceId);
    await refuseSecond({ clientId: client.appId, principalId, resourceId }, directory);
    const grant: PermissionGrant = {
      id: guid<PermissionGrantId>(random.guid()),
      tenantId: client.tenantId,
      clientId: client.appId,
      resourceId,
      principalId,
      scopes: await checkScope(body.scope, { tenantId: client.tenantId, resourceId }, directory),
      createdAt: now,
    };
    await directory.permissionGrants.add(grant);
    return {
      context: 'oauth2PermissionGrants/$entity',
      body: permissionGrantJson(grant),
      target: { id: client.appId, displayName: client.displayName },
    };
  },
});

async function principalOf(
  { consentType, principalId }: NewPermissionGrant,
  directory: Directory,
  caller: Caller,
): Promise<PermissionGrant['principalId']> {
  if (consentType === 'AllPrincipals') {
    if (!principalId) return 'AllPrincipals';
    throw badRequest('principalId: consent for AllPrincipals names nobody.');
  }
  const user = principalId ? await directory.users.find(guid<UserId>(principalId)) : undefined;
  if (user?.tenantId === caller.user.tenantId) return user.id;
  throw badRequest('principalId: name the user whose consent this is.');
}

async function refuseSecond(
  { clientId, principalId, resourceId }: Pick<PermissionGrant, 'clientId' | 'principalId' | 'resourceId'>,
  { permissionGrants }: Directory,
): Promise<void> {
  const userId = principalId === 'AllPrincipals' ? guid<UserId>(resourceId) : principalId;
  const found = await permissionGrants.listFor(clientId, userId);
  if (!found.some((one) => one.principalId === principalId && one.resourceId === resourceId)) return;
  throw new GraphError('Request_Conflict', 'Permission entry already exists; change it by PATCH.');
}
