import { DEMO_PEOPLE } from '@signet/lab';
import { formatSerialNumber } from '@signet/pki';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, startBrowserWorld } from '../_chromium.ts';
import { findApacheModules, readErrorLog, readVariables } from './_apache.ts';
import { expectRevokedIsRefused, expectSignedOut, openSignedIn, signInAt } from './_journey.ts';
import { startMellonSite } from './_mod-auth-mellon.ts';

const SUITE = 'tests/peers/mod-auth-mellon.test.ts';
const { alice } = DEMO_PEOPLE;
const chromium = findChromium(SUITE);
const isPossible = chromium !== undefined && findApacheModules(['auth_mellon'], SUITE) === 'found';

describe.skipIf(!isPossible)('an application behind mod_auth_mellon', () => {
  const stack = new AsyncDisposableStack();
  let browserWorld: BrowserWorld;
  let site: string;
  let folder: string;

  beforeAll(async () => {
    browserWorld = stack.use(await startBrowserWorld(chromium!));
    ({ folder, siteOrigin: site } = stack.use(await startMellonSite(browserWorld.world)));
  });
  afterAll(() => stack.disposeAsync());

  it('is told who signed in by certificate', async () => {
    const certificate = await browserWorld.world.issueFor(alice);
    const page = await (await browserWorld.openProfile({ certificate })).newPage();
    await signInAt(page, `${site}/private/`);
    expect(await readVariables(page)).toMatchObject({
      REMOTE_USER: alice.userPrincipalName,
      MELLON_upn: alice.userPrincipalName,
      MELLON_name: alice.displayName,
      MELLON_certificate_serial_number: formatSerialNumber(certificate.serialNumber),
    });
  });

  it('signs out at the application, and comes back there', async () => {
    const page = await openSignedIn(browserWorld, `${site}/private/`);
    await page.goto(`${site}/mellon/logout?ReturnTo=${encodeURIComponent(`${site}/`)}`);
    await page.getByText('Front door').waitFor();
    await expectSignedOut(page, `${site}/private/`);
    // Nobody is left to be told: the page has no frames.
    await page.goto(`${browserWorld.world.server.origins.login}/adfs/saml/logout`);
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  });

  it('is signed out by a sign-out at the federation server', async () => {
    const page = await openSignedIn(browserWorld, `${site}/private/`);
    const told = page.waitForResponse((response) => response.url().startsWith(`${site}/mellon/logout`));
    await page.goto(`${browserWorld.world.server.origins.login}/adfs/ls/?wa=wsignout1.0`);
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect((await told).status()).toBe(303);
    await expectSignedOut(page, `${site}/private/`);
  });

  it('gets no assertion for a revoked certificate', async () => {
    await expectRevokedIsRefused(browserWorld, `${site}/private/`);
  });

  it('reads from the status that nobody signs in unasked', async () => {
    const page = await openSignedOut();
    const answered = page.waitForResponse(`${site}/mellon/postResponse`);
    await page.goto(`${site}/mellon/login?IsPassive=true&ReturnTo=${encodeURIComponent(`${site}/`)}`);
    expect((await answered).status()).toBe(401);
    expect(await readErrorLog(folder)).toContain('urn:oasis:names:tc:SAML:2.0:status:NoPassive');
    expect(await browserWorld.world.newestLogEntry()).toMatchObject({ code: 'passive-sign-in-impossible' });
    await expectSignedOut(page, `${site}/private/`);
  });

  async function openSignedOut(): Promise<Page> {
    return (await browserWorld.openProfile()).newPage();
  }
});
