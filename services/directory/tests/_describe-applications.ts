import {
  type Application,
  type AppRole,
  type AppRoleAssignment,
  DEFAULT_ACCESS_ROLE_ID,
  type PermissionGrant,
} from '@signet/identity';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const tenant = samples.tenant();
const otherTenant = samples.tenant();
const user = samples.user(tenant.id);
const [reader, writer] = [appRole('Read'), appRole('Write')];

export function describeApplications(backend: () => TestBackend): void {
  describe('the registration of an application and what hangs on it', () => {
    const on = useDirectory(backend);
    beforeAll(async () => {
      for (const one of [tenant, otherTenant]) await on.directory.tenants.add(one);
      await on.directory.users.add(user);
    });

    test('keeps what people call its secrets, roles and scopes', async () => {
      const secret = samples.application(tenant.id).secrets[0]!;
      const added = await add({
        secrets: [{ ...secret, displayName: 'Of 2026', startDate: samples.NOW - 1 }],
        appRoles: [{ ...reader, description: 'Reads «all»' }],
        oauth2PermissionScopes: [
          {
            id: samples.id(),
            value: 'Files.Read',
            type: 'Admin',
            isEnabled: true,
            userConsentDisplayName: 'Read your files',
            userConsentDescription: 'All of them',
            adminConsentDisplayName: 'Read all files',
            adminConsentDescription: 'Of everybody',
          },
        ],
      });
      expect(await on.other.applications.find(added.appId)).toEqual(added);
    });

    test('finds an assignment in its tenant alone, and lists those of a resource in pages', async () => {
      const resource = await add({ appRoles: [reader, writer] });
      const all = [reader.id, writer.id, DEFAULT_ACCESS_ROLE_ID].map((id) =>
        assignment(resource, user.id, id),
      );
      for (const one of all) await on.directory.appRoleAssignments.add(one);
      expect(await on.other.appRoleAssignments.find(tenant.id, all[0]!.id)).toEqual(all[0]);
      expect(await on.other.appRoleAssignments.find(otherTenant.id, all[0]!.id)).toBeUndefined();
      const list = (after?: string) =>
        on.other.appRoleAssignments.listOfResource(tenant.id, resource.appId, {
          limit: 2,
          ...(after !== undefined && { after }),
        });
      const first = await list();
      const second = await list(first.next);
      expect([...first.items, ...second.items]).toEqual(all.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
      expect(second.next).toBeUndefined();
    });

    test('ends the assignments of a role that is taken away, and no others', async () => {
      const resource = await add({ appRoles: [reader, writer] });
      const ids = [reader.id, writer.id, DEFAULT_ACCESS_ROLE_ID];
      for (const id of ids) await on.directory.appRoleAssignments.add(assignment(resource, user.id, id));
      await on.directory.applications.update({ ...resource, appRoles: [writer] });
      const { items } = await on.other.appRoleAssignments.listOfResource(tenant.id, resource.appId, PAGE);
      expect(new Set(items.map(({ appRoleId }) => appRoleId))).toEqual(
        new Set([writer.id, DEFAULT_ACCESS_ROLE_ID]),
      );
    });

    test('takes with it, when it goes, what it was allowed and what others were allowed at it', async () => {
      const resource = await add({ appRoles: [reader], identifierUris: ['api://going'] });
      const client = await add({ appRoles: [reader] });
      const { appRoleAssignments, permissionGrants, applications } = on.directory;
      await appRoleAssignments.add(assignment(resource, client.appId, reader.id));
      await appRoleAssignments.add(assignment(client, resource.appId, reader.id));
      await permissionGrants.add(consent(client, resource));
      await permissionGrants.add(consent(resource, client));
      await applications.remove(resource.appId);
      expect(await on.other.applications.find(resource.appId)).toBeUndefined();
      expect(await on.other.applications.findByIdentifierUri(tenant.id, 'api://going')).toBeUndefined();
      expect(await on.other.applications.find(client.appId)).toEqual(client);
      for (const { appId } of [client, resource]) {
        expect(await on.other.appRoleAssignments.listOfPrincipal(tenant.id, appId)).toEqual([]);
        expect(await on.other.permissionGrants.listFor(appId, user.id)).toEqual([]);
      }
    });

    test('puts other scopes in the place of those that were consented to', async () => {
      const granted = consent(await add(), await add());
      await on.directory.permissionGrants.add(granted);
      await on.directory.permissionGrants.update({ ...granted, scopes: ['c'] });
      expect(await on.other.permissionGrants.find(granted.id)).toEqual({ ...granted, scopes: ['c'] });
      await on.directory.permissionGrants.remove(granted.id);
      await expect(on.directory.permissionGrants.update(granted)).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    test('keeps authentication contexts of a tenant by number, and replaces them', async () => {
      const { authenticationContexts } = on.directory;
      const put = (id: string, isAvailable = true, of = tenant) =>
        authenticationContexts.put({
          tenantId: of.id,
          id,
          displayName: `Context «${id}»`,
          description: '',
          isAvailable,
        });
      for (const id of ['c10', 'c2', 'c1']) await put(id);
      await put('c2', false);
      await put('c3', true, otherTenant);
      const list = await on.other.authenticationContexts.list(tenant.id);
      expect(list.map(({ id, isAvailable }) => [id, isAvailable])).toEqual([
        ['c1', true],
        ['c2', false],
        ['c10', true],
      ]);
      expect(await on.other.authenticationContexts.find(tenant.id, 'c2')).toEqual(list[1]);
      expect(await on.other.authenticationContexts.find(tenant.id, 'c3')).toBeUndefined();
      expect(await authenticationContexts.remove(tenant.id, 'c2')).toBe(true);
      expect(await authenticationContexts.remove(tenant.id, 'c2')).toBe(false);
      expect(await on.other.authenticationContexts.find(tenant.id, 'c2')).toBeUndefined();
    });

    async function add(changes: Partial<Application> = {}): Promise<Application> {
      const application = samples.application(tenant.id, changes);
      await on.directory.applications.add(application);
      return application;
    }
  });
}

function appRole(value: string): AppRole {
  return { id: samples.id(), value, displayName: value, allowedMemberTypes: ['User'], isEnabled: true };
}

function assignment(
  { appId }: Application,
  principalId: AppRoleAssignment['principalId'],
  appRoleId: string,
): AppRoleAssignment {
  const { NOW: createdAt } = samples;
  return { id: samples.id(), tenantId: tenant.id, principalId, resourceId: appId, appRoleId, createdAt };
}

function consent(client: Application, resource: Application): PermissionGrant {
  return {
    id: samples.id(),
    tenantId: tenant.id,
    clientId: client.appId,
    resourceId: resource.appId,
    principalId: 'AllPrincipals',
    scopes: ['a', 'b'],
    createdAt: samples.NOW,
  };
}

const PAGE = { limit: 100 };
