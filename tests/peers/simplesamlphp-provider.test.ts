import { readFile } from 'node:fs/promises';
import type { Client } from '@microsoft/microsoft-graph-client';
import { APPLICATION_IDS, DEMO_PEOPLE, FEDERATED_DOMAIN } from '@signet/lab';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, startBrowserWorld } from '../_chromium.ts';
import { connectAdministrator } from '../_graph.ts';
import { authorizeUrl } from '../_refusals.ts';
import { choosePlace, findApacheModules, findRoot, startApache } from './_apache.ts';
import { type GuideSection, openGuideSection, type Values } from './_guide.ts';
import { expectNoSession } from './_journey.ts';
import { findSimpleSamlPhp, PHP_MODULES, prepareSimpleSamlPhp } from './_simplesamlphp.ts';

const SUITE = 'tests/peers/simplesamlphp-provider.test.ts';
const { alice } = DEMO_PEOPLE;
const chromium = findChromium(SUITE);
const isPossible =
  chromium !== undefined &&
  findRoot(SUITE) === 'found' &&
  findSimpleSamlPhp(SUITE) === 'found' &&
  findApacheModules(PHP_MODULES, SUITE) === 'found';

describe.skipIf(!isPossible)('a domain federated to SimpleSAMLphp', () => {
  const stack = new AsyncDisposableStack();
  const profiles: BrowserContext[] = [];
  let browserWorld: BrowserWorld;
  let administrator: Client;
  let section: GuideSection;
  let values: Values;
  let provider: string;

  beforeAll(async () => {
    browserWorld = stack.use(await startBrowserWorld(chromium!));
    const { world } = browserWorld;
    // While the domain is still federated to our own server.
    administrator = await connectAdministrator(world);
    const place = stack.use(await choosePlace());
    provider = place.siteOrigin;
    section = await openGuideSection('SimpleSAMLphp as identity provider of a domain', { ...place, world });
    await section.runCommands(0);
    await section.writeFiles();
    const certificate = await readFile(`${place.folder}/etc/simplesamlphp/cert/idp.pem`, 'utf8');
    values = { 'YOUR-CERTIFICATE': certificate.replaceAll(/-----.*-----|\s/g, '') };
    const php = await prepareSimpleSamlPhp(place.folder);
    stack.use(await startApache({ ...place, ...php, tls: world.pki.tls, configFiles: [] }));
  });
  afterEach(async () => {
    for (const profile of profiles.splice(0)) await profile.close();
  });
  afterAll(() => stack.disposeAsync());

  describe.each([
    ['SAML 2.0', 0, '/simplesamlphp/saml2/idp/SingleLogoutService.php?ReturnTo=/'],
    ['WS-Federation', 1, '/simplesamlphp/module.php/adfs/idp/prp.php?wa=wsignout1.0'],
  ] as const)('by %s', (_protocol, index, signOut) => {
    beforeAll(async () => {
      const configurations = `/domains/${FEDERATED_DOMAIN}/federationConfiguration`;
      const { value } = await administrator.api(configurations).get();
      await administrator.api(`${configurations}/${value[0].id}`).patch(section.readJson(index, values));
    });

    it('signs people in there', async () => {
      const page = await openSignedIn();
      expect(await newestAssertion()).toMatchObject({ code: 'success', userId: alice.id });
      await page.close();
    });

    it('asks the provider again after a sign-out at the application, and it knows the person still', async () => {
      const page = await openSignedIn();
      const before = await newestAssertion();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
      await beginSignIn(page);
      await page.getByRole('heading', { name: `Signed in as ${alice.displayName}` }).waitFor();
      expect((await newestAssertion())?.id).not.toBe(before?.id);
    });

    it('gets nobody in with a wrong password', async () => {
      const page = await openProviderPage('wrong');
      await page.getByText('Incorrect username or password').first().waitFor();
      expect(new URL(page.url()).origin).toBe(provider);
    });

    it('asks for the password again after a sign-out at the provider', async () => {
      const page = await openSignedIn();
      await page.goto(`${provider}${signOut}`);
      const { pathname: asked } = new URL(signOut, provider);
      await page.waitForURL(({ origin, pathname }) => origin === provider && pathname !== asked);
      await page.goto(browserWorld.webApp.origin);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await beginSignIn(page);
      await page.getByRole('textbox', { name: 'Username' }).waitFor();
    });
  });

  it('by WS-Federation ends the session here with a sign-out at the provider', async () => {
    const page = await openSignedIn();
    const cleanedUp = page.waitForResponse((response) => response.url().includes('wa=wsignoutcleanup1.0'));
    await page.goto(`${provider}/simplesamlphp/module.php/adfs/idp/prp.php?wa=wsignout1.0`);
    expect((await cleanedUp).status()).toBe(302);
    await expectNoSession(browserWorld, page);
  });

  it.each([
    ['prompt=login', () => ({ prompt: 'login' })],
    // Of a moment that no session has reached.
    ['max_age and nbf', () => ({ max_age: '86400', claims: claimsOf(Math.floor(Date.now() / 1000) + 60) })],
  ])(
    'by SAML 2.0 heeds ForceAuthn for %s: it asks a person for the password whom it knows',
    async (_what, demand) => {
      const configurations = `/domains/${FEDERATED_DOMAIN}/federationConfiguration`;
      const { value } = await administrator.api(configurations).get();
      await administrator.api(`${configurations}/${value[0].id}`).patch(section.readJson(0, values));
      const page = await openSignedIn();
      const { world, webApp } = browserWorld;
      const url = authorizeUrl(world, {
        client_id: APPLICATION_IDS.web,
        redirect_uri: `${webApp.origin}/callback`,
        scope: 'openid',
        login_hint: alice.userPrincipalName,
        ...demand(),
      });
      await page.goto(url.href);
      await page.getByRole('textbox', { name: 'Username' }).waitFor();
      expect(new URL(page.url()).origin).toBe(provider);
    },
  );

  async function newestAssertion() {
    const { signInLog } = browserWorld.world.server.services.directory;
    const { items } = await signInLog.list({}, { limit: 20 });
    return items.find(({ face }) => face === 'federated-assertion');
  }

  async function openSignedIn(): Promise<Page> {
    const page = await openProviderPage('correct horse');
    await page.getByRole('heading', { name: `Signed in as ${alice.displayName}` }).waitFor();
    return page;
  }

  async function openProviderPage(password: string): Promise<Page> {
    const profile = await browserWorld.openProfile();
    profiles.push(profile);
    const page = await profile.newPage();
    await beginSignIn(page);
    expect(new URL(page.url()).origin).toBe(provider);
    await page.getByRole('textbox', { name: 'Username' }).fill('alice');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Login' }).click();
    return page;
  }

  async function beginSignIn(page: Page): Promise<void> {
    await page.goto(browserWorld.webApp.origin);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill(alice.userPrincipalName);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.waitForURL(`${provider}/**`);
  }
});

function claimsOf(notBefore: number): string {
  return JSON.stringify({ access_token: { nbf: { essential: true, value: String(notBefore) } } });
}
