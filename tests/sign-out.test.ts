import { generateKeyPairSync, sign } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Browser, CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson, FEDERATED_DOMAIN } from '@signet/lab';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asPage, asRedirect, registerThirdParty, type ThirdParty } from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob } = DEMO_PEOPLE;
const SIGNED_OUT = 'https://third.party.example/signed-out';
const SCOPE = 'openid profile offline_access';

let world: World;
let party: ThirdParty;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());
beforeEach(async () => {
  party = await registerThirdParty(world, {
    changes: {
      redirectUris: [
        { type: 'publicClient', uri: 'https://third.party.example/signed-in' },
        { type: 'publicClient', uri: SIGNED_OUT },
      ],
    },
  });
});

describe('RP-initiated logout', () => {
  it('comes back to the registered address with the state, and the session has ended', async () => {
    const { browser, tokens } = await signIn(alice);
    const hint = { id_token_hint: String(tokens['id_token']) };
    const { parameters } = asRedirect(
      await logOut(browser, { ...hint, post_logout_redirect_uri: SIGNED_OUT, state: 'x y' }, SIGNED_OUT),
    );
    expect(parameters.get('state')).toBe('x y');
    await expectNobody(browser);
  });

  it('comes back without client_id and hint to an application of the session, as MSAL asks', async () => {
    const { browser } = await signIn(alice);
    const asked = { post_logout_redirect_uri: SIGNED_OUT, logout_hint: alice.userPrincipalName };
    asRedirect(await logOut(browser, asked, SIGNED_OUT));
    // Nobody is signed in now, so there is no application to hold the address against.
    asPage(await logOut(browser, asked, SIGNED_OUT));
  });

  it.each([
    ['another path', `${SIGNED_OUT}/elsewhere`],
    ['another case', SIGNED_OUT.toUpperCase()],
    ['a query', `${SIGNED_OUT}?a=b`],
    ['another host', 'https://evil.example/signed-out'],
    ['a script', 'javascript:alert(1)'],
  ])('leads to no address that differs: %s', async (_what, uri) => {
    const { browser } = await signIn(alice);
    const asked = { post_logout_redirect_uri: uri, client_id: party.application.appId };
    expect(asPage(await logOut(browser, asked)).text).toContain('You are signed out');
    await expectNobody(browser);
  });

  it('does not end the session of somebody else than the hint names', async () => {
    const earlier = await signIn(bob);
    const { browser } = await signIn(alice);
    await logOut(browser, { id_token_hint: String(earlier.tokens['id_token']) });
    asRedirect(await party.signIn(alice, { scope: SCOPE, prompt: 'none' }, browser));
  });

  it('ends the session whatever the hint is that cannot be read', async () => {
    const { browser } = await signIn(alice);
    await logOut(browser, { id_token_hint: 'x.y.z' });
    await expectNobody(browser);
  });

  it.each([
    ['another signature', (hint: string) => hint.replace(/\.[^.]*$/, `.${'A'.repeat(342)}`)],
    ['no signature', (hint: string) => `${unsigned(hint)}.`],
    ['another key of its own', (hint: string) => forge(hint)],
  ])('takes no hint with %s: it keeps nobody signed in and chooses no address', async (_what, change) => {
    const { tokens } = await signIn(bob);
    const { browser } = await signIn(alice);
    const hint = { id_token_hint: change(String(tokens['id_token'])) };
    asPage(await logOut(world.openBrowser(), { ...hint, post_logout_redirect_uri: SIGNED_OUT }));
    await logOut(browser, hint);
    await expectNobody(browser);
  });

  it('takes a hint whose session has ended', async () => {
    const { browser, tokens } = await signIn(alice);
    const asked = { id_token_hint: String(tokens['id_token']), post_logout_redirect_uri: SIGNED_OUT };
    await logOut(browser, {});
    asRedirect(await logOut(browser, asked, SIGNED_OUT));
  });

  it('takes no access token for a hint', async () => {
    const { tokens } = await signIn(alice);
    const asked = { id_token_hint: String(tokens['access_token']), post_logout_redirect_uri: SIGNED_OUT };
    asPage(await logOut(world.openBrowser(), asked));
  });
});

