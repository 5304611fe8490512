import {
  CERTIFICATE_PROMPT,
  type ClientCertificate,
  CONTOSO_TENANT_ID,
  createLabPki,
  DEMO_PEOPLE,
  type DemoPerson,
  type LabPki,
  type WebApp,
} from '@signet/lab';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, startWorldWebApp } from './_chromium.ts';
import { findNssTools, openOwnCertificatesBrowser } from './_own-certificates.ts';
import { authorizeUrl, challengeOf, REDIRECT_URI } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

const SUITE = 'tests/browser-own-certificates.test.ts';
const { alice, dora } = DEMO_PEOPLE;
const chromium = findChromium(SUITE);
const isPossible = chromium !== undefined && findNssTools(SUITE) === 'found';

/** No tool in between: Chromium itself verifies our server, reads its issuer hints, chooses, and proves its key. */
describe.skipIf(!isPossible)('Chromium with certificates of its own', () => {
  let world: World;
  let webApp: WebApp;
  let stranger: LabPki;

  beforeAll(async () => {
    world = await startWorld();
    webApp = await startWorldWebApp(world);
    const { clock, random } = world.server.services;
    stranger = await createLabPki({ clock, random, organisation: 'Northwind', keyAlgorithm: 'p-256' });
  });
  afterAll(async () => {
    await webApp?.close();
    await world?.[Symbol.asyncDispose]();
  });

  it.each([
    ['federated', alice],
    ['managed', dora],
  ] as const)('signs a %s user in over TLS that it trusts', async (_kind, person) => {
    const certificate = await world.issueFor(person);
    await using browser = await open([certificate]);
    const page = await browser.context.newPage();
    await goThroughPrompt(page, person);
    await page.getByRole('heading', { name: `Signed in as ${person.displayName}` }).waitFor();
    expect(await world.newestLogEntry()).toMatchObject({ code: 'success', userId: person.id });
  });

  it('picks the one certificate that the issuer hints name', async () => {
    const foreign = await issueForeign(alice);
    await using browser = await open([foreign, await world.issueFor(alice), await issueForeign(alice)]);
    const page = await browser.context.newPage();
    await goThroughPrompt(page, alice);
    await page.getByRole('heading', { name: `Signed in as ${alice.displayName}` }).waitFor();
  });

  it('sends none when the issuer hints name none of its own', async () => {
    // Without hints it would send this one, and the page would say that it is not trusted.
    await using browser = await open([await issueForeign(alice)]);
    const page = await browser.context.newPage();
    await goThroughPrompt(page, alice);
    await page.getByText('Error code: AADSTS50192').waitFor();
  });

  it('is refused with a certificate that was revoked', async () => {
    const certificate = await world.issueFor(alice);
    await world.revoke(certificate);
    await using browser = await open([certificate]);
    const page = await browser.context.newPage();
    await goThroughPrompt(page, alice);
    await page.getByText('Error code: AADSTS500171').waitFor();
  });

  it('signs a managed user in at the host of the tenant, with the one certificate whose CA is named there', async () => {
    await using onePort = await startWorld({ onePort: true });
    await using browser = await openOwnCertificatesBrowser({
      executablePath: chromium!,
      pki: onePort.pki,
      certificates: [await issueForeign(dora), await onePort.issueFor(dora)],
      hostsHere: '*.contoso.example',
    });
    const page = await browser.context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).hostname));
    await page.route(`${REDIRECT_URI}/**`, (route) => route.fulfill({ body: 'the app' }));
    await page.goto(
      authorizeUrl(onePort, { login_hint: dora.userPrincipalName, ...challengeOf('v'.repeat(43)) }).href,
    );
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
    await page.getByText('the app').waitFor();
    expect(new URL(page.url()).searchParams.has('code')).toBe(true);
    expect(new Set(asked)).toEqual(
      new Set([
        'login.contoso.example',
        `t${CONTOSO_TENANT_ID}.certauth.login.contoso.example`,
        new URL(REDIRECT_URI).hostname,
      ]),
    );
  });

  it('signs in on one port, where its own ClientHello says which host it wants', async () => {
    await using onePort = await startWorld({ onePort: true });
    await using browser = await openOwnCertificatesBrowser({
      executablePath: chromium!,
      pki: onePort.pki,
      certificates: [await onePort.issueFor(alice)],
      hostsHere: '*.contoso.example',
    });
    const page = await browser.context.newPage();
    await page.route(`${REDIRECT_URI}/**`, (route) => route.fulfill({ body: 'the app' }));
    await page.goto(
      authorizeUrl(onePort, { login_hint: alice.userPrincipalName, ...challengeOf('v'.repeat(43)) }).href,
    );
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
    await page.getByText('the app').waitFor();
    expect(new URL(page.url()).searchParams.has('code')).toBe(true);
  });

  const open = (certificates: readonly ClientCertificate[]) =>
    openOwnCertificatesBrowser({
      executablePath: chromium!,
      pki: world.pki,
      certificates,
    });

  const issueForeign = ({ displayName, userPrincipalName }: DemoPerson) =>
    stranger.issueClientCertificate({
      commonName: displayName,
      userPrincipalName,
      rfc822Name: userPrincipalName,
    });

  async function goThroughPrompt(page: Page, { userPrincipalName }: DemoPerson): Promise<void> {
    await page.goto(webApp.origin);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill(userPrincipalName);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  }
});
