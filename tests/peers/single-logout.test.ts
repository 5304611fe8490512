import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type BrowserWorld, findChromium, startBrowserWorld } from '../_chromium.ts';
import { findApacheModules, findRoot } from './_apache.ts';
import { expectSignedOut, openSignedIn, signInAt } from './_journey.ts';
import { startMellonSite } from './_mod-auth-mellon.ts';
import { startShibbolethSite } from './_shibboleth.ts';

const SUITE = 'tests/peers/single-logout.test.ts';
const chromium = findChromium(SUITE);
const isPossible =
  chromium !== undefined &&
  findRoot(SUITE) === 'found' &&
  findApacheModules(['auth_mellon', 'shib'], SUITE) === 'found';

/** Two products that know nothing of each other, and one browser. */
describe.skipIf(!isPossible)('a person who is signed in behind mod_auth_mellon and the Shibboleth SP', () => {
  const stack = new AsyncDisposableStack();
  let browserWorld: BrowserWorld;
  let mellon: string;
  let shibboleth: string;

  beforeAll(async () => {
    browserWorld = stack.use(await startBrowserWorld(chromium!));
    mellon = stack.use(await startMellonSite(browserWorld.world)).siteOrigin;
    shibboleth = stack.use(await startShibbolethSite(browserWorld.world)).siteOrigin;
  });
  afterAll(() => stack.disposeAsync());

  it('is signed out of both by a sign-out at mod_auth_mellon', async () => {
    const page = await openSignedInAtBoth();
    await page.goto(`${mellon}/mellon/logout?ReturnTo=${encodeURIComponent(`${mellon}/`)}`);
    await page.getByText('Front door').waitFor();
    await expectNobody(page);
  });

  it('is signed out of both by a sign-out at the Shibboleth SP', async () => {
    const page = await openSignedInAtBoth();
    await page.goto(`${shibboleth}/Shibboleth.sso/Logout?return=${encodeURIComponent(`${shibboleth}/`)}`);
    await page.getByText('Front door').waitFor();
    await expectNobody(page);
  });

  it('is signed out of both by a sign-out at the federation server', async () => {
    const page = await openSignedInAtBoth();
    const told = page.waitForResponse((response) => response.url().startsWith(`${mellon}/mellon/logout`));
    const toldToo = page.waitForResponse((response) => response.url().includes('/Shibboleth.sso/SLO/'));
    await page.goto(`${browserWorld.world.server.origins.login}/adfs/ls/?wa=wsignout1.0`);
    await Promise.all([told, toldToo]);
    await expectNobody(page);
  });

  async function openSignedInAtBoth(): Promise<Page> {
    const page = await openSignedIn(browserWorld, `${mellon}/private/`);
    await signInAt(page, `${shibboleth}/private/`);
    await page.getByText('Inside').waitFor();
    return page;
  }

  async function expectNobody(page: Page): Promise<void> {
    await expectSignedOut(page, `${mellon}/private/`);
    await expectSignedOut(page, `${shibboleth}/private/`);
  }
});