describe('front-channel logout', () => {
  it('loads the address of each application of the session with iss and sid, then goes on', async () => {
    party = await registerThirdParty(world, {
      changes: {
        ...party.application,
        ...newIds(),
        frontchannelLogoutUri: 'https://third.party.example/bye?a=b',
      },
    });
    const { browser, tokens } = await signIn(alice);
    const asked = { post_logout_redirect_uri: SIGNED_OUT, client_id: party.application.appId };
    const page = asPage(await logOut(browser, asked));
    const frame = new URL(unescapeHtml(/<iframe src="([^"]+)"/.exec(page.html)?.[1] ?? ''));
    const { iss } = decodeJwt(String(tokens['id_token']));
    expect(Object.fromEntries(frame.searchParams)).toEqual({ a: 'b', iss, sid: sidOf(tokens) });
    expect(page.headers['content-security-policy']).toContain('frame-src https://third.party.example');
    const next = unescapeHtml(/id="next" href="([^"]+)"/.exec(page.html)?.[1] ?? '');
    asRedirect(await browser.visit(next, { redirectUri: SIGNED_OUT }));
  });

  it('is not stopped by an application whose address no policy can name', async () => {
    const { browser, tokens } = await signIn(alice);
    const { applications } = world.server.services.directory;
    const frontchannelLogoutUri = "https://a;script-src 'unsafe-inline'.example/bye".replaceAll(' ', '');
    await applications.update({ ...party.application, frontchannelLogoutUri });
    const asked = { id_token_hint: String(tokens['id_token']), post_logout_redirect_uri: SIGNED_OUT };
    const page = asPage(await logOut(browser, asked));
    expect(page.status).toBe(200);
    expect(page.html).toContain('id="next"');
    expect(page.headers['content-security-policy']).not.toContain('unsafe-inline');
    await expectNobody(browser);
  });

  it('tells no application that had nothing of the session', async () => {
    await registerThirdParty(world, { changes: { frontchannelLogoutUri: 'https://other.example/bye' } });
    const { browser } = await signIn(alice);
    expect(asPage(await logOut(browser, {})).html).not.toContain('iframe');
  });
});

describe('sign-out at the partner of a federated domain', () => {
  const AT_PARTNER = 'https://fs.partner.example/adfs/ls/';

  it('asks there with wsignout1.0, and goes on when the browser comes back, once', async () => {
    await using _partner = await signsOutAt(AT_PARTNER);
    const { browser, tokens } = await signIn(alice);
    const asked = {
      id_token_hint: String(tokens['id_token']),
      post_logout_redirect_uri: SIGNED_OUT,
      state: 's',
    };
    const { parameters } = asRedirect(await logOut(browser, asked, AT_PARTNER));
    expect(parameters.get('wa')).toBe('wsignout1.0');
    const wreply = parameters.get('wreply')!;
    expect(wreply.startsWith(`${world.server.origins.login}/login.srf?wa=wsignoutcleanup1.0&wctx=`)).toBe(
      true,
    );
    const stolen = asPage(await world.openBrowser().visit(wreply));
    expect(stolen.text).toContain('You are signed out');
    const back = asRedirect(await browser.visit(wreply, { redirectUri: SIGNED_OUT }));
    expect(back.parameters.get('state')).toBe('s');
    expect(asPage(await browser.visit(wreply)).text).toContain('You are signed out');
    await expectNobody(browser);
  });

  it('leads a browser without a session back to that partner’s page and to no other', async () => {
    await using _partner = await signsOutAt(AT_PARTNER);
    const { browser } = await signIn(alice);
    asRedirect(await logOut(browser, {}, AT_PARTNER));
    const own = `${world.server.origins.login}/adfs/ls/`;
    const cleanUp = (wreply: string): string =>
      `${world.server.origins.login}/login.srf?${new URLSearchParams({ wa: 'wsignoutcleanup1.0', wreply })}`;
    asRedirect(await browser.visit(cleanUp(`${own}?x=y`), { redirectUri: own }));
    expect(asPage(await browser.visit(cleanUp('https://evil.example/adfs/ls/'))).status).toBe(204);
    expect(asPage(await world.openBrowser().visit(cleanUp(own))).status).toBe(204);
  });

  it('asks nobody for a managed person, or where the domain names no address', async () => {
    await using _partner = await signsOutAt(undefined);
    const { browser } = await signIn(alice);
    const asked = { post_logout_redirect_uri: SIGNED_OUT, client_id: party.application.appId };
    asRedirect(await logOut(browser, asked, SIGNED_OUT));
    const managed = await signIn(DEMO_PEOPLE.dora);
    asRedirect(await logOut(managed.browser, asked, SIGNED_OUT));
  });

  async function signsOutAt(signOutUri: string | undefined): Promise<AsyncDisposable> {
    const { domains } = world.server.services.directory;
    const before = (await domains.find(FEDERATED_DOMAIN))!;
    await domains.update({ ...before, federation: { ...before.federation!, signOutUri } });
    return { [Symbol.asyncDispose]: () => domains.update(before) };
  }
});

