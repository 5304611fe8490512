import { APPLICATION_IDS, CERTIFICATE_PROMPT, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { formatSerialNumber } from '@signet/pki';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, type ProfileOptions, startBrowserWorld } from './_chromium.ts';

const { alice, bob, dora } = DEMO_PEOPLE;
const chromium = findChromium('tests/browser.test.ts');

describe.skipIf(chromium === undefined)('a person in Chromium', () => {
  let browserWorld: BrowserWorld;
  const profiles: BrowserContext[] = [];

  beforeAll(async () => {
    browserWorld = await startBrowserWorld(chromium!);
  });
  afterEach(async () => {
    for (const profile of profiles.splice(0)) await profile.close();
  });
  afterAll(() => browserWorld?.[Symbol.asyncDispose]());

  it('signs in through the federation server, sees the claims, and signs out', async () => {
    const page = await openHome({ certificate: await issueFor(alice) });
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill(alice.userPrincipalName);
    await page.getByRole('button', { name: 'Next' }).click();
    await expectHeading(page, 'Sign in');
    expect(page.url()).toContain('/adfs/ls');
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();

    await expectHeading(page, `Signed in as ${alice.displayName}`);
    expect(await claimsOf(page)).toMatchObject({
      iss: expect.stringContaining(browserWorld.world.server.origins.login),
      aud: APPLICATION_IDS.web,
      oid: alice.id,
      preferred_username: alice.userPrincipalName,
      amr: '["fed","rsa"]',
    });

    await page.getByRole('button', { name: 'Sign out' }).click();
    await expectHeading(page, 'Nobody is signed in');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('User name').waitFor();
  });

  it('signs a managed user in at the token service itself', async () => {
    const page = await openHome({ certificate: await issueFor(dora) });
    await page.getByRole('link', { name: 'Sign in' }).click();
    await giveUserName(page, dora);
    expect(page.url()).toContain('/oauth2/v2.0/authorize');
    await page.getByText(dora.userPrincipalName).waitFor();
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
    await expectHeading(page, `Signed in as ${dora.displayName}`);
    expect(await claimsOf(page)).toMatchObject({ oid: dora.id, amr: '["rsa"]' });
  });

  it.each([
    ['federated', alice],
    ['managed', dora],
  ] as const)('needs no certificate at the second visit of a %s user', async (_kind, person) => {
    const page = await openHome({ certificate: await issueFor(person) });
    await signIn(page, person);
    // The app forgets the person, the token service does not.
    await page.context().clearCookies({ name: 'signet-web-app' });
    await page.goto(browserWorld.webApp.origin);
    const visited: string[] = [];
    page.on('request', (request) => visited.push(new URL(request.url()).origin));
    await page.getByRole('link', { name: 'Sign in' }).click();
    await expectHeading(page, `Signed in as ${person.displayName}`);
    const { login, certificate } = browserWorld.world.server.origins;
    expect(visited).toContain(login);
    expect(visited).not.toContain(certificate);
  });

  it('stays signed out after signing out at the service', async () => {
    const page = await openHome({ certificate: await issueFor(bob) });
    await signIn(page, bob);
    await page.goto(
      `${browserWorld.world.server.origins.login}/common/oauth2/v2.0/logout?post_logout_redirect_uri=https://elsewhere.example/`,
    );
    await expectHeading(page, 'You are signed out');
    await page.context().clearCookies({ name: 'signet-web-app' });
    await page.goto(`${browserWorld.webApp.origin}/sign-in`);
    await page.getByLabel('User name').waitFor();
  });

  it.each([
    ['federated', alice],
    ['managed', dora],
  ] as const)(
    'is told what to do when the browser of a %s user sends no certificate',
    async (_kind, person) => {
      const page = await openHome();
      await goToPrompt(page, person);
      await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
      await expectHeading(page, 'Sign-in failed');
      const text = await page.locator('main').textContent();
      expect(text).toContain('No certificate was sent.');
      expect(text).toContain('AADSTS50192');
      await page.getByText('Help with certificates').click();
      await page.getByRole('heading', { name: 'No window appears' }).waitFor();
      expect(await browserWorld.world.newestLogEntry()).toMatchObject({ errorCode: 50192 });
    },
  );

  it.each([
    ['federated', bob],
    ['managed', dora],
  ] as const)(
    'reads code, request id and time when the certificate of a %s user is revoked',
    async (_kind, person) => {
      const certificate = await issueFor(person);
      await browserWorld.world.revoke(certificate);
      const page = await openHome({ certificate });
      await goToPrompt(page, person);
      await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
      await expectHeading(page, 'Sign-in failed');
      await page.getByText('The certificate has been revoked.').waitFor();
      await page.getByText('More details').click();
      const report = await page.getByLabel('Text for your help desk').inputValue();
      const entry = await browserWorld.world.newestLogEntry();
      expect(entry).toMatchObject({ code: 'certificate-revoked', errorCode: 500171 });
      expect(entry.certificate?.serialNumber).toBe(formatSerialNumber(certificate.serialNumber));
      expect(report).toContain('Code: AADSTS500171');
      expect(report).toContain(`Request id: ${entry.id}`);
      expect(report).toContain(`Correlation id: ${entry.correlationId}`);
      expect(report).toMatch(/Time: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/);
    },
  );

  it('reads on the page which domain nobody has, and can correct it', async () => {
    const page = await openHome({ certificate: await issueFor(alice) });
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill('alice@contoso.exmaple');
    await page.getByRole('button', { name: 'Next' }).click();
    const field = page.getByRole('textbox', { name: 'User name' });
    await page.getByText('Nobody signs in here with a name of contoso.exmaple.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await giveUserName(page, alice);
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
    await expectHeading(page, `Signed in as ${alice.displayName}`);
  });

  it.each([
    ['federated', alice],
    ['managed', dora],
  ] as const)('gets there by the buttons without scripts as a %s user', async (_kind, person) => {
    const page = await openHome({ certificate: await issueFor(person), javaScriptEnabled: false });
    await goToPrompt(page, person);
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
    const signedIn = page.getByRole('heading', { name: `Signed in as ${person.displayName}` });
    const goOn = page.locator('noscript button');
    const posts = person === alice ? 2 : 1;
    for (let post = 0; post < posts; post += 1) {
      await expectHeading(page, 'Signing you in');
      const here = page.url();
      await goOn.click();
      await page.waitForURL((url) => url.href !== here);
    }
    await signedIn.waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expectHeading(page, 'Nobody is signed in');
  });

  it('gets there with the keyboard alone', async () => {
    const page = await openHome({ certificate: await issueFor(alice) });
    await tabTo(page, 'Sign in');
    await page.keyboard.press('Enter');
    await page.getByLabel('User name').waitFor();
    // The field has the focus: the first thing to do is to type.
    await page.keyboard.type(alice.userPrincipalName);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).waitFor();
    await tabTo(page, CERTIFICATE_PROMPT);
    await page.keyboard.press('Enter');
    await expectHeading(page, `Signed in as ${alice.displayName}`);
    await tabTo(page, 'Sign out');
    await page.keyboard.press('Enter');
    await expectHeading(page, 'Nobody is signed in');
  });

  it('opens the details of an error with the keyboard', async () => {
    const page = await openHome();
    await goToPrompt(page, alice);
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
    await expectHeading(page, 'Sign-in failed');
    await tabTo(page, 'More details');
    await page.keyboard.press('Enter');
    await page.getByLabel('Text for your help desk').waitFor();
  });

  it('meets no error in the console and no request that the policy of a page stops', async () => {
    const page = await openHome({ certificate: await issueFor(alice) });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await signIn(page, alice);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expectHeading(page, 'Nobody is signed in');
    expect(complaints).toEqual([]);
  });

  const issueFor = (person: DemoPerson) => browserWorld.world.issueFor(person);

  async function openHome(options: ProfileOptions = {}): Promise<Page> {
    const profile = await browserWorld.openProfile(options);
    profiles.push(profile);
    const page = await profile.newPage();
    await page.goto(browserWorld.webApp.origin);
    return page;
  }
});

