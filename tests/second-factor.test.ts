import { createSystemClock } from '@signet/crypto';
import { APPLICATION_IDS, type BrowserPage, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  askToken,
  attemptSignIn,
  authorizeUrl,
  challengeOf,
  REDIRECT_URI,
  redeemCode,
  refresh,
  type SignInAttempt,
  signInForCode,
  signInForRefreshToken,
} from './_refusals.ts';
import { allowEverybody, registerApi, scopeNamed } from './_third-party.ts';
import { totpCode } from './_totp.ts';
import { startWorld, type World } from './_world.ts';

// The application asks for two factors, the certificate gives one: the code of an authenticator (RFC 6238).

const { alice, dora, emil } = DEMO_PEOPLE;
const system = createSystemClock();
/** The secret of RFC 6238, appendix B. */
const SECRET = Buffer.from('12345678901234567890');
let ahead = 0;
let world: World;

beforeAll(async () => {
  world = await startWorld({ clock: { now: () => system.now() + ahead } });
  await requireMultiFactor(true);
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  ahead = 0;
  const { totpSecrets } = world.server.services.directory;
  for (const { id } of [alice, dora]) await totpSecrets.put(id, SECRET, system.now());
});

async function requireMultiFactor(requiresMultiFactor: boolean): Promise<void> {
  const { applications } = world.server.services.directory;
  const application = await applications.find(APPLICATION_IDS.native);
  await applications.update({ ...application!, requiresMultiFactor });
}

const codeAt = (seconds: number): string => totpCode(SECRET, seconds);
const codeNow = (offset = 0): string => codeAt(system.now() + ahead + offset);

async function askedForCode(person: DemoPerson): Promise<SignInAttempt & { readonly outcome: BrowserPage }> {
  const attempt = await attemptSignIn(world, person.userPrincipalName, await world.issueFor(person));
  expect(attempt.outcome).toMatchObject({ kind: 'page', text: expect.stringContaining('Enter your code') });
  return attempt as SignInAttempt & { readonly outcome: BrowserPage };
}

const enter = (
  { browser, outcome }: { browser: SignInAttempt['browser']; outcome: BrowserPage },
  code: string,
) => browser.submit(outcome, { fields: { code } }, { redirectUri: REDIRECT_URI });

it('shows the page with the code of RFC 6238’s own secret', () => {
  expect(codeAt(59)).toBe('287082');
  expect(codeAt(1111111109)).toBe('081804');
});

describe.each([
  ['a managed sign-in', dora, ['rsa', 'otp', 'mfa']],
  ['a federated sign-in', alice, ['fed', 'rsa', 'otp', 'mfa']],
] as const)('%s', (_what, person, amr) => {
  it('goes on with the code, and the tokens tell', async () => {
    const asked = await askedForCode(person);
    const outcome = await enter(asked, codeNow());
    if (outcome.kind === 'page') throw new Error(outcome.text);
    const { body } = await askToken(world, {
      grant_type: 'authorization_code',
      code: outcome.parameters.get('code')!,
      code_verifier: asked.codeVerifier,
      redirect_uri: REDIRECT_URI,
    });
    expect(decodeJwt(String(body['id_token']))['amr']).toEqual(amr);
    const { items } = await world.server.services.directory.signInLog.list({}, { limit: 5 });
    expect(items.find(({ face }) => face === 'second-factor')).toMatchObject({
      code: 'success',
      userId: person.id,
    });

    const again = await asked.browser.visit(
      authorizeUrl(world, { prompt: 'none', ...challengeOf(asked.codeVerifier) }),
      { redirectUri: REDIRECT_URI },
    );
    expect(again).toMatchObject({ kind: 'redirect' });
    expect(again.kind === 'redirect' && again.parameters.get('code')).toBeTruthy();
  });
});

describe('a code', () => {
  it.each([-30, 30])('may be %i seconds off', async (offset) => {
    expect(await enter(await askedForCode(dora), codeNow(offset))).toMatchObject({ kind: 'redirect' });
  });

  it.each([
    ['two steps old', () => codeNow(-60)],
    ['two steps early', () => codeNow(60)],
    ['too short', () => codeNow().slice(1)],
    ['empty', () => ''],
    ['of other digits', () => '٠١٢٣٤٥'],
  ])('is refused when it is %s, and the page asks again', async (_what, code) => {
    const asked = await askedForCode(dora);
    const page = await enter(asked, code());
    expect(page).toMatchObject({ kind: 'page', status: 400, text: expect.stringContaining('not right') });
    expect(await world.newestLogEntry()).toMatchObject({ code: 'second-factor-wrong', errorCode: 500121 });
    expect(await enter({ ...asked, outcome: page as BrowserPage }, codeNow())).toMatchObject({
      kind: 'redirect',
    });
  });

  it('is good once, and so is none before it', async () => {
    expect(await enter(await askedForCode(dora), codeNow())).toMatchObject({ kind: 'redirect' });
    const asked = await askedForCode(dora);
    expect(await enter(asked, codeNow())).toMatchObject({ kind: 'page', status: 400 });
    expect(await enter(asked, codeNow(-30))).toMatchObject({ kind: 'page', status: 400 });
    expect(await enter(asked, codeNow(30))).toMatchObject({ kind: 'redirect' });
  });

  it('cannot be guessed: after five wrong ones the right one is refused for a quarter of an hour', async () => {
    const asked = await askedForCode(dora);
    const wrong = String((Number(codeNow()) + 1) % 1_000_000).padStart(6, '0');
    const guesses = await Promise.all([0, 1, 2, 3, 4].map(() => enter(asked, wrong)));
    expect(guesses.every((page) => page.kind === 'page')).toBe(true);
    expect(await enter(asked, codeNow())).toMatchObject({ text: expect.stringContaining('AADSTS50053') });
    expect(await world.newestLogEntry()).toMatchObject({ code: 'second-factor-locked' });
    ahead = 15 * 60;
    const later = await askedForCode(dora);
    expect(await enter(later, codeNow())).toMatchObject({ kind: 'redirect' });
  });
});

