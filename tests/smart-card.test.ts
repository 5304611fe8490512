import { CERTIFICATE_PROMPT, type ClientCertificate, DEMO_PEOPLE, type WebApp } from '@signet/lab';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, startWorldWebApp } from './_chromium.ts';
import { type Display, openDisplay } from './_display.ts';
import { findNssTools, openOwnCertificatesBrowser } from './_own-certificates.ts';
import { findCardTools } from './_smart-card.ts';
import { startWorld, type World } from './_world.ts';

const SUITE = 'tests/smart-card.test.ts';
const { alice } = DEMO_PEOPLE;
const chromium = findChromium(SUITE);
const isPossible =
  chromium !== undefined && findNssTools(SUITE) === 'found' && findCardTools(SUITE) === 'found';

/** Chromium's window for the PIN, which headless Chromium does not open: it waits for ever. */
const PIN_WINDOW = 'Unlock Security Device';

/** SoftHSM in the place of the reader; everything from PKCS #11 upwards is what people use. */
describe.skipIf(!isPossible)('a person with a smart card', () => {
  let world: World;
  let webApp: WebApp;
  let display: Display;

  beforeAll(async () => {
    world = await startWorld();
    webApp = await startWorldWebApp(world);
    display = await openDisplay();
  });
  afterAll(async () => {
    await display?.[Symbol.asyncDispose]();
    await webApp?.close();
    await world?.[Symbol.asyncDispose]();
  });

  it('types the PIN and is signed in with the key on the card', async () => {
    await using browser = await openWithCard(await world.issueFor(alice));
    const page = await browser.context.newPage();
    await goThroughPrompt(page);
    await typePin(browser.card?.pin);
    await page.getByRole('heading', { name: `Signed in as ${alice.displayName}` }).waitFor();
    expect(await world.newestLogEntry()).toMatchObject({ code: 'success', userId: alice.id });
  });

  it('is refused with the right PIN once the certificate on the card is revoked', async () => {
    const certificate = await world.issueFor(alice);
    await world.revoke(certificate);
    await using browser = await openWithCard(certificate);
    const page = await browser.context.newPage();
    await goThroughPrompt(page);
    await typePin(browser.card?.pin);
    await page.getByText('Error code: AADSTS500171').waitFor();
  });

  async function openWithCard(certificate: ClientCertificate) {
    return openOwnCertificatesBrowser({
      executablePath: chromium!,
      pki: world.pki,
      certificates: [],
      card: { certificate, display: display.name },
    });
  }

  async function typePin(pin = ''): Promise<void> {
    await display.awaitWindow(PIN_WINDOW);
    await display.type(pin);
    await display.press('Return');
  }

  async function goThroughPrompt(page: Page): Promise<void> {
    await page.goto(webApp.origin);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill(alice.userPrincipalName);
    await page.getByRole('button', { name: 'Next' }).click();
    // Nothing loads until the PIN was given.
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click({ noWaitAfter: true });
  }
});
