import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type TestBackend, useDirectory } from './_backend.ts';
import * as samples from './_samples.ts';

const { NOW } = samples;

export function describeShortLived(backend: () => TestBackend): void {
  describe('one-time states', () => {
    const on = useDirectory(backend);

    test('gives a state first once, then again, then not at all', async () => {
      const state = oneTimeState();
      await on.directory.oneTimeStates.add(state);
      expect(await on.other.oneTimeStates.find('code', state.id, NOW)).toBe(state.value);
      expect(await on.directory.oneTimeStates.consume('code', state.id, NOW)).toEqual({
        outcome: 'first',
        value: state.value,
      });
      expect(await on.other.oneTimeStates.find('code', state.id, NOW)).toBeUndefined();
      expect(await on.other.oneTimeStates.consume('code', state.id, NOW + 59)).toEqual({
        outcome: 'again',
        value: state.value,
      });
      expect(await on.other.oneTimeStates.consume('code', state.id, NOW + 60)).toBeUndefined();
    });

    test('gives nothing of a state that has expired, is of another kind or was never added', async () => {
      const state = oneTimeState();
      await on.directory.oneTimeStates.add(state);
      expect(await on.directory.oneTimeStates.find('code', state.id, NOW + 60)).toBeUndefined();
      expect(await on.directory.oneTimeStates.consume('code', state.id, NOW + 60)).toBeUndefined();
      expect(await on.directory.oneTimeStates.consume('interaction', state.id, NOW)).toBeUndefined();
      expect(await on.directory.oneTimeStates.consume('code', randomUUID(), NOW)).toBeUndefined();
      expect((await on.directory.oneTimeStates.consume('code', state.id, NOW))?.outcome).toBe('first');
    });

    test('refuses an id twice', async () => {
      const state = oneTimeState();
      await on.directory.oneTimeStates.add(state);
      await expect(on.directory.oneTimeStates.add(state)).rejects.toMatchObject({ code: 'already-exists' });
    });
  });

  describe('replays', () => {
    const on = useDirectory(backend);

    test('remembers an id of a kind once', async () => {
      const id = randomUUID();
      expect(await on.directory.replays.remember('assertion', id, NOW)).toBe(true);
      expect(await on.other.replays.remember('assertion', id, NOW)).toBe(false);
      expect(await on.directory.replays.remember('assertion', id, NOW + 9)).toBe(false);
      expect(await on.directory.replays.remember('request', id, NOW)).toBe(true);
    });
  });

  describe('OCSP responses', () => {
    const on = useDirectory(backend);
    const id = 'abcd'.repeat(16);
    const response = Uint8Array.of(0x30, 0x03, 0x0a, 0x01, 0x00);

    test('keeps a response for every process until it expires', async () => {
      const { ocspResponses } = on.directory;
      expect(await ocspResponses.find(id, NOW)).toBeUndefined();
      await ocspResponses.keep({ id, response, expiresAt: NOW + 60 });
      expect(await on.other.ocspResponses.find(id, NOW)).toEqual({ id, response, expiresAt: NOW + 60 });
      expect(await on.other.ocspResponses.find(id, NOW + 60)).toBeUndefined();
      const newer = Uint8Array.of(0x30, 0x03, 0x0a, 0x01, 0x03);
      await on.other.ocspResponses.keep({ id, response: newer, expiresAt: NOW + 90 });
      expect((await ocspResponses.find(id, NOW + 60))?.response).toEqual(newer);
      await on.directory.removeExpired(NOW + 90);
      expect(await ocspResponses.find(id, NOW)).toBeUndefined();
    });

    test('gives the place of an older response to a newer one, and mistakes none for another', async () => {
      const { ocspResponses } = on.directory;
      const neighbour = `abcd${'0'.repeat(60)}`;
      await ocspResponses.keep({ id, response, expiresAt: NOW + 60 });
      expect((await ocspResponses.find(id, NOW))?.response).toEqual(response);
      expect(await ocspResponses.find(neighbour, NOW)).toBeUndefined();
      await ocspResponses.keep({ id: neighbour, response, expiresAt: NOW + 60 });
      expect(await ocspResponses.find(id, NOW)).toBeUndefined();
    });
  });

  describe('removing what has expired', () => {
    const on = useDirectory(backend);

    test('removes expired states, replay ids, sessions and refresh tokens, and no others', async () => {
      const tenant = samples.tenant();
      const user = samples.user(tenant.id);
      const [gone, kept] = [oneTimeState({ expiresAt: NOW }), oneTimeState({ expiresAt: NOW + 1 })];
      // A session stays for an hour, so that a code of it finds whether it was ended.
      const [goneSession, keptSession] = [NOW - 3600, NOW - 3599].map((expiresAt) =>
        samples.session(user, { expiresAt }),
      );
      const grant = samples.grant(user);
      const [goneToken, keptToken] = [NOW, NOW + 1].map((expiresAt) =>
        samples.refreshToken(grant.id, { expiresAt }),
      );
      const { directory } = on;
      await directory.tenants.add(tenant);
      await directory.users.add(user);
      for (const state of [gone, kept]) await directory.oneTimeStates.add(state);
      await directory.replays.remember('assertion', 'gone', NOW);
      await directory.replays.remember('assertion', 'kept', NOW + 1);
      for (const session of [goneSession!, keptSession!]) await directory.sessions.add(session);
      await directory.grants.add(grant);
      for (const token of [goneToken!, keptToken!]) await directory.grants.addRefreshToken(token);

      await directory.removeExpired(NOW);

      // Asked with an earlier time, a state that is still stored would answer.
      expect(await directory.oneTimeStates.consume('code', gone.id, NOW - 10)).toBeUndefined();
      expect((await directory.oneTimeStates.consume('code', kept.id, NOW))?.outcome).toBe('first');
      expect(await directory.replays.remember('assertion', 'gone', NOW)).toBe(true);
      expect(await directory.replays.remember('assertion', 'kept', NOW)).toBe(false);
      expect(await directory.sessions.find(goneSession!.id)).toBeUndefined();
      expect(await directory.sessions.find(keptSession!.id)).toEqual(keptSession);
      expect(await directory.grants.findRefreshToken(goneToken!.sha256)).toBeUndefined();
      expect(await directory.grants.findRefreshToken(keptToken!.sha256)).toEqual(keptToken);
      expect(await directory.grants.find(grant.id)).toEqual(grant);
    });

    test('removes a grant that neither a session nor a refresh token can use any more', async () => {
      const { directory } = on;
      const tenant = samples.tenant();
      const user = samples.user(tenant.id);
      const session = samples.session(user, { expiresAt: NOW + 10 * DAY });
      const unused = samples.grant(user);
      const withSession = samples.grant(user, { sessionId: session.id });
      const withToken = samples.grant(user);
      const young = samples.grant(user, { createdAt: NOW + 2 * DAY });
      await directory.tenants.add(tenant);
      await directory.users.add(user);
      await directory.sessions.add(session);
      for (const grant of [unused, withSession, withToken, young]) await directory.grants.add(grant);
      await directory.grants.addRefreshToken(samples.refreshToken(withToken.id));

      await directory.removeExpired(NOW + 2 * DAY);

      expect(await directory.grants.find(unused.id)).toBeUndefined();
      for (const grant of [withSession, withToken, young]) {
        expect(await directory.grants.find(grant.id)).toEqual(grant);
      }
    });
  });
}

const DAY = 86_400;

function oneTimeState(changes: { readonly expiresAt?: number } = {}) {
  return { kind: 'code', id: randomUUID(), value: '{"scope":"openid"}', expiresAt: NOW + 60, ...changes };
}
