import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CERTIFICATE_PROMPT, CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, startBrowserWorld } from '../_chromium.ts';
import { choosePlace, findApacheModules, readVariables, startApache } from './_apache.ts';
import { openGuideSection } from './_guide.ts';

const SUITE = 'tests/peers/mod-auth-openidc.test.ts';
const { alice, bob, dora } = DEMO_PEOPLE;
const chromium = findChromium(SUITE);
const isPossible = chromium !== undefined && findApacheModules(['auth_openidc'], SUITE) === 'found';

describe.skipIf(!isPossible)('an application behind mod_auth_openidc', () => {
  const stack = new AsyncDisposableStack();
  let browserWorld: BrowserWorld;
  let site: string;

  beforeAll(async () => {
    browserWorld = stack.use(await startBrowserWorld(chromium!));
    const { world } = browserWorld;
    const place = stack.use(await choosePlace());
    site = place.siteOrigin;
    const section = await openGuideSection('mod_auth_openidc', { ...place, world });
    await section.runCommands(0);
    const registration = join(place.folder, 'etc/apache2/oidc/registration.json');
    const { appId, certificates } = JSON.parse(await readFile(registration, 'utf8'));
    const fileOf = await section.writeFiles({
      'YOUR-APP-ID': appId,
      'YOUR-KEY-ID': certificates[0].keyId,
    });
    stack.use(
      await startApache({
        ...place,
        tls: world.pki.tls,
        modules: ['auth_openidc'],
        configFiles: [fileOf('/etc/apache2/conf-available/signet.conf')],
      }),
    );
  });
  afterAll(() => stack.disposeAsync());

  it.each([
    ['federated', alice],
    ['managed', dora],
  ] as const)('is told which %s person signed in by certificate', async (_kind, person) => {
    const page = await openSignedIn(person);
    expect(await readVariables(page)).toMatchObject({
      REMOTE_USER: person.userPrincipalName,
      OIDC_CLAIM_preferred_username: person.userPrincipalName,
      OIDC_CLAIM_name: person.displayName,
      OIDC_CLAIM_oid: person.id,
      OIDC_CLAIM_tid: CONTOSO_TENANT_ID,
    });
  });

  it('signs out at the application and at Signet, and comes back', async () => {
    const page = await openSignedIn(bob);
    await page.goto(`${site}/private/signed-in?logout=${encodeURIComponent(`${site}/`)}`);
    await page.getByText('Front door').waitFor();
    await expectAsked(page);
  });

  it('is signed out by a hidden frame when the session ends at Signet', async () => {
    const page = await openSignedIn(bob);
    const told = page.waitForResponse((response) => response.url().startsWith(`${site}/private/signed-in?`));
    await page.goto(`${browserWorld.world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/logout`);
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect(Object.fromEntries(new URL((await told).url()).searchParams)).toMatchObject({ logout: 'get' });
    expect((await told).status()).toBe(200);
    await expectAsked(page);
  });

  it('gets no code for a revoked certificate', async () => {
    const { world } = browserWorld;
    const certificate = await world.issueFor(alice);
    await world.revoke(certificate);
    const page = await (await browserWorld.openProfile({ certificate })).newPage();
    await giveCertificate(page, alice);
    await page.getByText('Error code: AADSTS500171').waitFor();
    expect(await world.newestLogEntry()).toMatchObject({ code: 'certificate-revoked' });
    await expectAsked(page);
  });

  async function openSignedIn(person: DemoPerson): Promise<Page> {
    const certificate = await browserWorld.world.issueFor(person);
    const page = await (await browserWorld.openProfile({ certificate })).newPage();
    await giveCertificate(page, person);
    const consent = page.getByRole('button', { name: 'Accept' });
    await consent.or(page.getByText('Inside')).first().waitFor();
    if (await consent.isVisible()) await consent.click();
    await page.getByText('Inside').waitFor();
    return page;
  }

  async function giveCertificate(page: Page, { userPrincipalName }: DemoPerson): Promise<void> {
    await page.goto(`${site}/private/`);
    await page.getByLabel('User name').fill(userPrincipalName);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  }

  /** Neither the site nor Signet knows the browser any more. */
  async function expectAsked(page: Page): Promise<void> {
    await page.goto(`${site}/private/`);
    await page.getByLabel('User name').waitFor();
  }
});
