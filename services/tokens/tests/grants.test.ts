import { randomUUID } from 'node:crypto';
import { type ApplicationId, guid, type SessionId } from '@signet/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../src/authorization-code.ts';
import {
  type AuthorizationCode,
  createAuthorizationCodes,
  createGrants,
  type Grants,
  type StartedGrant,
} from '../src/index.ts';
import { CLIENT_ID, CODE, createWorld, DAY, NOW, SESSION_ID, type World } from './_world.ts';

let world: World;
let grants: Grants;

beforeAll(async () => {
  world = await createWorld();
  grants = createGrants(world);
});
afterAll(() => world[Symbol.asyncDispose]());

describe('the first refresh token', () => {
  it('stands for what the code was issued for', async () => {
    const { refreshToken, grant } = await start();
    expect(grant).toMatchObject({ clientId: CLIENT_ID, sessionId: SESSION_ID, scopes: CODE.scopes });
    expect(await grants.find(refreshToken, CLIENT_ID, NOW)).toMatchObject({ outcome: 'live', grant });
  });

  it('is kept as a hash only', async () => {
    const { refreshToken, grant } = await start();
    const stored = await world.directory.grants.findRefreshToken(sha256Hex(refreshToken));
    expect(stored?.grantId).toBe(grant.id);
    expect(JSON.stringify(stored)).not.toContain(refreshToken);
    expect(await world.directory.grants.findRefreshToken(refreshToken)).toBeUndefined();
  });

  it('is worth nothing to another client', async () => {
    const { refreshToken } = await start();
    const other = guid<ApplicationId>('33333333-3333-4333-8333-333333333334');
    expect(await grants.find(refreshToken, other, NOW)).toMatchObject({
      outcome: 'refused',
      code: 'refresh-token-invalid',
      grant: undefined,
    });
  });

  it('ends ninety days after it was issued', async () => {
    const { refreshToken } = await start();
    expect(await find(refreshToken, NOW + 90 * DAY - 1)).toBe('live');
    expect(await find(refreshToken, NOW + 90 * DAY)).toBe('refresh-token-expired');
  });
});

describe('a code that comes back', () => {
  it('ends the grant of its first use', async () => {
    const code = await issueCode();
    const { refreshToken } = await startWith(code);
    await grants.revokeForCodeReuse(code, NOW + 1);
    expect(await find(refreshToken, NOW + 2)).toBe('grant-revoked');
  });

  it('leaves nothing behind when it comes back before its first use is done', async () => {
    const code = await issueCode();
    await grants.revokeForCodeReuse(code, NOW);
    expect(await grants.start(code, NOW)).toEqual({ outcome: 'refused', code: 'authorization-code-reused' });
    expect(await world.directory.grants.find(code.grantId)).toBeUndefined();
  });

  it('grants once however many start at the same moment', async () => {
    const code = await issueCode();
    const started = await Promise.all(Array.from({ length: 6 }, () => grants.start(code, NOW)));
    expect(started.filter(({ outcome }) => outcome === 'started')).toHaveLength(1);
  });
});

describe('a code whose session has ended', () => {
  it('grants nothing', async () => {
    const session = {
      ...(await world.directory.sessions.find(SESSION_ID))!,
      id: guid<SessionId>(randomUUID()),
    };
    await world.directory.sessions.add(session);
    const code = await issueCode({ sessionId: session.id });
    await world.directory.sessions.end(session.id, NOW);
    expect(await grants.start(code, NOW)).toEqual({ outcome: 'refused', code: 'sessions-revoked' });
    expect(await world.directory.grants.find(code.grantId)).toBeUndefined();
  });
});

