import { APPLICATION_IDS, CERTIFICATE_PROMPT, CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
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

/** Nobody is signed in at the token service in this browser: a silent question finds no session. */
export async function expectNoSession({ world, webApp }: BrowserWorld, page: Page): Promise<void> {
  const silent = new URL(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/oauth2/v2.0/authorize`);
  silent.search = new URLSearchParams({
    client_id: APPLICATION_IDS.web,
    response_type: 'code',
    redirect_uri: `${webApp.origin}/callback`,
    scope: 'openid',
    prompt: 'none',
  }).toString();
  const answered = page.waitForRequest((request) => request.url().includes('/callback?'));
  await page.goto(silent.href);
  expect(new URL((await answered).url()).searchParams.get('error')).toBe('login_required');
}
