import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthorizationCodes, createAuthorizationCodes, verifyCodeVerifier } from '../src/index.ts';
import { CODE, createWorld, NOW, type World } from './_world.ts';

let world: World;
let codes: AuthorizationCodes;

beforeAll(async () => {
  world = await createWorld();
  codes = createAuthorizationCodes(world);
});
afterAll(() => world[Symbol.asyncDispose]());

describe('an authorization code', () => {
  it('gives back what it was issued for, with the grant that it will create', async () => {
    const code = await codes.issue(CODE, NOW);
    const taken = await codes.take(code, NOW + 1);
    expect(taken).toMatchObject({ outcome: 'first', code: JSON.parse(JSON.stringify(CODE)) });
    expect(taken?.code.grantId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is told from its reuse, which names the same grant', async () => {
    const code = await codes.issue(CODE, NOW);
    const first = await codes.take(code, NOW);
    const again = await codes.take(code, NOW + 299);
    expect(again).toEqual({ outcome: 'again', code: first?.code });
  });

  it('is first for one of many that take it at the same moment', async () => {
    const code = await codes.issue(CODE, NOW);
    const taken = await Promise.all(Array.from({ length: 8 }, () => codes.take(code, NOW)));
    expect(taken.map((one) => one?.outcome).sort()).toEqual([...Array(7).fill('again'), 'first']);
  });

  it.each([
    ['five minutes after it was issued', 300],
    ['a day later', 86_400],
  ])('is unknown %s', async (_when, seconds) => {
    const code = await codes.issue(CODE, NOW);
    expect(await codes.take(code, NOW + seconds)).toBeUndefined();
  });

  it('is unknown when nobody issued it', async () => {
    expect(await codes.take('b2gtbm8', NOW)).toBeUndefined();
  });
});

describe('PKCE', () => {
  // RFC 7636 Appendix B.
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

  it('takes the verifier of the challenge', () => {
    expect(verifyCodeVerifier(challenge, verifier)).toBe(true);
  });

  it.each([
    ['another one', `${verifier.slice(0, -1)}l`],
    ['the challenge itself, as method plain would', challenge],
    ['none', ''],
    ['one with a blank after it', `${verifier} `],
  ])('refuses %s', (_what, text) => {
    expect(verifyCodeVerifier(challenge, text)).toBe(false);
  });
});