describe('rotation', () => {
  it('hands out a successor that lives ninety days from now', async () => {
    const { refreshToken } = await start();
    const successor = await rotate(refreshToken, NOW + 30 * DAY);
    expect(successor).not.toBe(refreshToken);
    expect(await find(successor, NOW + 120 * DAY - 1)).toBe('live');
    expect(await find(successor, NOW + 120 * DAY)).toBe('refresh-token-expired');
  });

  it('leaves the old token working for a minute, for clients that share a cache', async () => {
    const { refreshToken } = await start();
    const successor = await rotate(refreshToken, NOW);
    expect(await find(refreshToken, NOW + 60)).toBe('live');
    expect(await find(successor, NOW + 60)).toBe('live');
  });

  it('does not start the minute anew when the old token is used in it', async () => {
    const { refreshToken } = await start();
    await rotate(refreshToken, NOW);
    await rotate(refreshToken, NOW + 50);
    expect(await find(refreshToken, NOW + 61)).toBe('refresh-token-reused');
  });

  it('takes a later reuse for theft: the family ends', async () => {
    const { refreshToken } = await start();
    const successor = await rotate(refreshToken, NOW);
    const third = await rotate(successor, NOW + 30);
    expect(await find(refreshToken, NOW + 61)).toBe('refresh-token-reused');
    expect(await find(successor, NOW + 61)).toBe('refresh-token-reused');
    expect(await find(third, NOW + 61)).toBe('refresh-token-reused');
  });

  it('does not end the family of another grant', async () => {
    const [stolen, other] = [await start(), await start()];
    await rotate(stolen.refreshToken, NOW);
    expect(await find(stolen.refreshToken, NOW + 61)).toBe('refresh-token-reused');
    expect(await find(other.refreshToken, NOW + 61)).toBe('live');
  });
});

describe('the refresh token of a single-page app', () => {
  it('ends a day after the sign-in, however often it rotates', async () => {
    const { refreshToken } = await startWith(await issueCode({ redirectUriType: 'spa' }));
    let newest = refreshToken;
    for (const hours of [6, 12, 18, 23]) newest = await rotate(newest, NOW + hours * 3600);
    expect(await find(newest, NOW + DAY - 1)).toBe('live');
    expect(await find(newest, NOW + DAY)).toBe('spa-refresh-token-expired');
  });
});

describe('a revoked grant', () => {
  it.each([
    ['certificate-revoked', 'certificate-revoked'],
    ['sessions-revoked', 'sessions-revoked'],
    ['signed-out', 'grant-revoked'],
    ['authorization-code-reused', 'grant-revoked'],
  ] as const)('says why: %s', async (because, code) => {
    const { refreshToken, grant } = await start();
    await world.directory.grants.revoke(grant.id, NOW, because);
    expect(await find(refreshToken, NOW + 1)).toBe(code);
  });

  it('hands out no successor when it ends while the sign-in decision waits', async () => {
    const { refreshToken, grant } = await start();
    const found = await grants.find(refreshToken, CLIENT_ID, NOW);
    if (found.outcome !== 'live') throw new Error(found.code);
    await world.directory.grants.revoke(grant.id, NOW, 'certificate-revoked');
    expect(await grants.rotate(found.token, found.grant, NOW)).toMatchObject({
      outcome: 'refused',
      code: 'certificate-revoked',
    });
  });
});

function issueCode(changes: Partial<AuthorizationCode> = {}): Promise<AuthorizationCode> {
  const codes = createAuthorizationCodes(world);
  return codes.issue({ ...CODE, ...changes }, NOW).then(async (text) => {
    const taken = await codes.take(text, NOW);
    if (!taken) throw new Error('the code was not found');
    return taken.code;
  });
}

async function startWith(code: AuthorizationCode): Promise<StartedGrant> {
  const started = await grants.start(code, NOW);
  if (started.outcome === 'refused') throw new Error(started.code);
  return started;
}

async function start(): Promise<StartedGrant> {
  return await startWith(await issueCode());
}

/** `live`, or the code of the refusal. */
async function find(refreshToken: string, now: number): Promise<string> {
  const found = await grants.find(refreshToken, CLIENT_ID, now);
  return found.outcome === 'live' ? 'live' : found.code;
}

async function rotate(refreshToken: string, now: number): Promise<string> {
  const found = await grants.find(refreshToken, CLIENT_ID, now);
  if (found.outcome !== 'live') throw new Error(found.code);
  const rotated = await grants.rotate(found.token, found.grant, now);
  if (rotated.outcome === 'refused') throw new Error(rotated.code);
  return rotated.refreshToken;
}
