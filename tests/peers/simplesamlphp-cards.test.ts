import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { DEMO_PEOPLE, FEDERATED_DOMAIN, type TlsIdentity } from '@signet/lab';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, startBrowserWorld } from '../_chromium.ts';
import { connectAdministrator } from '../_graph.ts';
import { choosePlace, findApacheModules, findRoot, startApache } from './_apache.ts';
import { findDirectoryServer, startDirectoryServer } from './_directory-server.ts';
import { openGuideSection } from './_guide.ts';
import { expectNoSession } from './_journey.ts';
import { findSimpleSamlPhp, PHP_MODULES, prepareSimpleSamlPhp } from './_simplesamlphp.ts';

const SUITE = 'tests/peers/simplesamlphp-cards.test.ts';
const { alice, bob } = DEMO_PEOPLE;
const chromium = findChromium(SUITE);
const isPossible =
  chromium !== undefined &&
  findRoot(SUITE) === 'found' &&
  findSimpleSamlPhp(SUITE) === 'found' &&
  findDirectoryServer(SUITE) === 'found' &&
  findApacheModules(PHP_MODULES, SUITE) === 'found';

describe.skipIf(!isPossible)('a domain federated to SimpleSAMLphp, which asks for certificates', () => {
  const stack = new AsyncDisposableStack();
  const profiles: BrowserContext[] = [];
  let browserWorld: BrowserWorld;
  let provider: string;
  let card: Awaited<ReturnType<BrowserWorld['world']['issueFor']>>;

  beforeAll(async () => {
    browserWorld = stack.use(await startBrowserWorld(chromium!));
    const { world } = browserWorld;
    // While the domain is still federated to our own server.
    const administrator = await connectAdministrator(world);
    const place = stack.use(await choosePlace());
    provider = place.siteOrigin;
    const section = await openGuideSection('SimpleSAMLphp as identity provider with certificates', {
      ...place,
      world,
    });
    await section.runCommands(0);
    card = await world.issueFor(alice);
    const values = { 'YOUR-CARD': new X509Certificate(card.chainPem).raw.toString('base64') };
    const people = (await section.writeFiles(values))('/etc/ldap/people.ldif');
    const directory = stack.use(await startDirectoryServer(place.folder, people));
    const pathOf = await section.writeFiles({ ...values, 'YOUR-DIRECTORY': directory.url });
    const php = await prepareSimpleSamlPhp(place.folder);
    const configFiles = [pathOf('/etc/apache2/conf-available/cards.conf')];
    stack.use(await startApache({ ...place, ...php, tls: world.pki.tls, configFiles }));
    const certificate = await readFile(`${place.folder}/etc/simplesamlphp/cert/idp.pem`, 'utf8');
    const configurations = `/domains/${FEDERATED_DOMAIN}/federationConfiguration`;
    const { value } = await administrator.api(configurations).get();
    const settings = section.readJson(0, {
      'YOUR-CERTIFICATE': certificate.replaceAll(/-----.*-----|\s/g, ''),
    });
    await administrator.api(`${configurations}/${value[0].id}`).patch(settings);
  });
  afterEach(async () => {
    for (const profile of profiles.splice(0)) await profile.close();
  });
  afterAll(() => stack.disposeAsync());

  it('signs in who has the certificate, which is asked for revocation by its issuer and serial number', async () => {
    await openSignedIn();
    expect(await newestAssertion()).toMatchObject({
      code: 'success',
      userId: alice.id,
      certificate: { serialNumber: card.serialNumber.toUpperCase() },
    });
  });

  it('ends the session there with a sign-out at the application, and leads back to it', async () => {
    const page = await openSignedIn();
    const asked = page.waitForRequest((request) =>
      request.url().includes('SingleLogoutService.php?SAMLRequest='),
    );
    const answered = page.waitForRequest((request) => request.url().includes('/login.srf?SAMLResponse='));
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(new URL((await asked).url()).origin).toBe(provider);
    expect(messageOf((await answered).url(), 'SAMLResponse')).toContain('status:Success');
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await expectNoSession(browserWorld, page);
  });

  it('ends the session here with a sign-out there', async () => {
    const page = await openSignedIn();
    const asked = page.waitForRequest((request) => request.url().includes('/login.srf?SAMLRequest='));
    await page.goto(`${provider}/simplesamlphp/saml2/idp/SingleLogoutService.php?ReturnTo=/`);
    expect(messageOf((await asked).url(), 'SAMLRequest')).toContain('LogoutRequest');
    // Back at the provider with our answer, which it takes.
    await page.waitForURL((url) => url.origin === provider && url.pathname === '/');
    await expectNoSession(browserWorld, page);
  });

  it('gets nobody in without a certificate, or with one that is not in the directory', async () => {
    const without = await begin(undefined);
    await without.getByText('X509 certificate authentication').first().waitFor();
    const other = await begin(await browserWorld.world.issueFor(bob));
    await other.getByText('X509 certificate authentication').first().waitFor();
    for (const page of [without, other]) expect(new URL(page.url()).origin).toBe(provider);
  });

  it('refuses a certificate that was revoked, though the provider takes it', async () => {
    await browserWorld.world.revoke(card);
    const page = await begin(card);
    await page.getByText('Error code: AADSTS500171').waitFor();
    expect(await newestAssertion()).toMatchObject({ code: 'certificate-revoked' });
  });

  async function newestAssertion() {
    const { signInLog } = browserWorld.world.server.services.directory;
    const { items } = await signInLog.list({}, { limit: 20 });
    return items.find(({ face }) => face === 'federated-assertion');
  }

  async function openSignedIn(): Promise<Page> {
    const page = await begin(card);
    await page.getByRole('heading', { name: `Signed in as ${alice.displayName}` }).waitFor();
    return page;
  }

  async function begin(certificate: TlsIdentity | undefined): Promise<Page> {
    const profile = await browserWorld.openProfile({
      certificateOrigin: provider,
      ...(certificate && { certificate }),
    });
    profiles.push(profile);
    const page = await profile.newPage();
    await page.goto(browserWorld.webApp.origin);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill(alice.userPrincipalName);
    await page.getByRole('button', { name: 'Next' }).click();
    return page;
  }
});

/** What a message by HTTP-Redirect says (SAML 2.0 bindings §3.4.4.1). */
function messageOf(url: string, parameter: 'SAMLRequest' | 'SAMLResponse'): string {
  const encoded = new URL(url).searchParams.get(parameter) ?? '';
  return inflateRawSync(Buffer.from(encoded, 'base64')).toString('utf8');
}
