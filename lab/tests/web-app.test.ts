import { type Browser, type BrowserPage, createBrowser, startWebApp, type WebApp } from '@signet/lab';
import { describe, expect, it } from 'vitest';
import { startIssuer, type TestIssuer } from './_issuer.ts';
import { createTestPki } from './_world.ts';

describe('the web app', () => {
  it('signs a person in and shows the claims of the ID token, safely', async () => {
    await using world = await startWorld();
    const home = await world.open('/');
    expect(home.text).toContain('Nobody is signed in');
    const signedIn = await world.open('/sign-in');
    expect(signedIn.url.href).toBe(`${world.app.origin}/`);
    expect(signedIn.text).toContain('Signed in as Alice <Ahlberg>');
    expect(signedIn.html).not.toContain('<Ahlberg>');
    expect(signedIn.html).toContain('<th scope="row">roles</th><td>[&#34;a&#34;,&#34;b&#34;]</td>');
    expect(signedIn.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('keeps people apart by browser', async () => {
    await using world = await startWorld();
    await world.open('/sign-in');
    expect((await world.open('/')).text).toContain('Signed in as');
    const other = await createBrowser().visit(world.app.origin);
    expect(other).toMatchObject({ text: expect.stringContaining('Nobody is signed in') });
  });

  it('signs out here and at the service', async () => {
    await using world = await startWorld();
    const signedIn = await world.open('/sign-in');
    const out = await world.browser.submit(signedIn, { button: 'Sign out' });
    expect(out).toMatchObject({ kind: 'page', text: expect.stringContaining('Nobody is signed in') });
    expect(world.issuer.endSession()?.get('post_logout_redirect_uri')).toBe(`${world.app.origin}/`);
    expect(world.issuer.endSession()?.get('id_token_hint')).toMatch(/^eyJ/);
  });

  it('passes a login hint on', async () => {
    await using world = await startWorld();
    const page = await world.open('/sign-in?login_hint=alice%40contoso.example');
    const authorize = new URL(page.steps.find(({ url }) => url.includes('/authorize'))?.url ?? '');
    expect(authorize.searchParams.get('login_hint')).toBe('alice@contoso.example');
    expect(authorize.searchParams.get('code_challenge_method')).toBe('S256');
  });

  it('refuses an answer that it did not ask for', async () => {
    await using world = await startWorld();
    expect(await world.open('/callback?code=x&state=y')).toMatchObject({ status: 400 });
    world.issuer.misbehaveWith({ nonce: 'of another sign-in' });
    const page = await world.open('/sign-in');
    expect(page).toMatchObject({ status: 500, text: expect.stringContaining('nonce') });
    expect((await world.open('/')).text).toContain('Nobody is signed in');
  });

  it('shows the error that the service gave', async () => {
    await using world = await startWorld({ clientSecret: 'wrong' });
    expect((await world.open('/sign-in')).text).toContain('AADSTS70008: expired.');
  });

  it('trusts no service but one under the given CA', async () => {
    const stranger = await createTestPki({ organisation: 'Northwind' });
    await using world = await startWorld({ ca: stranger.root.certificatePem });
    expect(await world.open('/sign-in')).toMatchObject({ status: 500 });
  });

  it('says which port is taken', async () => {
    await using world = await startWorld();
    const again = startWebApp({
      issuer: 'https://localhost',
      clientId: 'x',
      clientSecret: 'y',
      port: world.app.port,
    });
    await expect(again).rejects.toMatchObject({ code: 'port-taken' });
  });
});

interface World extends AsyncDisposable {
  readonly issuer: TestIssuer;
  readonly app: WebApp;
  readonly browser: Browser;
  open(path: string): Promise<BrowserPage>;
}

async function startWorld(
  options: { readonly clientSecret?: string; readonly ca?: string } = {},
): Promise<World> {
  const pki = await createTestPki();
  const issuer = await startIssuer(pki);
  const { clientId, clientSecret } = issuer;
  const ca = pki.root.certificatePem;
  const app = await startWebApp({ issuer: issuer.issuer, clientId, clientSecret, ca, port: 0, ...options });
  const browser = createBrowser({ ca });
  return {
    issuer,
    app,
    browser,
    open: async (path) => {
      const outcome = await browser.visit(`${app.origin}${path}`);
      if (outcome.kind === 'redirect') throw new Error('stopped without being asked to');
      return outcome;
    },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await issuer[Symbol.asyncDispose]();
    },
  };
}