describe('«My sessions»', () => {
  it('asks for the certificate, lists every browser, and ends one of them with its refresh tokens', async () => {
    const elsewhere = await signIn(bob);
    const here = world.openBrowser(await world.issueFor(bob));
    const page = asPage(await here.visit(url(), { userName: bob.userPrincipalName }));
    expect(page.text).toContain('My sessions');
    expect(page.text).toContain('This browser');
    expect(page.text).toContain('Another browser');
    expect(page.text).toContain('Party planner');
    const theirs = sidOf(elsewhere.tokens);
    expect(page.html).toContain(`value="${theirs}"`);
    const after = asPage(
      await here.post(url(), new URLSearchParams({ handle: handleOf(page.html), session: theirs })),
    );
    expect(after.html).not.toContain(theirs);
    expect(after.text).toContain('This browser');
    await expectNobody(elsewhere.browser, bob);
    expect((await party.refresh(String(elsewhere.tokens['refresh_token']))).body).toMatchObject({
      error: 'invalid_grant',
      suberror: 'bad_token',
    });
  });

  it('signs out everywhere at one click, and in again at once', async () => {
    const elsewhere = await signIn(bob);
    const here = world.openBrowser(await world.issueFor(bob));
    const page = asPage(await here.visit(url(), { userName: bob.userPrincipalName }));
    const out = asPage(await here.submit(page, { button: 'Sign out everywhere' }));
    expect(out.text).toContain('You are signed out');
    await expectNobody(elsewhere.browser, bob);
    await expectNobody(here, bob);
    const refused = await party.refresh(String(elsewhere.tokens['refresh_token']));
    expect(refused.body).toMatchObject({ error: 'invalid_grant' });
    await signIn(bob);
  });

  it('signs out everywhere those too whose application has a code and no token yet', async () => {
    const elsewhere = await signIn(bob);
    const { parameters } = asRedirect(await party.signIn(bob, { scope: SCOPE }, elsewhere.browser));
    const here = world.openBrowser(await world.issueFor(bob));
    const page = asPage(await here.visit(url(), { userName: bob.userPrincipalName }));
    await here.submit(page, { button: 'Sign out everywhere' });
    expect(await party.redeem(parameters.get('code')!)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_codes: [50173] },
    });
    expect(await world.newestLogEntry()).toMatchObject({
      face: 'authorization-code',
      code: 'sessions-revoked',
    });
  });

  it.each(Array.from({ length: 12 }, (_, after) => ({ after })))(
    'leaves no token alive of a code that is redeemed $after ms before it is through',
    async ({ after }) => {
      const elsewhere = await signIn(bob);
      const { parameters } = asRedirect(await party.signIn(bob, { scope: SCOPE }, elsewhere.browser));
      const here = world.openBrowser(await world.issueFor(bob));
      const page = asPage(await here.visit(url(), { userName: bob.userPrincipalName }));
      const [redeemed] = await Promise.all([
        setTimeout(after).then(() => party.redeem(parameters.get('code')!)),
        here.submit(page, { button: 'Sign out everywhere' }),
      ]);
      // Whichever came first: tokens of before are dead now, and a code of before gives none.
      if (redeemed.status === 200) {
        const refused = await party.refresh(String(redeemed.body['refresh_token']));
        expect(refused.body).toMatchObject({ error: 'invalid_grant' });
      } else expect(redeemed.body).toMatchObject({ error: 'invalid_grant' });
    },
  );

  it('ends nothing of anybody else, and nothing without its page', async () => {
    const others = await signIn(alice);
    const sid = sidOf(others.tokens);
    const here = world.openBrowser(await world.issueFor(bob));
    const page = asPage(await here.visit(url(), { userName: bob.userPrincipalName }));
    await here.post(url(), new URLSearchParams({ handle: handleOf(page.html), session: sid }));
    asRedirect(await party.signIn(alice, { scope: SCOPE, prompt: 'none' }, others.browser));
    const forged = asPage(
      await here.post(url(), new URLSearchParams({ handle: 'x', session: 'everywhere' })),
    );
    expect(forged.status).toBe(400);
    expect(asPage(await here.visit(url())).text).toContain('This browser');
  });
});

