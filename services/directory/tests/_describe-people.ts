import { setTimeout } from 'node:timers/promises';
import type { GroupId } from '@signet/identity';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const tenant = samples.tenant();
const otherTenant = samples.tenant({ displayName: 'Fabrikam', createdAt: samples.NOW + 1 });

export function describePeople(backend: () => TestBackend): void {
  describe('tenants', () => {
    const on = useDirectory(backend);

    test('finds what was added and lists the oldest first', async () => {
      await on.directory.tenants.add(otherTenant);
      await on.directory.tenants.add(tenant);
      expect(await on.directory.tenants.find(tenant.id)).toEqual(tenant);
      expect(await on.other.tenants.list()).toEqual([tenant, otherTenant]);
    });

    test('knows no tenant that was not added', async () => {
      expect(await on.directory.tenants.find(samples.id())).toBeUndefined();
    });

    test('refuses an id twice', async () => {
      const again = samples.tenant();
      await on.directory.tenants.add(again);
      await expect(on.directory.tenants.add(again)).rejects.toMatchObject({ code: 'already-exists' });
    });
  });

  describe('domains', () => {
    const on = useDirectory(backend);
    beforeAll(() => addTenants(on));

    test('keeps a federation configuration with every field', async () => {
      const federated = samples.domain(tenant.id, {
        isDefault: true,
        federation: samples.federation({
          signOutUri: 'https://fs.example/out',
          metadataExchangeUri: 'https://fs.example/mex',
          nextSigningCertificate: samples.bytes(600),
          promptLoginBehavior: 'nativeSupport',
        }),
      });
      await on.directory.domains.add(federated);
      expect(await on.directory.domains.find(federated.name)).toEqual(federated);
      expect(await on.directory.domains.findByIssuerUri(federated.federation!.issuerUri)).toEqual(federated);
    });

    test('finds a domain without regard to case', async () => {
      const domain = samples.domain(tenant.id, { name: 'mixed.contoso.example' });
      await on.directory.domains.add(domain);
      expect(await on.directory.domains.find('Mixed.CONTOSO.example')).toEqual(domain);
    });

    test('refuses the issuerUri of another federated domain', async () => {
      const federation = samples.federation();
      await on.directory.domains.add(samples.domain(tenant.id, { federation }));
      await expect(
        on.directory.domains.add(samples.domain(otherTenant.id, { federation })),
      ).rejects.toMatchObject({ code: 'already-exists', message: expect.stringContaining('issuerUri') });
    });

    test('refuses a domain name that another tenant has', async () => {
      const domain = samples.domain(tenant.id);
      await on.directory.domains.add(domain);
      await expect(on.directory.domains.add({ ...domain, tenantId: otherTenant.id })).rejects.toMatchObject({
        code: 'already-exists',
        message: expect.stringContaining('domain'),
      });
    });

    test('frees the issuerUri of a domain that is no longer federated', async () => {
      const federation = samples.federation();
      const first = samples.domain(tenant.id, { federation });
      await on.directory.domains.add(first);
      await on.directory.domains.update({ ...first, federation: undefined });
      expect(await on.directory.domains.find(first.name)).toEqual({ ...first, federation: undefined });
      const second = samples.domain(tenant.id, { federation });
      await on.directory.domains.add(second);
      expect(await on.directory.domains.findByIssuerUri(federation.issuerUri)).toEqual(second);
    });

    test('refuses to update or add what hangs in the air', async () => {
      await expect(on.directory.domains.update(samples.domain(tenant.id))).rejects.toMatchObject({
        code: 'not-found',
      });
      await expect(on.directory.domains.add(samples.domain(samples.id()))).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    test('removes a domain without regard to case, and frees its name and issuerUri', async () => {
      const domain = samples.domain(tenant.id, { federation: samples.federation() });
      await on.directory.domains.add(domain);
      expect(await on.directory.domains.remove(domain.name.toUpperCase())).toBe(true);
      expect(await on.other.domains.find(domain.name)).toBeUndefined();
      expect(await on.directory.domains.remove(domain.name)).toBe(false);
      await on.directory.domains.add({ ...domain, tenantId: otherTenant.id });
      expect(await on.directory.domains.find(domain.name)).toMatchObject({ tenantId: otherTenant.id });
    });

    test('lists the domains of one tenant by name', async () => {
      const own = samples.tenant();
      await on.directory.tenants.add(own);
      const b = samples.domain(own.id, { name: 'b.list.example' });
      const a = samples.domain(own.id, { name: 'a.list.example' });
      await on.directory.domains.add(b);
      await on.directory.domains.add(a);
      expect(await on.directory.domains.list(own.id)).toEqual([a, b]);
    });
  });

  describe('users', () => {
    const on = useDirectory(backend);
    beforeAll(() => addTenants(on));

    test('finds anybody who has a name or an address in a domain, and nobody of another', async () => {
      const byName = samples.user(tenant.id, { userPrincipalName: 'Ann@Names.example', proxyAddresses: [] });
      const byAddress = samples.user(otherTenant.id, {
        userPrincipalName: 'ben@sub.addresses.example',
        proxyAddresses: ['SMTP:Ben@Addresses.example'],
      });
      await on.directory.users.add(byName);
      await on.directory.users.add(byAddress);
      expect(await on.directory.users.findInDomain('names.EXAMPLE')).toEqual(byName);
      expect(await on.other.users.findInDomain('addresses.example')).toEqual(byAddress);
      expect(await on.directory.users.findInDomain('ames.example')).toBeUndefined();
      // As a pattern it would stand for any letter.
      expect(await on.directory.users.findInDomain('n_mes.example')).toBeUndefined();
    });

    test('removes a user with all that is the user’s, and nothing of anybody else', async () => {
      const { directory, other } = on;
      const people = [samples.user(tenant.id), samples.user(tenant.id)] as const;
      const [gone, stays] = people;
      const application = samples.application(tenant.id);
      const group = { id: samples.id<GroupId>(), displayName: 'Card holders', description: undefined };
      await directory.applications.add(application);
      await directory.groups.add({ ...group, tenantId: tenant.id, createdAt: samples.NOW });
      const held = people.map((user) => {
        const session = samples.session(user);
        const grant = samples.grant(user, { sessionId: session.id });
        return { user, session, grant, token: samples.refreshToken(grant.id) };
      });
      for (const { user, session, grant, token } of held) {
        await directory.users.add(user);
        await directory.sessions.add(session);
        await directory.grants.add(grant);
        await directory.grants.addRefreshToken(token);
        await directory.passwords.put(user.id, 'hash', samples.NOW);
        await directory.groups.addMember(group.id, user.id);
        await directory.permissionGrants.add({
          id: samples.id(),
          tenantId: tenant.id,
          clientId: application.appId,
          resourceId: application.appId,
          principalId: user.id,
          scopes: ['User.Read'],
          createdAt: samples.NOW,
        });
        await directory.partnerSessions.add({
          sessionId: session.id,
          userId: user.id,
          domain: 'fabrikam.example',
          nameId: user.userPrincipalName,
          nameIdFormat: undefined,
          spNameQualifier: undefined,
          sessionIndex: undefined,
          expiresAt: samples.NOW + 60,
        });
      }
      await directory.users.remove(gone.id);
      await directory.users.remove(gone.id);
      const left = await Promise.all(
        held.map(async ({ user: { id }, session, grant, token }) => [
          await other.users.find(id),
          (await other.sessions.find(session.id))?.id,
          (await other.grants.find(grant.id))?.id,
          (await other.grants.findRefreshToken(token.sha256))?.grantId,
          await other.passwords.find(id),
          (await other.groups.listOfUser(id))[0],
          (await other.permissionGrants.listFor(application.appId, id))[0]?.scopes,
          (await other.partnerSessions.find(session.id, samples.NOW))?.domain,
        ]),
      );
      const { session, grant } = held[1]!;
      expect(left).toEqual([
        Array(8).fill(undefined),
        [stays, session.id, grant.id, grant.id, 'hash', group.id, ['User.Read'], 'fabrikam.example'],
      ]);
    });

    test('keeps every field', async () => {
      const full = samples.user(tenant.id, {
        mail: 'alice@mail.example',
        proxyAddresses: ['SMTP:Alice@mail.example', 'smtp:a@mail.example', 'X500:/o=Contoso'],
        onPremisesImmutableId: 'qk1tJ0u0kUqh5A==',
        certificateUserIds: ['X509:<PN>alice@contoso.example'],
        accountEnabled: false,
        roles: ['Global Administrator'],
        stsRefreshTokensValidFrom: samples.NOW,
      });
      await on.directory.users.add(full);
      expect(await on.other.users.find(full.id)).toEqual(full);
    });

    test('finds a userPrincipalName without regard to case and shows it as it was given', async () => {
      const user = samples.user(tenant.id, { userPrincipalName: 'Bob.Müller@Contoso.example' });
      await on.directory.users.add(user);
      expect(await on.directory.users.findByUserPrincipalName('bob.MÜLLER@contoso.EXAMPLE')).toEqual(user);
    });

    test('refuses a userPrincipalName that differs by case only, in any tenant', async () => {
      await on.directory.users.add(samples.user(tenant.id, { userPrincipalName: 'carol@contoso.example' }));
      await expect(
        on.directory.users.add(samples.user(otherTenant.id, { userPrincipalName: 'CAROL@contoso.example' })),
      ).rejects.toMatchObject({
        code: 'already-exists',
        message: expect.stringContaining('userPrincipalName'),
      });
    });

    test('keeps onPremisesImmutableId unique in a tenant, with regard to case, and free in another', async () => {
      const immutable = { onPremisesImmutableId: 'AAECAwQFBgc=' };
      const user = samples.user(tenant.id, immutable);
      const elsewhere = samples.user(otherTenant.id, immutable);
      await on.directory.users.add(user);
      await on.directory.users.add(elsewhere);
      await expect(on.directory.users.add(samples.user(tenant.id, immutable))).rejects.toMatchObject({
        code: 'already-exists',
        message: expect.stringContaining('onPremisesImmutableId'),
      });
      expect(await on.directory.users.findByImmutableId(tenant.id, 'AAECAwQFBgc=')).toEqual(user);
      expect(await on.directory.users.findByImmutableId(otherTenant.id, 'AAECAwQFBgc=')).toEqual(elsewhere);
      expect(await on.directory.users.findByImmutableId(tenant.id, 'aaecawqfbgc=')).toBeUndefined();
    });

    test('finds a user by any mail address of theirs, without regard to case', async () => {
      const user = samples.user(tenant.id, {
        proxyAddresses: ['SMTP:Dora@mail.example', 'smtp:d@mail.example', 'sip:Dora@mail.example'],
      });
      await on.directory.users.add(user);
      expect(await on.directory.users.findByProxyAddress(tenant.id, 'dora@MAIL.example')).toEqual(user);
      expect(await on.directory.users.findByProxyAddress(tenant.id, 'd@mail.example')).toEqual(user);
      expect(await on.directory.users.findByProxyAddress(otherTenant.id, 'd@mail.example')).toBeUndefined();
    });

    test('finds nobody by an address that is not for mail', async () => {
      await on.directory.users.add(samples.user(tenant.id, { proxyAddresses: ['sip:erin@mail.example'] }));
      expect(await on.directory.users.findByProxyAddress(tenant.id, 'erin@mail.example')).toBeUndefined();
    });

    test('adds nothing of a user whose mail address belongs to another', async () => {
      const first = samples.user(tenant.id, { proxyAddresses: ['smtp:frank@mail.example'] });
      const second = samples.user(tenant.id, {
        proxyAddresses: ['smtp:free@mail.example', 'SMTP:FRANK@mail.example'],
      });
      await on.directory.users.add(first);
      await expect(on.directory.users.add(second)).rejects.toMatchObject({
        code: 'already-exists',
        message: expect.stringContaining('proxyAddresses'),
      });
      expect(await on.directory.users.find(second.id)).toBeUndefined();
      expect(await on.directory.users.findByProxyAddress(tenant.id, 'free@mail.example')).toBeUndefined();
    });

    test('updates a user with their addresses', async () => {
      const user = samples.user(tenant.id, { proxyAddresses: ['smtp:old@mail.example'] });
      await on.directory.users.add(user);
      const changed = {
        ...user,
        userPrincipalName: 'renamed@contoso.example',
        proxyAddresses: ['smtp:new@mail.example'],
        stsRefreshTokensValidFrom: samples.NOW + 5,
      };
      await on.directory.users.update(changed);
      expect(await on.directory.users.findByUserPrincipalName('renamed@contoso.example')).toEqual(changed);
      expect(await on.directory.users.findByUserPrincipalName(user.userPrincipalName)).toBeUndefined();
      expect(await on.directory.users.findByProxyAddress(tenant.id, 'new@mail.example')).toEqual(changed);
      expect(await on.directory.users.findByProxyAddress(tenant.id, 'old@mail.example')).toBeUndefined();
    });

    test('moves the valid-from of a user whom another disables at the same moment, and leaves them disabled', async () => {
      const user = samples.user(tenant.id);
      await on.directory.users.add(user);
      const [read, mayWrite] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const revoking = on.directory.transaction(async (inside) => {
        const found = await inside.users.find(user.id);
        read.resolve();
        await mayWrite.promise;
        await inside.users.moveValidFrom(found!.id, samples.NOW);
      });
      await read.promise;
      const disabling = on.other.users.update({ ...user, accountEnabled: false });
      // On SQLite it waits for the transaction; on PostgreSQL it need not.
      await Promise.race([disabling, setTimeout(100)]);
      mayWrite.resolve();
      await Promise.all([revoking, disabling]);
      expect((await on.directory.users.find(user.id))?.accountEnabled).toBe(false);
      await on.directory.users.moveValidFrom(user.id, samples.NOW + 1);
      const moved = await on.other.users.find(user.id);
      expect(moved).toEqual({ ...user, accountEnabled: false, stsRefreshTokensValidFrom: samples.NOW + 1 });
    });

    test('changes what differs, and leaves alone what another has changed since it was read', async () => {
      const read = samples.user(tenant.id, {
        proxyAddresses: ['SMTP:kept@mail.example'],
        certificateUserIds: ['X509:<PN>kept'],
      });
      await on.directory.users.add(read);
      await on.other.users.moveValidFrom(read.id, samples.NOW);
      await on.other.users.update({
        ...read,
        stsRefreshTokensValidFrom: samples.NOW,
        certificateUserIds: ['X509:<PN>new'],
      });
      await on.directory.users.change(read, { ...read, displayName: 'Renamed', mail: 'kept@mail.example' });
      expect(await on.other.users.find(read.id)).toEqual({
        ...read,
        displayName: 'Renamed',
        mail: 'kept@mail.example',
        stsRefreshTokensValidFrom: samples.NOW,
        certificateUserIds: ['X509:<PN>new'],
      });
      expect((await on.directory.users.findByCertificateUserId(tenant.id, 'X509:<PN>new'))?.id).toBe(read.id);
      const moved = { ...read, proxyAddresses: ['SMTP:moved@mail.example'] };
      await on.directory.users.change(read, moved);
      expect((await on.directory.users.findByProxyAddress(tenant.id, 'moved@mail.example'))?.id).toBe(
        read.id,
      );
      expect(await on.directory.users.findByProxyAddress(tenant.id, 'kept@mail.example')).toBeUndefined();
      await expect(
        on.directory.users.change({ ...read, id: samples.id() }, { ...moved, id: samples.id() }),
      ).rejects.toMatchObject({ code: 'not-found' });
    });

    test('refuses to update a user that does not exist', async () => {
      await expect(on.directory.users.update(samples.user(tenant.id))).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    test('pages through a tenant by userPrincipalName', async () => {
      const own = samples.tenant();
      await on.directory.tenants.add(own);
      const names = ['z@p.example', 'B@p.example', 'a@p.example', 'ä@p.example', 'c@p.example'];
      for (const userPrincipalName of names) {
        await on.directory.users.add(samples.user(own.id, { userPrincipalName }));
      }
      const first = await on.directory.users.list(own.id, { limit: 2 });
      const second = await on.directory.users.list(own.id, { limit: 2, after: first.next! });
      const third = await on.directory.users.list(own.id, { limit: 2, after: second.next! });
      const shown = [first, second, third].map(({ items }) => items.map((user) => user.userPrincipalName));
      expect(shown).toEqual([
        ['a@p.example', 'B@p.example'],
        ['c@p.example', 'z@p.example'],
        ['ä@p.example'],
      ]);
      expect(third.next).toBeUndefined();
    });

    test('has no next page when the last one is exactly full', async () => {
      const own = samples.tenant();
      await on.directory.tenants.add(own);
      await on.directory.users.add(samples.user(own.id));
      expect((await on.directory.users.list(own.id, { limit: 1 })).next).toBeUndefined();
    });

    test.each([0, 1001, 1.5, Number.NaN])('refuses a page of %s items', async (limit) => {
      await expect(on.directory.users.list(tenant.id, { limit })).rejects.toThrow(TypeError);
    });

    test.each(['', 'x', 'bnVsbA', 'WzEsMl0', 'eyJhIjoxfQ'])('refuses the cursor «%s»', async (after) => {
      await expect(on.directory.users.list(tenant.id, { limit: 1, after })).rejects.toThrow(TypeError);
    });
  });
}

async function addTenants(on: ReturnType<typeof useDirectory>): Promise<void> {
  await on.directory.tenants.add(tenant);
  await on.directory.tenants.add(otherTenant);
}
