import type { SingleLogoutService } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { formatSerialNumber } from '@signet/pki';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, startBrowserWorld } from '../_chromium.ts';
import { findApacheModules, findRoot, readVariables } from './_apache.ts';
import { expectRevokedIsRefused, expectSignedOut, openSignedIn, signInAt } from './_journey.ts';
import { startShibbolethSite } from './_shibboleth.ts';

const SUITE = 'tests/peers/shibboleth.test.ts';
const { alice } = DEMO_PEOPLE;
const chromium = findChromium(SUITE);
const isPossible =
  chromium !== undefined && findRoot(SUITE) === 'found' && findApacheModules(['shib'], SUITE) === 'found';

describe.skipIf(!isPossible)('an application behind the Shibboleth SP', () => {
  const stack = new AsyncDisposableStack();
  let browserWorld: BrowserWorld;
  let site: string;
  let logoutServices: readonly SingleLogoutService[] | undefined;

  beforeAll(async () => {
    browserWorld = stack.use(await startBrowserWorld(chromium!));
    ({ siteOrigin: site } = stack.use(await startShibbolethSite(browserWorld.world)));
  });
  afterAll(() => stack.disposeAsync());

  it('is told who signed in by certificate, in an encrypted assertion', async () => {
    const { world, openProfile } = browserWorld;
    const certificate = await world.issueFor(alice);
    const page = await (await openProfile({ certificate })).newPage();
    const delivered = page.waitForRequest(`${site}/Shibboleth.sso/SAML2/POST`);
    await signInAt(page, `${site}/private/`);
    const answer = new URLSearchParams((await delivered).postData() ?? '').get('SAMLResponse') ?? '';
    expect(Buffer.from(answer, 'base64').toString()).toContain('<saml:EncryptedAssertion');
    expect(await readVariables(page)).toMatchObject({
      REMOTE_USER: alice.userPrincipalName,
      upn: alice.userPrincipalName,
      name: alice.displayName,
      'certificate-serial-number': formatSerialNumber(certificate.serialNumber),
      'Shib-AuthnContext-Class': 'urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient',
    });
  });

  it('signs out at the application, and comes back there', async () => {
    const page = await openSignedIn(browserWorld, `${site}/private/`);
    await page.goto(`${site}/Shibboleth.sso/Logout?return=${encodeURIComponent(`${site}/`)}`);
    await page.getByText('Front door').waitFor();
    await expectSignedOut(page, `${site}/private/`);
  });

  it.each([
    ['HTTP-Redirect', 'Redirect'],
    ['HTTP-POST', 'POST'],
  ])('is signed out by a sign-out at the federation server: %s', async (_binding, path) => {
    await keepLogoutService(`${site}/Shibboleth.sso/SLO/${path}`);
    const page = await openSignedIn(browserWorld, `${site}/private/`);
    const told = page.waitForResponse((response) =>
      response.url().startsWith(`${site}/Shibboleth.sso/SLO/${path}`),
    );
    const answered = page.waitForResponse((response) => response.url().includes('SAMLResponse='));
    await page.goto(`${browserWorld.world.server.origins.login}/adfs/ls/?wa=wsignout1.0`);
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect((await told).status()).toBe(302);
    expect((await answered).status()).toBe(200);
    await expectSignedOut(page, `${site}/private/`);
  });

  it('gets no assertion for a revoked certificate', async () => {
    await expectRevokedIsRefused(browserWorld, `${site}/private/`);
  });

  /** The metadata has one for each binding; only the given one stays in the trust. */
  async function keepLogoutService(location: string): Promise<void> {
    const { relyingPartyTrusts } = browserWorld.world.server.services.directory;
    const trust = await relyingPartyTrusts.findByIdentifier(CONTOSO_TENANT_ID, `${site}/shibboleth`);
    logoutServices ??= trust!.singleLogoutServices;
    const singleLogoutServices = logoutServices.filter((service) => service.location === location);
    await relyingPartyTrusts.update({ ...trust!, singleLogoutServices });
  }
});
