import type { AuditLogEntry, TenantId } from '@signet/identity';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const tenant = samples.tenant();

/** What administrators change and the log of it. */
export function describeAdministration(backend: () => TestBackend): void {
  describe('authentication method policies', () => {
    const on = useDirectory(backend);
    beforeAll(() => on.directory.tenants.add(tenant));

    test('keeps, replaces and removes a policy', async () => {
      const { authenticationMethodPolicies: policies } = on.directory;
      const find = () => on.other.authenticationMethodPolicies.find(tenant.id, 'X509Certificate');
      expect(await find()).toBeUndefined();
      await policies.put(tenant.id, 'X509Certificate', '{"state":"enabled"}');
      await policies.put(tenant.id, 'X509Certificate', '{"state":"disabled"}');
      expect(await find()).toBe('{"state":"disabled"}');
      expect(await policies.find(samples.id<TenantId>(), 'X509Certificate')).toBeUndefined();
      await policies.remove(tenant.id, 'X509Certificate');
      expect(await find()).toBeUndefined();
    });

    test('refuses the policy of no tenant', async () => {
      const nobody = samples.id<TenantId>();
      const put = on.directory.authenticationMethodPolicies.put(nobody, 'X509Certificate', '{}');
      await expect(put).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  describe('audit log', () => {
    const on = useDirectory(backend);

    test('keeps an entry, and one of which little is known', async () => {
      const full = entry();
      const bare = entry({
        tenantId: full.tenantId,
        correlationId: undefined,
        actor: { ...full.actor, appDisplayName: undefined, ipAddress: undefined },
        target: { type: 'Other', id: undefined, displayName: undefined },
      });
      await on.directory.auditLog.add(full);
      await on.directory.auditLog.add(bare);
      const tenantId = full.tenantId as TenantId;
      expect(await on.other.auditLog.find(tenantId, full.id)).toEqual(full);
      expect(await on.other.auditLog.find(tenantId, bare.id)).toEqual(bare);
      expect(await on.other.auditLog.find(samples.id<TenantId>(), full.id)).toBeUndefined();
    });

    test('goes with the transaction that it tells of', async () => {
      const { id, ...rest } = entry();
      const work = on.directory.transaction(async (inside) => {
        await inside.auditLog.add({ id, ...rest });
        throw new Error('changed my mind');
      });
      await expect(work).rejects.toThrow('changed my mind');
      expect(await on.directory.auditLog.find(rest.tenantId as TenantId, id)).toBeUndefined();
    });

    test('pages through one tenant, the last added first', async () => {
      const tenantId = samples.id<TenantId>();
      const entries = Array.from({ length: 5 }, () => entry({ tenantId }));
      for (const one of [entry(), ...entries]) await on.directory.auditLog.add(one);
      const first = await on.directory.auditLog.list(tenantId, { limit: 3 });
      const second = await on.directory.auditLog.list(tenantId, { limit: 3, after: first.next! });
      expect([...first.items, ...second.items]).toEqual(entries.toReversed());
      expect(second.next).toBeUndefined();
    });

    test.each(['nonsense', cursor(['text', 'x'])])('refuses the cursor %s in both logs', async (after) => {
      const page = { limit: 1, after };
      await expect(on.directory.auditLog.list(samples.id<TenantId>(), page)).rejects.toThrow(TypeError);
      await expect(on.directory.signInLog.list({}, page)).rejects.toThrow(TypeError);
    });
  });
}

function cursor(value: readonly string[]): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function entry(changes: Partial<AuditLogEntry> = {}): AuditLogEntry {
  return {
    id: samples.id(),
    createdAt: samples.NOW,
    tenantId: samples.id(),
    activity: 'Update user',
    category: 'UserManagement',
    operationType: 'Update',
    result: 'failure',
    resultReason: 'Request_BadRequest: no',
    correlationId: samples.id(),
    actor: {
      userId: samples.id(),
      userPrincipalName: 'admin@contoso.example',
      displayName: 'Ada',
      appId: samples.id(),
      appDisplayName: 'Admin center',
      ipAddress: '192.0.2.1',
    },
    target: { type: 'User', id: samples.id(), displayName: 'alice@contoso.example' },
    ...changes,
  };
}
