import { CERTIFICATE_PROMPT, DEMO_PEOPLE } from '@signet/lab';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { BrowserWorld } from '../_chromium.ts';

const { alice } = DEMO_PEOPLE;

/** Opens what only people of the organisation may see, and gives the certificate; waits until something is shown at the site. */
export async function signInAt(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  await page.waitForURL(`${new URL(address).origin}/**`);
}

/** A page of Alice's browser with a fresh certificate, signed in at the address. */
export async function openSignedIn({ world, openProfile }: BrowserWorld, address: string): Promise<Page> {
  const page = await (await openProfile({ certificate: await world.issueFor(alice) })).newPage();
  await signInAt(page, address);
  await page.getByText('Inside').waitFor();
  return page;
}

/** The site knows nobody any more: it sends the browser away to sign in. */
export async function expectSignedOut(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).waitFor();
}

/** Whoever comes with a revoked certificate is told so on our page, and the site learns of nobody. */
export async function expectRevokedIsRefused(
  { world, openProfile }: BrowserWorld,
  address: string,
): Promise<void> {
  const certificate = await world.issueFor(alice);
  await world.revoke(certificate);
  const page = await (await openProfile({ certificate })).newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(address);
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  await page.getByText('Error code: AADSTS500171').waitFor();
  const { origin } = new URL(address);
  // What the site was asked for before it led away; nothing came back to it.
  expect(asked.findLastIndex((url) => url.startsWith(origin))).toBeLessThan(
    asked.findIndex((url) => url.startsWith(world.server.origins.login)),
  );
  expect(await world.newestLogEntry()).toMatchObject({ code: 'certificate-revoked' });
  await expectSignedOut(page, address);
}