async function signIn(page: Page, person: DemoPerson): Promise<void> {
  await goToPrompt(page, person);
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  await expectHeading(page, `Signed in as ${person.displayName}`);
}

async function goToPrompt(page: Page, person: DemoPerson): Promise<void> {
  await page.getByRole('link', { name: 'Sign in' }).click();
  await giveUserName(page, person);
}

async function giveUserName(page: Page, { userPrincipalName }: DemoPerson): Promise<void> {
  await page.getByLabel('User name').fill(userPrincipalName);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).waitFor();
}

async function expectHeading(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}

async function claimsOf(page: Page): Promise<Readonly<Record<string, string | null>>> {
  const rows = await page.getByRole('row').all();
  const pairs = await Promise.all(
    rows
      .slice(1)
      .map((row) =>
        Promise.all([row.getByRole('rowheader').textContent(), row.getByRole('cell').textContent()]),
      ),
  );
  return Object.fromEntries(pairs);
}

/** Presses Tab until the named link, button or summary has the focus, which must show. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = page.locator(':focus');
  for (let press = 0; press < MOST_STOPS; press += 1) {
    await page.keyboard.press('Tab');
    if ((await focused.count()) === 0 || (await focused.textContent())?.trim() !== name) continue;
    expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
    return;
  }
  throw new Error(`«${name}» is not among the first ${MOST_STOPS} tab stops of ${page.url()}`);
}

/** More than any page of ours has. */
const MOST_STOPS = 12;
