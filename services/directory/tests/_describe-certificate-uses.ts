import type { CertificateAuthorityId, Grant, Session, User } from '@signet/identity';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const { NOW } = samples;
const tenant = samples.tenant();

export function describeCertificateUses(backend: () => TestBackend): void {
  describe('certificate uses', () => {
    const on = useDirectory(backend);
    let user: User;
    beforeAll(async () => {
      await on.directory.tenants.add(tenant);
      user = samples.user(tenant.id);
      await on.directory.users.add(user);
    });

    async function addGrant(id: CertificateAuthorityId, serialNumber: string, changes: Partial<Grant> = {}) {
      const certificate = { ...samples.certificate(id), serialNumber };
      const grant = samples.grant(user, { certificate, ...changes });
      await on.directory.grants.add(grant);
      return grant;
    }

    async function addSession(
      id: CertificateAuthorityId,
      serialNumber: string,
      changes: Partial<Session> = {},
    ) {
      const certificate = { ...samples.certificate(id), serialNumber };
      const session = samples.session(user, { certificate, ...changes });
      await on.directory.sessions.add(session);
      return session;
    }

    test('finds which serial numbers have a live session or grant of this authority', async () => {
      const id = samples.id<CertificateAuthorityId>();
      await addGrant(id, 'a1');
      await addGrant(id, 'a1');
      await addSession(id, 'b2');
      await addGrant(id, 'c3', { revokedAt: NOW, revokedBecause: 'signed-out' });
      await addSession(id, 'd4', { endedAt: NOW });
      await addGrant(samples.id(), 'e5');
      await on.directory.grants.add(samples.grant(user, { certificate: undefined }));
      const all = ['a1', 'b2', 'c3', 'd4', 'e5', 'f6'];
      expect([...(await on.other.certificateUses.findLive(id, all))].sort()).toEqual(['a1', 'b2']);
      expect(await on.other.certificateUses.findLive(id, [])).toEqual([]);
      const listed = await on.other.certificateUses.listLive(id, { limit: 10, after: undefined });
      expect(listed).toEqual(['a1', 'b2']);
    });

    test('finds live ones among thousands', async () => {
      const id = samples.id<CertificateAuthorityId>();
      for (const serial of ['5', '1003', '2047']) await addGrant(id, serial);
      const many = Array.from({ length: 2048 }, (_, number) => String(number));
      expect(await on.directory.certificateUses.findLive(id, many)).toEqual(['5', '1003', '2047']);
    });

    test('pages through live serial numbers, each once', async () => {
      const id = samples.id<CertificateAuthorityId>();
      for (const serial of ['a', 'c', 'e', 'c']) await addGrant(id, serial);
      for (const serial of ['b', 'd', 'e']) await addSession(id, serial);
      const seen: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = await on.other.certificateUses.listLive(id, { limit: 2, after });
        seen.push(...page);
        after = page.at(-1);
        if (after === undefined) break;
      }
      expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    test('ends the sessions and grants of one certificate and no other', async () => {
      const id = samples.id<CertificateAuthorityId>();
      const revoked = [await addGrant(id, 'a'), await addGrant(id, 'a')];
      const session = await addSession(id, 'a');
      const others = [await addGrant(id, 'b'), await addGrant(samples.id(), 'a')];
      const otherSession = await addSession(id, 'b');
      const use = { certificateAuthorityId: id, serialNumber: 'a' };
      await on.directory.certificateUses.end(use, NOW + 1);
      await on.other.certificateUses.end(use, NOW + 2);
      const expectEnded = async () => {
        for (const grant of revoked) {
          const ended = { revokedAt: NOW + 1, revokedBecause: 'certificate-revoked' };
          expect(await on.other.grants.find(grant.id)).toMatchObject(ended);
        }
        expect((await on.other.sessions.find(session.id))?.endedAt).toBe(NOW + 1);
        expect((await on.other.sessions.find(otherSession.id))?.endedAt).toBeUndefined();
        for (const grant of others) {
          expect((await on.other.grants.find(grant.id))?.revokedAt).toBeUndefined();
        }
      };
      await expectEnded();
      expect(await on.other.certificateUses.findLive(id, ['a', 'b'])).toEqual(['b']);
      expect(await on.directory.certificateUses.settle(id)).toEqual({ sessions: 1, grants: 2 });
      await expectEnded();
      expect(await on.other.certificateUses.settle(id)).toEqual({ sessions: 0, grants: 0 });
    });

    test('a session that has ended with its certificate is not among those of its user', async () => {
      const id = samples.id<CertificateAuthorityId>();
      const session = await addSession(id, 'a');
      const other = await addSession(id, 'b');
      const listed = async () =>
        (await on.other.sessions.listLive(user.id, NOW))
          .map((live) => live.id)
          .filter((live) => [session.id, other.id].includes(live));
      expect(await listed()).toHaveLength(2);
      await on.directory.certificateUses.end({ certificateAuthorityId: id, serialNumber: 'a' }, NOW);
      expect(await listed()).toEqual([other.id]);
      await on.directory.certificateUses.settle(id);
      expect(await listed()).toEqual([other.id]);
    });

    test('what comes from the certificate once all is settled lives: it was on hold', async () => {
      const id = samples.id<CertificateAuthorityId>();
      const use = { certificateAuthorityId: id, serialNumber: 'a' };
      await addSession(id, 'a');
      await on.directory.certificateUses.end(use, NOW);
      await on.directory.certificateUses.settle(id);
      const session = await addSession(id, 'a');
      expect(await on.other.sessions.find(session.id)).toEqual(session);
      await on.directory.certificateUses.end(use, NOW + 5);
      expect((await on.other.sessions.find(session.id))?.endedAt).toBe(NOW + 5);
    });

    test('settles what processes left behind, of every authority', async () => {
      const ids = [samples.id<CertificateAuthorityId>(), samples.id<CertificateAuthorityId>()];
      for (const id of ids) {
        await addGrant(id, 'a');
        await on.other.certificateUses.end({ certificateAuthorityId: id, serialNumber: 'a' }, NOW);
      }
      await on.directory.certificateUses.settle();
      for (const id of ids) expect(await on.other.certificateUses.findLive(id, ['a'])).toEqual([]);
      expect(await on.directory.certificateUses.settle()).toEqual({ sessions: 0, grants: 0 });
    });

    test('ends more than one statement takes, and each once when two processes do it', async () => {
      const id = samples.id<CertificateAuthorityId>();
      await on.directory.transaction(async ({ grants, sessions }) => {
        const certificate = { ...samples.certificate(id), serialNumber: 'a' };
        for (let added = 0; added < 4100; added += 1) await grants.add(samples.grant(user, { certificate }));
        for (let added = 0; added < 2100; added += 1)
          await sessions.add(samples.session(user, { certificate }));
      });
      const other = await addGrant(id, 'b');
      const use = { certificateAuthorityId: id, serialNumber: 'a' };
      expect(await on.other.certificateUses.findLive(id, ['a'])).toEqual(['a']);
      await on.other.certificateUses.end(use, NOW);
      const ended = await Promise.all([
        on.directory.certificateUses.settle(id),
        on.other.certificateUses.settle(id),
      ]);
      expect(ended.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(2100);
      expect(ended.reduce((sum, { grants }) => sum + grants, 0)).toBe(4100);
      expect(await on.other.certificateUses.findLive(id, ['a', 'b'])).toEqual(['b']);
      expect((await on.other.grants.find(other.id))?.revokedAt).toBeUndefined();
    });

    test('ends only what was authenticated in the way that is named', async () => {
      const id = samples.id<CertificateAuthorityId>();
      const federated = await addGrant(id, 'a', { amr: ['fed', 'rsa'] });
      const direct = await addGrant(id, 'a', { amr: ['rsa'] });
      const use = { certificateAuthorityId: id, serialNumber: 'a', amr: 'fed' };
      await on.directory.certificateUses.end(use, NOW);
      expect((await on.directory.grants.find(federated.id))?.revokedAt).toBe(NOW);
      expect((await on.directory.grants.find(direct.id))?.revokedAt).toBeUndefined();
      expect(await on.directory.certificateUses.settle(id)).toEqual({ sessions: 0, grants: 1 });
      expect((await on.directory.grants.find(direct.id))?.revokedAt).toBeUndefined();
    });

    test('ends what came from certificates that have expired, after the second of notAfter', async () => {
      const id = samples.id<CertificateAuthorityId>();
      const certificate = { ...samples.certificate(id), notAfter: NOW + 10 };
      const grant = await addGrant(id, 'a', { certificate });
      const session = await addSession(id, 'a', { certificate });
      const unknown = await addGrant(id, 'b', { certificate: { ...certificate, notAfter: undefined } });
      await on.directory.certificateUses.endExpired(NOW + 10);
      expect((await on.directory.grants.find(grant.id))?.revokedAt).toBeUndefined();
      await on.directory.certificateUses.endExpired(NOW + 11);
      const ended = { revokedAt: NOW + 11, revokedBecause: 'certificate-expired' };
      expect(await on.other.grants.find(grant.id)).toMatchObject(ended);
      expect((await on.other.sessions.find(session.id))?.endedAt).toBe(NOW + 11);
      expect(await on.other.grants.find(unknown.id)).toEqual(unknown);
    });
  });

  describe('CRL pushes', () => {
    const on = useDirectory(backend);

    test('keeps the newest of each part and forgets them with the authority', async () => {
      await on.directory.tenants.add(tenant);
      const authority = samples.authority(tenant.id);
      await on.directory.certificateAuthorities.add(authority);
      const push = {
        certificateAuthorityId: authority.id,
        part: 'base',
        seenAt: NOW,
        milliseconds: 12,
        sessions: 3,
        grants: 4,
      } as const;
      await on.directory.crlPushes.put(push);
      await on.directory.crlPushes.put({ ...push, milliseconds: 7, grants: 0 });
      await on.directory.crlPushes.put({ ...push, part: 'delta' });
      expect(await on.other.crlPushes.find(authority.id, 'base')).toEqual({
        ...push,
        milliseconds: 7,
        grants: 0,
      });
      expect(await on.other.crlPushes.find(authority.id, 'delta')).toEqual({ ...push, part: 'delta' });
      await on.directory.certificateAuthorities.remove(authority.id);
      expect(await on.other.crlPushes.find(authority.id, 'base')).toBeUndefined();
    });
  });
}