it('refuses who has no authenticator', async () => {
  const { outcome } = await attemptSignIn(world, emil.userPrincipalName, await world.issueFor(emil));
  expect(outcome).toMatchObject({ kind: 'page', text: expect.stringContaining('AADSTS50079') });
  expect(await world.newestLogEntry()).toMatchObject({
    code: 'second-factor-not-registered',
    userId: emil.id,
  });
});

it('takes a code only in the browser that has the session, and for nothing else than the handle', async () => {
  const asked = await askedForCode(dora);
  const stranger = world.openBrowser();
  expect(await enter({ browser: stranger, outcome: asked.outcome }, codeNow())).toMatchObject({
    kind: 'page',
    text: expect.stringContaining('AADSTS'),
  });
  asked.browser.clearCookies();
  expect(await enter(asked, codeNow())).toMatchObject({ kind: 'page' });
});

it('asks on top of a session of one factor, and tells a silent request that it would', async () => {
  await requireMultiFactor(false);
  const { browser, codeVerifier } = await attemptSignIn(
    world,
    dora.userPrincipalName,
    await world.issueFor(dora),
  );
  await requireMultiFactor(true);
  const visit = (more: Readonly<Record<string, string>>) =>
    browser.visit(authorizeUrl(world, { ...more, ...challengeOf(codeVerifier) }), {
      redirectUri: REDIRECT_URI,
    });
  const silent = await visit({ prompt: 'none' });
  expect(silent.kind === 'redirect' && silent.parameters.get('error')).toBe('interaction_required');
  expect(silent.kind === 'redirect' && silent.parameters.get('error_description')).toContain('AADSTS50076');
  const page = (await visit({})) as BrowserPage;
  expect(await enter({ browser, outcome: page }, codeNow())).toMatchObject({ kind: 'redirect' });
});

it('stops refresh tokens of one factor once the application asks for two', async () => {
  await requireMultiFactor(false);
  const refreshToken = await signInForRefreshToken(world, dora, await world.issueFor(dora));
  await requireMultiFactor(true);
  expect(await refresh(world, refreshToken)).toMatchObject({
    status: 400,
    body: { error: 'interaction_required', error_codes: [50076] },
  });
});

describe('an API that asks for two factors, of an application that does not', () => {
  const SCOPE = 'api://vault/Secrets.Read openid offline_access';

  beforeAll(async () => {
    await requireMultiFactor(false);
    const scopes = [scopeNamed('Secrets.Read')];
    const api = await registerApi(world, 'api://vault', scopes);
    await world.server.services.directory.applications.update({ ...api, requiresMultiFactor: true });
    await allowEverybody(world, APPLICATION_IDS.native, 'Secrets.Read', api.appId);
  });

  it('is asked for them at the sign-in', async () => {
    const browser = world.openBrowser(await world.issueFor(dora));
    const codeVerifier = 'v'.repeat(43);
    const asked = { scope: SCOPE, login_hint: dora.userPrincipalName, ...challengeOf(codeVerifier) };
    const page = await browser.visit(authorizeUrl(world, asked), { redirectUri: REDIRECT_URI });
    expect(page).toMatchObject({ kind: 'page', text: expect.stringContaining('Enter your code') });
    const outcome = await enter({ browser, outcome: page as BrowserPage }, codeNow());
    if (outcome.kind === 'page') throw new Error(outcome.text);
    const answer = await redeemCode(world, { code: outcome.parameters.get('code')!, codeVerifier });
    expect(answer).toMatchObject({ status: 200 });
  });

  it('gets none by the refresh token or the code of another API', async () => {
    const certificate = await world.issueFor(dora);
    const refused = {
      status: 400,
      body: { error: 'interaction_required', error_codes: [50076], claims: expect.stringContaining('mfa') },
    };
    const signedIn = await signInForCode(world, dora, certificate);
    expect(await redeemCode(world, signedIn, { scope: SCOPE })).toMatchObject(refused);
    expect(await world.newestLogEntry()).toMatchObject({
      face: 'authorization-code',
      code: 'multi-factor-required',
      userId: dora.id,
    });
    const refreshToken = await signInForRefreshToken(world, dora, certificate);
    expect(await refresh(world, refreshToken, { scope: SCOPE })).toMatchObject(refused);
    expect(await refresh(world, refreshToken)).toMatchObject({ status: 200 });
  });
});

it('keeps the secret where a copy of the database does not show it', async () => {
  const { readFile } = await import('node:fs/promises');
  const file = world.config.database.replace(/^sqlite:/, '');
  const bytes = Buffer.concat(
    await Promise.all([file, `${file}-wal`].map((path) => readFile(path).catch(() => Buffer.alloc(0)))),
  );
  expect(bytes.includes('totp_secret')).toBe(true);
  expect(bytes.includes(SECRET)).toBe(false);
});