async function signIn(
  person: DemoPerson,
): Promise<{ browser: Browser; tokens: Readonly<Record<string, unknown>> }> {
  const browser = world.openBrowser(await world.issueFor(person));
  const outcome = await party.signIn(person, { scope: SCOPE }, browser);
  const visit = { redirectUri: party.redirectUri };
  const arrived =
    outcome.kind === 'page'
      ? asRedirect(await browser.submit(outcome, { button: 'Accept' }, visit))
      : outcome;
  const { body } = await party.redeem(arrived.parameters.get('code')!);
  expect(body).toHaveProperty('id_token');
  return { browser, tokens: body };
}

function logOut(browser: Browser, parameters: Readonly<Record<string, string>>, redirectUri?: string) {
  const address = `${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/logout`;
  return browser.visit(`${address}?${new URLSearchParams(parameters)}`, {
    ...(redirectUri && { redirectUri }),
  });
}

async function expectNobody(browser: Browser, person: DemoPerson = alice): Promise<void> {
  const { parameters } = asRedirect(await party.signIn(person, { scope: SCOPE, prompt: 'none' }, browser));
  expect(parameters.get('error')).toBe('login_required');
}

/** The same claims under `alg: none`. */
function unsigned(token: string): string {
  const header = Buffer.from('{"typ":"JWT","alg":"none"}').toString('base64url');
  return `${header}.${token.split('.')[1]}`;
}

/** Signed by a key that came along in the header, under the `kid` of ours. */
function forge(token: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const header = { ...decodeProtectedHeader(token), jwk: publicKey.export({ format: 'jwk' }) };
  const input = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${token.split('.')[1]}`;
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
}

function sidOf(tokens: Readonly<Record<string, unknown>>): string {
  return String(decodeJwt(String(tokens['id_token']))['sid']);
}

function newIds() {
  return { appId: globalThis.crypto.randomUUID() as ThirdParty['application']['appId'] };
}

function url(): string {
  return `${world.server.origins.login}/mysessions`;
}

function handleOf(html: string): string {
  return /name="handle" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

function unescapeHtml(text: string): string {
  return text.replaceAll('&amp;', '&');
}
