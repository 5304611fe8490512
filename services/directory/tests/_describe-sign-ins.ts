import type { User } from '@signet/identity';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const { NOW } = samples;
const tenant = samples.tenant();

export function describeSignIns(backend: () => TestBackend): void {
  describe('sessions', () => {
    const on = useDirectory(backend);
    beforeAll(() => on.directory.tenants.add(tenant));

    test('keeps a session with and without a certificate', async () => {
      const user = await addUser(on);
      const byCard = samples.session(user);
      const federated = samples.session(user, { certificate: undefined, amr: ['fed'] });
      await on.directory.sessions.add(byCard);
      await on.directory.sessions.add(federated);
      expect(await on.other.sessions.find(byCard.id)).toEqual(byCard);
      expect(await on.other.sessions.find(federated.id)).toEqual(federated);
    });

    test('ends a session once: the first moment stays', async () => {
      const session = samples.session(await addUser(on));
      await on.directory.sessions.add(session);
      expect(await on.directory.sessions.end(session.id, NOW + 1)).toBe(true);
      expect(await on.other.sessions.end(session.id, NOW + 2)).toBe(false);
      expect((await on.directory.sessions.find(session.id))?.endedAt).toBe(NOW + 1);
    });

    test('ends the live sessions of one user and counts them', async () => {
      const user = await addUser(on);
      const stranger = samples.session(await addUser(on));
      const ended = samples.session(user, { endedAt: NOW });
      for (const session of [samples.session(user), samples.session(user), ended, stranger]) {
        await on.directory.sessions.add(session);
      }
      expect(await on.directory.sessions.endAllOfUser(user.id, NOW + 5)).toBe(2);
      expect(await on.directory.sessions.endAllOfUser(user.id, NOW + 6)).toBe(0);
      expect((await on.directory.sessions.find(stranger.id))?.endedAt).toBeUndefined();
      expect((await on.directory.sessions.find(ended.id))?.endedAt).toBe(NOW);
    });

    test('refuses a session of nobody', async () => {
      const nobody = { id: samples.id<User['id']>(), tenantId: tenant.id };
      await expect(on.directory.sessions.add(samples.session(nobody))).rejects.toMatchObject({
        code: 'not-found',
      });
    });
  });

  describe('grants', () => {
    const on = useDirectory(backend);
    beforeAll(() => on.directory.tenants.add(tenant));

    test('keeps a grant and remembers the first revocation', async () => {
      const grant = samples.grant(await addUser(on));
      await on.directory.grants.add(grant);
      expect(await on.other.grants.find(grant.id)).toEqual(grant);
      await on.directory.grants.revoke(grant.id, NOW + 1, 'refresh-token-reused');
      await on.directory.grants.revoke(grant.id, NOW + 2, 'signed-out');
      expect(await on.other.grants.find(grant.id)).toEqual({
        ...grant,
        revokedAt: NOW + 1,
        revokedBecause: 'refresh-token-reused',
      });
    });

    test('revokes all of a session and all of a user, and counts the live ones', async () => {
      const user = await addUser(on);
      const { id: sessionId } = samples.session(user);
      const ofSession = [samples.grant(user, { sessionId }), samples.grant(user, { sessionId })];
      const stranger = samples.grant(await addUser(on));
      for (const grant of [...ofSession, samples.grant(user), stranger]) await on.directory.grants.add(grant);
      expect(await on.directory.grants.revokeAllOfSession(sessionId, NOW, 'signed-out')).toBe(2);
      expect(await on.directory.grants.revokeAllOfUser(user.id, NOW, 'sessions-revoked')).toBe(1);
      expect((await on.directory.grants.find(stranger.id))?.revokedAt).toBeUndefined();
    });

    test('starts a grant once for an outcome, with its token or not at all', async () => {
      const [grant, late] = [samples.grant(await addUser(on)), samples.grant(await addUser(on))];
      const outcome = { kind: 'code-outcome', id: grant.id, expiresAt: NOW + 60 };
      const token = samples.refreshToken(grant.id);
      expect(await on.directory.grants.start({ grant, token, outcome })).toBe('started');
      const again = { grant: late, token: samples.refreshToken(late.id), outcome };
      expect(await on.other.grants.start(again)).toBe('remembered-before');
      expect(await on.other.grants.find(grant.id)).toEqual(grant);
      expect(await on.other.grants.findRefreshToken(token.sha256)).toEqual(token);
      expect(await on.directory.grants.find(late.id)).toBeUndefined();
    });

    test('starts no grant in a session that has ended', async () => {
      const user = await addUser(on);
      const session = samples.session(user);
      await on.directory.sessions.add(session);
      const grant = samples.grant(user, { sessionId: session.id });
      const outcome = { kind: 'code-outcome', id: grant.id, expiresAt: NOW + 60 };
      const token = samples.refreshToken(grant.id);
      await on.other.sessions.end(session.id, NOW);
      expect(await on.directory.grants.start({ grant, token, outcome })).toBe('session-ended');
      expect(await on.directory.grants.find(grant.id)).toBeUndefined();
      expect(await on.directory.grants.findRefreshToken(token.sha256)).toBeUndefined();
    });

    test('a grant of nobody leaves neither token nor outcome, and the writes beside it stand', async () => {
      const grant = samples.grant(samples.user((await addUser(on)).tenantId));
      const outcome = { kind: 'code-outcome', id: grant.id, expiresAt: NOW + 60 };
      const token = samples.refreshToken(grant.id);
      const [started, added] = await Promise.allSettled([
        on.directory.grants.start({ grant, token, outcome }),
        addUser(on),
      ]);
      expect(started).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } });
      expect(added.status).toBe('fulfilled');
      expect(await on.other.grants.findRefreshToken(token.sha256)).toBeUndefined();
      expect(await on.other.replays.remember(outcome.kind, outcome.id, NOW + 60)).toBe(true);
    });

    test('lets a refresh token be succeeded while its grant lives', async () => {
      const grant = samples.grant(await addUser(on));
      const token = samples.refreshToken(grant.id);
      await on.directory.grants.add(grant);
      await on.directory.grants.addRefreshToken(token);
      expect(await on.other.grants.findRefreshToken(token.sha256)).toEqual(token);
      const [first, second, third] = [1, 2, 3].map(() =>
        samples.refreshToken(grant.id, { issuedAt: NOW + 5 }),
      );
      expect(await on.directory.grants.succeedRefreshToken(token.sha256, first!)).toBe(true);
      expect(await on.other.grants.findRefreshToken(first!.sha256)).toEqual(first);
      expect((await on.other.grants.findRefreshToken(token.sha256))?.rotatedAt).toBe(NOW + 5);
      const later = { ...second!, issuedAt: NOW + 6 };
      expect(await on.other.grants.succeedRefreshToken(token.sha256, later)).toBe(true);
      expect((await on.other.grants.findRefreshToken(token.sha256))?.rotatedAt).toBe(NOW + 5);
      await on.directory.grants.revoke(grant.id, NOW + 7, 'signed-out');
      expect(await on.other.grants.succeedRefreshToken(first!.sha256, third!)).toBe(false);
      expect(await on.directory.grants.findRefreshToken(third!.sha256)).toBeUndefined();
      expect((await on.other.grants.findRefreshToken(first!.sha256))?.rotatedAt).toBeUndefined();
    });

    test('lets none be succeeded whose grant ended with its certificate', async () => {
      const grant = samples.grant(await addUser(on));
      const { certificateAuthorityId, serialNumber } = grant.certificate!;
      const token = samples.refreshToken(grant.id);
      await on.directory.grants.add(grant);
      await on.directory.grants.addRefreshToken(token);
      await on.directory.certificateUses.end({ certificateAuthorityId, serialNumber }, NOW + 1);
      const successor = samples.refreshToken(grant.id);
      expect(await on.other.grants.succeedRefreshToken(token.sha256, successor)).toBe(false);
      expect(await on.directory.grants.findRefreshToken(successor.sha256)).toBeUndefined();
    });

    test('knows nothing of a token that was never handed out', async () => {
      const ofNobody = samples.refreshToken(samples.grant(await addUser(on)).id);
      expect(await on.directory.grants.succeedRefreshToken('00', ofNobody)).toBe(false);
      expect(await on.directory.grants.findRefreshToken(ofNobody.sha256)).toBeUndefined();
      expect(await on.directory.grants.findRefreshToken('00')).toBeUndefined();
      await expect(
        on.directory.grants.addRefreshToken(samples.refreshToken(samples.id())),
      ).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  describe('sign-in log', () => {
    const on = useDirectory(backend);

    test('keeps an entry with all its evidence, and one of which little is known', async () => {
      const full = samples.signIn();
      const bare = samples.signIn({
        tenantId: undefined,
        userId: undefined,
        userPrincipalName: undefined,
        appId: undefined,
        correlationId: undefined,
        ipAddress: undefined,
        userAgent: undefined,
        certificate: undefined,
        code: 'success',
        errorCode: 0,
        evidence: [],
      });
      await on.directory.signInLog.add(full);
      await on.directory.signInLog.add(bare);
      expect(await on.other.signInLog.find(full.id)).toEqual(full);
      expect(await on.other.signInLog.find(bare.id)).toEqual(bare);
    });

    test('filters by tenant, user and correlation id', async () => {
      const entry = samples.signIn();
      const sameTenant = samples.signIn({ tenantId: entry.tenantId, createdAt: NOW - 1 });
      await on.directory.signInLog.add(entry);
      await on.directory.signInLog.add(sameTenant);
      const list = async (filter: Parameters<typeof on.directory.signInLog.list>[0]) =>
        (await on.directory.signInLog.list(filter, { limit: 10 })).items;
      expect(await list({ tenantId: entry.tenantId! })).toEqual([sameTenant, entry]);
      expect(await list({ tenantId: entry.tenantId!, userId: sameTenant.userId! })).toEqual([sameTenant]);
      expect(await list({ correlationId: entry.correlationId! })).toEqual([entry]);
      expect(await list({ userId: samples.id() })).toEqual([]);
    });

    test('filters by outcome', async () => {
      const { tenantId } = samples.signIn();
      const good = samples.signIn({ tenantId, code: 'success', errorCode: 0 });
      const bad = samples.signIn({ tenantId, code: 'interaction-lost' });
      await on.directory.signInLog.add(good);
      await on.directory.signInLog.add(bad);
      const list = async (outcome: 'success' | 'refused') =>
        (await on.directory.signInLog.list({ tenantId: tenantId!, outcome }, { limit: 10 })).items;
      expect(await list('success')).toEqual([good]);
      expect(await list('refused')).toEqual([bad]);
    });

    test('keeps both rows of a request that was judged twice and finds the last', async () => {
      const first = samples.signIn({ code: 'interaction-lost' });
      const second = { ...first, code: 'success', errorCode: 0 } as const;
      await on.directory.signInLog.add(first);
      await on.directory.signInLog.add(second);
      expect(await on.directory.signInLog.find(first.id)).toEqual(second);
      const { items } = await on.directory.signInLog.list({ tenantId: first.tenantId! }, { limit: 10 });
      expect(items).toEqual([second, first]);
    });

    test('pages, the last added first, through entries of the same second, each once', async () => {
      const tenantId = samples.id<typeof tenant.id>();
      const entries = Array.from({ length: 11 }, (_, index) =>
        samples.signIn({ tenantId, createdAt: NOW + Math.floor(index / 5) }),
      );
      for (const entry of entries) await on.directory.signInLog.add(entry);
      const seen: string[] = [];
      for (let after: string | undefined, page = 0; page < 6; page += 1) {
        const request = after === undefined ? { limit: 2 } : { limit: 2, after };
        const { items, next } = await on.directory.signInLog.list({ tenantId }, request);
        seen.push(...items.map((entry) => entry.id));
        after = next;
      }
      const expected = entries.toReversed();
      expect(seen).toEqual(expected.map((entry) => entry.id));
    });
  });

  async function addUser(on: ReturnType<typeof useDirectory>): Promise<User> {
    const user = samples.user(tenant.id);
    await on.directory.users.add(user);
    return user;
  }
}
