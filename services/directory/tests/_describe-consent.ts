import type { PermissionGrant } from '@signet/identity';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const tenant = samples.tenant();
const otherTenant = samples.tenant();
const user = samples.user(tenant.id);
const otherUser = samples.user(tenant.id);
const application = samples.application(tenant.id, {
  redirectUris: [
    { type: 'spa', uri: 'https://spa.example:8443/signed-in' },
    { type: 'web', uri: 'https://web.example/callback' },
  ],
  oauth2PermissionScopes: [
    {
      id: samples.id(),
      value: 'Files.Read',
      type: 'User',
      isEnabled: true,
      userConsentDisplayName: 'Read «your» files',
    },
  ],
  requiredResourceAccess: [{ resourceAppId: samples.id(), scopes: ['Mail.Read'] }],
  frontchannelLogoutUri: 'https://web.example/logout',
});

export function describeConsent(backend: () => TestBackend): void {
  describe('consent', () => {
    const on = useDirectory(backend);
    beforeAll(async () => {
      for (const one of [tenant, otherTenant]) await on.directory.tenants.add(one);
      for (const one of [user, otherUser]) await on.directory.users.add(one);
      await on.directory.applications.add(application);
    });

    test('keeps scopes, required access and logout address of an application', async () => {
      expect(await on.other.applications.find(application.appId)).toEqual(application);
    });

    test('gives a person the own consent and that for everybody, and nobody else’s', async () => {
      const own = permissionGrant({ scopes: ['Files.Read'] });
      const all = permissionGrant({ principalId: 'AllPrincipals', scopes: ['Files.List'] });
      const foreign = permissionGrant({ principalId: otherUser.id, scopes: ['Files.Write'] });
      for (const one of [own, all, foreign]) await on.directory.permissionGrants.add(one);
      const found = await on.other.permissionGrants.listFor(application.appId, user.id);
      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining([own, all]));
    });

    test('adds later scopes to the consent that is there', async () => {
      const resourceId: PermissionGrant['resourceId'] = samples.id();
      const first = permissionGrant({ resourceId, scopes: ['a', 'b'] });
      await on.directory.permissionGrants.add(first);
      await on.directory.permissionGrants.add(permissionGrant({ resourceId, scopes: ['b', 'c'] }));
      expect(await on.directory.permissionGrants.find(first.id)).toEqual({
        ...first,
        scopes: ['a', 'b', 'c'],
      });
    });

    test('loses no scope of two consents at the same moment', async () => {
      const resourceId: PermissionGrant['resourceId'] = samples.id();
      const scopes = ['a', 'b', 'c', 'd', 'e', 'f'];
      await Promise.all(
        scopes.map((scope, index) =>
          (index % 2 === 0 ? on.directory : on.other).permissionGrants.add(
            permissionGrant({ resourceId, scopes: [scope] }),
          ),
        ),
      );
      const kept = (await on.directory.permissionGrants.listFor(application.appId, user.id)).filter(
        (grant) => grant.resourceId === resourceId,
      );
      expect(kept.map((grant) => [...grant.scopes].sort())).toEqual([scopes]);
    });

    test('lists a tenant in pages, each consent once, and forgets what was removed', async () => {
      const all = await listAll();
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      expect(all.length).toBeGreaterThan(2);
      await on.directory.permissionGrants.remove(all[0]!.id);
      expect(await on.other.permissionGrants.find(all[0]!.id)).toBeUndefined();
      expect((await listAll()).map(({ id }) => id)).toEqual(all.slice(1).map(({ id }) => id));
      expect((await on.directory.permissionGrants.list(otherTenant.id, { limit: 10 })).items).toEqual([]);
    });

    test.each([
      ['https://spa.example:8443', true],
      ['https://spa.example', false],
      ['https://spa.example:844', false],
      ['https://web.example', false],
      ['https://spa_example:8443', false],
      ['%', false],
      ['null', false],
    ])('knows whether %s is the origin of a single-page app: %s', async (origin, expected) => {
      expect(await on.other.applications.hasSpaOrigin(origin)).toBe(expected);
    });

    test('lists live sessions of a person, newest first', async () => {
      const { NOW } = samples;
      const older = samples.session(user, { createdAt: NOW - 10, expiresAt: NOW + 100 });
      const newer = samples.session(user, { createdAt: NOW - 5, expiresAt: NOW + 100 });
      const ended = samples.session(user, { endedAt: NOW - 1, expiresAt: NOW + 100 });
      const expired = samples.session(user, { expiresAt: NOW });
      for (const one of [older, newer, ended, expired]) await on.directory.sessions.add(one);
      expect(await on.other.sessions.listLive(user.id, NOW)).toEqual([newer, older]);
    });

    test('names each application of a session once', async () => {
      const session = samples.session(user);
      await on.directory.sessions.add(session);
      for (const _ of [1, 2]) {
        await on.directory.grants.add(
          samples.grant(user, { sessionId: session.id, clientId: application.appId }),
        );
      }
      expect(await on.other.grants.listClientsOfSession(session.id)).toEqual([application.appId]);
    });

    async function listAll(): Promise<readonly PermissionGrant[]> {
      const items: PermissionGrant[] = [];
      let after: string | undefined;
      do {
        const page = await on.directory.permissionGrants.list(tenant.id, {
          limit: 2,
          ...(after !== undefined && { after }),
        });
        items.push(...page.items);
        after = page.next;
      } while (after !== undefined);
      return items;
    }
  });
}

function permissionGrant(changes: Partial<PermissionGrant>): PermissionGrant {
  return {
    id: samples.id(),
    tenantId: tenant.id,
    clientId: application.appId,
    resourceId: RESOURCE,
    principalId: user.id,
    scopes: [],
    createdAt: samples.NOW,
    ...changes,
  };
}

const RESOURCE: PermissionGrant['resourceId'] = samples.id();
