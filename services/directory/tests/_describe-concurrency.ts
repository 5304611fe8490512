import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Directory, GrantStart, RefreshToken, Session } from '@signet/identity';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const { NOW } = samples;
const tenant = samples.tenant();
const user = samples.user(tenant.id);

export function describeConcurrency(backend: () => TestBackend): void {
  describe('fifty callers of two directories at the same moment', () => {
    const on = useDirectory(backend);
    beforeAll(async () => {
      await on.directory.tenants.add(tenant);
      await on.directory.users.add(user);
    });
    const fifty = <Result>(call: (directory: Directory) => Promise<Result>): Promise<Result>[] =>
      Array.from({ length: 50 }, (_, index) => call(index % 2 ? on.directory : on.other));

    test('one consumes a state first, all others again', async () => {
      const state = { kind: 'code', id: randomUUID(), value: '{}', expiresAt: NOW + 60 };
      await on.directory.oneTimeStates.add(state);
      const answers = await Promise.all(fifty((it) => it.oneTimeStates.consume('code', state.id, NOW)));
      const outcomes = answers.map((answer) => answer?.outcome);
      expect(outcomes.filter((outcome) => outcome === 'first')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'again')).toHaveLength(49);
    });

    test('one ends a session', async () => {
      const session = samples.session(user);
      await on.directory.sessions.add(session);
      const answers = await Promise.all(fifty((it) => it.sessions.end(session.id, NOW)));
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    test('one rotates a refresh token, however many succeed it', async () => {
      const grant = samples.grant(user);
      const token = samples.refreshToken(grant.id);
      await on.directory.grants.add(grant);
      await on.directory.grants.addRefreshToken(token);
      const successors = new Map<number, RefreshToken>();
      const answers = await Promise.all(
        fifty((it) => {
          const issuedAt = NOW + successors.size;
          const successor = samples.refreshToken(grant.id, { issuedAt });
          successors.set(issuedAt, successor);
          return it.grants.succeedRefreshToken(token.sha256, successor);
        }),
      );
      expect(answers).toEqual(answers.map(() => true));
      const rotated = await on.directory.grants.findRefreshToken(token.sha256);
      expect([...successors.keys()]).toContain(rotated?.rotatedAt);
      const late = samples.refreshToken(grant.id, { issuedAt: NOW + 60 });
      expect(await on.directory.grants.succeedRefreshToken(token.sha256, late)).toBe(true);
      expect(await on.directory.grants.findRefreshToken(token.sha256)).toEqual(rotated);
    });

    test('one starts a grant of a code', async () => {
      const outcome = { kind: 'code-outcome', id: randomUUID(), expiresAt: NOW + 60 };
      const answers = await Promise.all(
        fifty((it) => {
          const grant = samples.grant(user);
          return it.grants.start({ grant, token: samples.refreshToken(grant.id), outcome });
        }),
      );
      expect(answers.filter((answer) => answer === 'started')).toHaveLength(1);
    });

    test('one remembers an id for the first time', async () => {
      const id = randomUUID();
      const answers = await Promise.all(fifty((it) => it.replays.remember('assertion', id, NOW)));
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    test('one takes a user name; its neighbours’ failures undo nothing of it', async () => {
      const userPrincipalName = `${randomUUID()}@contoso.example`;
      const answers = await Promise.allSettled(
        fifty((it) => it.users.add(samples.user(tenant.id, { userPrincipalName }))),
      );
      const failures = answers.filter((answer) => answer.status === 'rejected');
      expect(failures).toHaveLength(49);
      for (const { reason } of failures) expect(reason).toMatchObject({ code: 'already-exists' });
      expect(await on.directory.users.findByUserPrincipalName(userPrincipalName)).toBeDefined();
    });

    test('nothing is granted that the end of its session does not end', async () => {
      const session = samples.session(user);
      const start = (): GrantStart => {
        const grant = samples.grant(user, { sessionId: session.id });
        const outcome = { kind: 'code-outcome', id: grant.id, expiresAt: NOW + 60 };
        return { grant, token: samples.refreshToken(grant.id), outcome };
      };
      const [first, late] = [start(), start()];
      await on.directory.sessions.add(session);
      const [granted, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const granting = on.directory.transaction(async (inside) => {
        expect(await inside.grants.start(first)).toBe('started');
        granted.resolve();
        await mayCommit.promise;
      });
      await granted.promise;
      const ending = on.other.transaction(async (inside) => {
        await inside.sessions.endAllOfUser(user.id, NOW);
        await inside.grants.revokeAllOfUser(user.id, NOW, 'signed-out');
      });
      // It waits for the grant; it would be done at once if it did not.
      await Promise.race([ending, setTimeout(100)]);
      mayCommit.resolve();
      await Promise.all([granting, ending]);
      expect((await on.directory.grants.find(first.grant.id))?.revokedAt).toBe(NOW);
      expect(await on.directory.grants.start(late)).toBe('session-ended');
    });

    test('none of those who hold the tenant loses what another of them writes', async () => {
      const shared = samples.user(tenant.id, { proxyAddresses: [] });
      await on.directory.users.add(shared);
      const addresses = Array.from({ length: 10 }, (_, index) => `smtp:${index}.${shared.id}@mail.example`);
      await Promise.all(
        addresses.map((address, index) =>
          (index % 2 ? on.directory : on.other).transaction(async (inside) => {
            await inside.tenants.hold(tenant.id);
            const before = (await inside.users.find(shared.id))!;
            await inside.users.change(before, {
              ...before,
              proxyAddresses: [...before.proxyAddresses, address],
            });
          }),
        ),
      );
      const after = await on.directory.users.find(shared.id);
      expect([...after!.proxyAddresses].sort()).toEqual([...addresses].sort());
    });

    test('nobody replaces a session and escapes the end of all', async () => {
      const sessions = Array.from({ length: 25 }, () => samples.session(user));
      for (const session of sessions) await on.directory.sessions.add(session);
      const replace = (directory: Directory, session: Session): Promise<void> =>
        directory.transaction(async (inside) => {
          if (await inside.sessions.end(session.id, NOW)) {
            await setTimeout(1);
            await inside.sessions.add(samples.session(user));
          }
        });
      const replacing = sessions.map((session, at) => replace(at % 2 ? on.directory : on.other, session));
      await setTimeout(5);
      await on.other.sessions.endAllOfUser(user.id, NOW);
      await Promise.all(replacing);
      expect(await on.directory.sessions.listLive(user.id, NOW)).toEqual([]);
    });

    test('writes that fail leave the writes beside them alone', async () => {
      const known = samples.tenant();
      await on.directory.tenants.add(known);
      const fresh = Array.from({ length: 20 }, () => samples.tenant());
      const writes = fresh.flatMap((tenant) => [
        on.directory.tenants.add(tenant),
        on.directory.tenants.add(known),
      ]);
      const statuses = (await Promise.allSettled(writes)).map(({ status }) => status);
      expect(statuses).toEqual(fresh.flatMap(() => ['fulfilled', 'rejected']));
      expect(await on.other.tenants.list()).toEqual(expect.arrayContaining(fresh));
    });
  });
}
