import { randomUUID } from 'node:crypto';
import type { Directory } from '@signet/identity';
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

    test('one rotates a refresh token', async () => {
      const grant = samples.grant(user);
      const token = samples.refreshToken(grant.id);
      await on.directory.grants.add(grant);
      await on.directory.grants.addRefreshToken(token);
      const answers = await Promise.all(fifty((it) => it.grants.rotateRefreshToken(token.sha256, NOW)));
      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    test('one starts a grant of a code', async () => {
      const outcome = { kind: 'code-outcome', id: randomUUID(), expiresAt: NOW + 60 };
      const answers = await Promise.all(
        fifty((it) => {
          const grant = samples.grant(user);
          return it.grants.start({ grant, token: samples.refreshToken(grant.id), outcome });
        }),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
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
