import { DEMO_PEOPLE } from '@signet/lab';
import { formatSerialNumber } from '@signet/pki';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, startBrowserWorld } from '../_chromium.ts';
import { choosePlace, findApacheModules, findRoot, readVariables, startApache } from './_apache.ts';
import { openGuideSection } from './_guide.ts';
import { expectRevokedIsRefused, expectSignedOut, openSignedIn, signInAt } from './_journey.ts';
import { findSimpleSamlPhp, PHP_MODULES, prepareSimpleSamlPhp } from './_simplesamlphp.ts';

const SUITE = 'tests/peers/simplesamlphp.test.ts';
const { alice } = DEMO_PEOPLE;
const chromium = findChromium(SUITE);
const isPossible =
  chromium !== undefined &&
  findRoot(SUITE) === 'found' &&
  findSimpleSamlPhp(SUITE) === 'found' &&
  findApacheModules(PHP_MODULES, SUITE) === 'found';

describe.skipIf(!isPossible)('an application on SimpleSAMLphp', () => {
  const stack = new AsyncDisposableStack();
  let browserWorld: BrowserWorld;
  let site: string;

  beforeAll(async () => {
    browserWorld = stack.use(await startBrowserWorld(chromium!));
    const { world } = browserWorld;
    const place = stack.use(await choosePlace());
    site = place.siteOrigin;
    const section = await openGuideSection('SimpleSAMLphp as relying party', { ...place, world });
    await section.runCommands(0);
    await section.writeFiles();
    const php = await prepareSimpleSamlPhp(place.folder);
    stack.use(await startApache({ ...place, ...php, tls: world.pki.tls, configFiles: [] }));
    await section.runCommands(1);
  });
  afterAll(() => stack.disposeAsync());

  it('is told who signed in by certificate', async () => {
    const { world, openProfile } = browserWorld;
    const certificate = await world.issueFor(alice);
    const page = await (await openProfile({ certificate })).newPage();
    await signInAt(page, `${site}/private/`);
    expect(await readVariables(page)).toMatchObject({
      'http://schemas.xmlsoap.org/claims/UPN': alice.userPrincipalName,
      'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name': alice.displayName,
      'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname': alice.givenName,
      'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname': alice.surname,
      'http://schemas.microsoft.com/ws/2008/06/identity/claims/serialnumber': formatSerialNumber(
        certificate.serialNumber,
      ),
    });
  });

  it('signs out at the application, and comes back there', async () => {
    const page = await openSignedIn(browserWorld, `${site}/private/`);
    await page.goto(`${site}/private/?sign-out`);
    await page.getByText('Front door').waitFor();
    await expectSignedOut(page, `${site}/private/`);
  });

  it('is signed out by a sign-out at the federation server', async () => {
    const page = await openSignedIn(browserWorld, `${site}/private/`);
    const told = page.waitForResponse((response) => response.url().includes('/saml2-logout.php/signet'));
    await page.goto(`${browserWorld.world.server.origins.login}/adfs/ls/?wa=wsignout1.0`);
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect((await told).status()).toBe(302);
    await expectSignedOut(page, `${site}/private/`);
  });

  it('gets no assertion for a revoked certificate', async () => {
    await expectRevokedIsRefused(browserWorld, `${site}/private/`);
  });
});
