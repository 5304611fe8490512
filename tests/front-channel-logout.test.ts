import { randomUUID } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inflateRawSync } from 'node:zlib';
import { guid } from '@signet/identity';
import { CERTIFICATE_PROMPT, CONTOSO_TENANT_ID, DEMO_PEOPLE, FEDERATED_DOMAIN } from '@signet/lab';
import { decodeJwt } from 'jose';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, PATIENCE_MILLISECONDS, startBrowserWorld } from './_chromium.ts';
import { registerThirdParty, type ThirdParty } from './_third-party.ts';
import { speakSaml } from './_trusts.ts';
import type { World } from './_world.ts';

// Sign-outs that begin at a federation partner or at «My sessions»: what the application's own server sees of them.

const { alice } = DEMO_PEOPLE;
const chromium = findChromium('tests/front-channel-logout.test.ts');

describe.skipIf(chromium === undefined)('the application of a person who is signed out', () => {
  const stack = new AsyncDisposableStack();
  const profiles: BrowserContext[] = [];
  let browserWorld: BrowserWorld;
  let world: World;
  let app: Site;
  let partner: Site;
  let party: ThirdParty;

  beforeAll(async () => {
    browserWorld = stack.use(await startBrowserWorld(chromium!));
    ({ world } = browserWorld);
    app = stack.use(await startSite(world));
    partner = stack.use(await startSite(world));
  });
  beforeEach(async () => {
    app.asked.length = 0;
    partner.asked.length = 0;
    party = await registerThirdParty(world, {
      redirectUri: `${app.origin}/signed-in`,
      changes: { frontchannelLogoutUri: `${app.origin}/bye?a=b`, appId: guid(randomUUID()) },
    });
  });
  afterEach(async () => {
    for (const profile of profiles.splice(0)) await profile.close();
  });
  afterAll(() => stack.disposeAsync());

  it('is told by a clean-up in a frame of the partner’s sign-out page', async () => {
    const { page, tokens } = await signIn();
    partner.show(`<iframe src="${cleanUpUrl()}" hidden></iframe>`);
    await page.goto(`${partner.origin}/signing-out`);
    await expectToldOnce(tokens);
    await expectNobody(page);
  });

  it('is told by a clean-up in a frame of a sign-out page that is framed itself', async () => {
    const { page, tokens } = await signIn();
    const inner = `<iframe src='${cleanUpUrl()}'></iframe>`;
    partner.show(`<iframe srcdoc="${inner}" hidden></iframe>`);
    await page.goto(`${partner.origin}/signing-out`);
    await expectToldOnce(tokens);
  });

  it('is told before a clean-up goes on to the partner’s wreply', async () => {
    const { page, tokens } = await signIn();
    await using _partner = await changeDomain({ passiveSignInUri: `${partner.origin}/adfs/ls/` });
    await page.goto(cleanUpUrl({ wreply: `${partner.origin}/adfs/ls/?x=y` }));
    await page.waitForURL(`${partner.origin}/adfs/ls/?x=y`);
    await expectToldOnce(tokens);
  });

  it('is told by a clean-up that goes nowhere, and no address of others is gone to', async () => {
    const { page, tokens } = await signIn();
    await page.goto(cleanUpUrl({ wreply: 'https://evil.example/adfs/ls/' }));
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await expectToldOnce(tokens);
    expect(await page.locator('#next').count()).toBe(0);
  });

  it('hears nothing of a clean-up in an image, which ends the session alone', async () => {
    const { page } = await signIn();
    partner.show(`<img src="${cleanUpUrl()}" alt="">`);
    await page.goto(`${partner.origin}/signing-out`, { waitUntil: 'load' });
    await expectNobody(page);
    expect(told()).toEqual([]);
  });

  it('is told by «Sign out here» of this browser, and the partner after it', async () => {
    await using _partner = await changeDomain({ signOutUri: `${partner.origin}/adfs/ls/` });
    const { page, tokens } = await signIn();
    await page.goto(`${world.server.origins.login}/mysessions`);
    await page.locator(`button[value="${sidOf(tokens)}"]`).click();
    await page.waitForURL(`${partner.origin}/adfs/ls/**`);
    await expectToldOnce(tokens);
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('wa')).toBe('wsignout1.0');
    await page.goto(searchParams.get('wreply')!);
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/mysessions/signed-out');
    expect(await page.getByText('other browsers').count()).toBe(0);
    await expectNobody(page);
  });

  it('is told by «Sign out everywhere», and a partner of SAML after it', async () => {
    await using _domain = await changeDomain({});
    const { services, origins } = world.server;
    const signOutUri = `${partner.origin}/saml/logout`;
    await speakSaml(services, origins.login, { federation: { signOutUri } });
    const { page, tokens } = await signIn();
    await page.goto(`${world.server.origins.login}/mysessions`);
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.waitForURL(`${partner.origin}/saml/logout**`);
    await expectToldOnce(tokens);
    const deflated = Buffer.from(new URL(page.url()).searchParams.get('SAMLRequest')!, 'base64');
    expect(inflateRawSync(deflated).toString()).toContain('LogoutRequest');
    await expectNobody(page);
  });

  it('is told by «Sign out everywhere», and the person what became of other browsers', async () => {
    const elsewhere = await signIn();
    const { page, tokens } = await signIn();
    await page.goto(`${world.server.origins.login}/mysessions`);
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('Those of other browsers cannot be told from here').waitFor();
    await expectToldOnce(tokens);
    await page.getByRole('link', { name: 'Sign in again' }).waitFor();
    expect((await party.refresh(String(elsewhere.tokens['refresh_token']))).body).toMatchObject({
      error: 'invalid_grant',
    });
    await expectNobody(elsewhere.page);
  });

  it('hears nothing of another browser that is signed out, and the person reads so', async () => {
    const elsewhere = await signIn();
    const { page } = await signIn();
    await page.goto(`${world.server.origins.login}/mysessions`);
    await page.locator(`button[value="${sidOf(elsewhere.tokens)}"]`).click();
    await page.getByText('Its applications cannot be told from here').waitFor();
    await page.getByRole('heading', { name: /^This browser/ }).waitFor();
    await expectNobody(elsewhere.page);
    expect(told()).toEqual([]);
    expect((await party.refresh(String(elsewhere.tokens['refresh_token']))).body).toMatchObject({
      error: 'invalid_grant',
    });
  });

  type Tokens = Readonly<Record<string, unknown>>;

  async function signIn(): Promise<{ page: Page; tokens: Tokens }> {
    const profile = await browserWorld.openProfile({ certificate: await world.issueFor(alice) });
    profiles.push(profile);
    const page = await profile.newPage();
    await page.goto(party.authorizeUrl({ login_hint: alice.userPrincipalName }));
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
    const accept = page.getByRole('button', { name: 'Accept' });
    await accept.or(page.getByText('the app')).first().waitFor();
    if (await accept.isVisible()) await accept.click();
    await page.waitForURL(`${app.origin}/signed-in**`);
    const { body } = await party.redeem(new URL(page.url()).searchParams.get('code')!);
    return { page, tokens: body };
  }

  function told(): readonly URL[] {
    return app.asked.filter(({ pathname }) => pathname === '/bye');
  }

  async function expectToldOnce(tokens: Tokens): Promise<void> {
    await expect.poll(() => told().length, { timeout: PATIENCE_MILLISECONDS }).toBe(1);
    const { iss } = decodeJwt(String(tokens['id_token']));
    expect(iss).toBe(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/v2.0`);
    const parameters = Object.fromEntries(told()[0]!.searchParams);
    expect(parameters).toEqual({ a: 'b', iss, sid: sidOf(tokens) });
  }

  async function expectNobody(page: Page): Promise<void> {
    await page.goto(party.authorizeUrl({ prompt: 'none' }));
    await page.waitForURL(`${app.origin}/signed-in**`);
    expect(new URL(page.url()).searchParams.get('error')).toBe('login_required');
  }

  function cleanUpUrl(parameters: Readonly<Record<string, string>> = {}): string {
    const query = new URLSearchParams({ wa: 'wsignoutcleanup1.0', ...parameters });
    return `${world.server.origins.login}/login.srf?${query}`;
  }

  async function changeDomain(changes: { signOutUri?: string; passiveSignInUri?: string }) {
    const { domains } = world.server.services.directory;
    const before = (await domains.find(FEDERATED_DOMAIN))!;
    await domains.update({ ...before, federation: { ...before.federation!, ...changes } });
    return { [Symbol.asyncDispose]: () => domains.update(before) };
  }
});

/** A web server that remembers what it was asked for, on the site of the login host, as Chromium wants it for cookies in frames. */
interface Site extends AsyncDisposable {
  readonly origin: string;
  readonly asked: URL[];
  show(html: string): void;
}

async function startSite({ pki: { tls } }: World): Promise<Site> {
  const asked: URL[] = [];
  let shown = '';
  const server = createServer({ cert: tls.chainPem, key: tls.privateKeyPem }, (request, response) => {
    const url = new URL(request.url ?? '/', 'https://localhost');
    asked.push(url);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><title>site</title>${url.pathname === '/signing-out' ? shown : 'the app'}`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    asked,
    show: (html) => {
      shown = html;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function sidOf(tokens: Readonly<Record<string, unknown>>): string {
  return String(decodeJwt(String(tokens['id_token']))['sid']);
}
