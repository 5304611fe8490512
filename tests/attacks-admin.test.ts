import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { guid } from '@signet/identity';
import { CONTOSO_TENANT_ID, createLabPki, DEMO_PEOPLE } from '@signet/lab';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { goTo, openAdminCenter } from './_admin-center.ts';
import { type BrowserWorld, findChromium, startBrowserWorld } from './_chromium.ts';
import { attemptSignIn } from './_refusals.ts';

const { alice, dora } = DEMO_PEOPLE;
/** Without the quotes that the text of a distinguished name would swallow. */
const SCRIPT = '<img src=x onerror=document.body.title=Date()>';
const chromium = findChromium('tests/attacks-admin.test.ts');

describe.skipIf(chromium === undefined)('the admin center', () => {
  let browserWorld: BrowserWorld;

  beforeAll(async () => {
    browserWorld = await startBrowserWorld(chromium!);
  });
  afterAll(() => browserWorld?.[Symbol.asyncDispose]());

  it('shows names of people, certificates and authorities as text', async () => {
    const { world } = browserWorld;
    const { directory, clock, random } = world.server.services;
    const user = (await directory.users.find(alice.id))!;
    await directory.users.update({ ...user, displayName: SCRIPT });
    onTestFinished(() => directory.users.update(user));
    await addAuthority(SCRIPT);
    const stranger = await createLabPki({ clock, random, organisation: SCRIPT, keyAlgorithm: 'p-256' });
    const certificate = await stranger.issueClientCertificate({
      commonName: SCRIPT,
      userPrincipalName: dora.userPrincipalName,
    });
    await attemptSignIn(world, dora.userPrincipalName, certificate);

    const page = await open();
    await goTo(page, 'Users');
    await page.getByRole('link', { name: SCRIPT }).click();
    await page.getByRole('button', { name: 'Revoke sessions' }).waitFor();
    await expectUntaken(page);
    await goTo(page, 'Certificate authorities');
    await page.getByText(SCRIPT, { exact: false }).first().waitFor();
    await expectUntaken(page);
    const { items } = await directory.signInLog.list({}, { limit: 50 });
    const refused = items.find(({ certificate: seen }) => seen?.subject.includes('onerror'));
    if (!refused) throw new Error('no row tells of the certificate');
    await page.goto(`${world.server.origins.login}/admin/sign-ins/${refused.id}`);
    await page.getByRole('heading', { name: 'Evidence' }).waitFor();
    expect(await page.locator('main').textContent()).toContain('onerror');
    await expectUntaken(page);
    // A browser's own words about itself, and a name that nobody has.
    const seen = { ...refused, id: random.guid(), userAgent: SCRIPT, userPrincipalName: `${SCRIPT}@x` };
    await directory.signInLog.add(seen);
    await page.goto(`${world.server.origins.login}/admin/sign-ins/${seen.id}`);
    await page.getByText(SCRIPT, { exact: true }).first().waitFor();
    await expectUntaken(page);
    // A PKI's name, and what stands in the address.
    await directory.publicKeyInfrastructures.add({
      id: guid(random.guid()),
      tenantId: CONTOSO_TENANT_ID,
      displayName: SCRIPT,
      status: 'failed',
      statusDetails: SCRIPT,
      createdAt: clock.now(),
      lastModifiedAt: clock.now(),
    });
    await goTo(page, 'PKI store');
    await page.getByRole('link', { name: SCRIPT }).click();
    await page.getByRole('heading', { name: SCRIPT }).waitFor();
    await expectUntaken(page);
    for (const path of ['users?search=', 'sign-ins?user=', 'users/', 'pki-store/', 'sign-ins/']) {
      await page.goto(`${world.server.origins.login}/admin/${path}${encodeURIComponent(SCRIPT)}`);
      await page.waitForLoadState('networkidle');
      await expectUntaken(page);
    }
  });

  it('keeps its tokens in the tab alone', async () => {
    const page = await open();
    await goTo(page, 'Users');
    await page.getByRole('link', { name: alice.displayName }).waitFor();
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, document.cookie]));
    expect(kept).not.toMatch(/eyJ|refreshtoken|accesstoken/i);
    const second = await page.context().newPage();
    await second.goto(`${browserWorld.world.server.origins.login}/platforms`);
    expect(await second.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('is shown in no frame of another site', async () => {
    const { login } = browserWorld.world.server.origins;
    const origin = await serve(
      `<iframe src="${login}/admin/"></iframe><iframe src="${login}/profile"></iframe>`,
    );
    const page = await open();
    await page.goto(origin);
    const framed = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(framed).toHaveLength(2);
    for (const frame of framed) expect(await frame.evaluate(() => location.href)).toContain('chrome-error:');
  });

  it('leads nowhere else by an address below it', async () => {
    const { login } = browserWorld.world.server.origins;
    const page = await open();
    for (const path of [
      '/admin//evil.example',
      '/admin/%2f%2fevil.example',
      '/admin/?redirect=https://evil.example',
    ]) {
      await page.goto(`${login}${path}`);
      await page.waitForLoadState('networkidle');
      expect(new URL(page.url()).origin).toBe(login);
    }
  });

  function open(): Promise<Page> {
    return openAdminCenter(browserWorld).then((page) => {
      onTestFinished(() => page.context().close());
      return page;
    });
  }

  async function addAuthority(organisation: string): Promise<void> {
    const { directory, clock, random } = browserWorld.world.server.services;
    const { root } = await createLabPki({ clock, random, organisation, keyAlgorithm: 'p-256' });
    const id = guid<Parameters<typeof directory.certificateAuthorities.remove>[0]>(random.guid());
    onTestFinished(() => directory.certificateAuthorities.remove(id));
    await directory.certificateAuthorities.add({
      id,
      tenantId: CONTOSO_TENANT_ID,
      certificate: root.certificate,
      isRootAuthority: true,
      certificateRevocationListUrl: undefined,
      deltaCertificateRevocationListUrl: undefined,
      issuer: root.subject,
      issuerSki: root.subjectKeyIdentifier,
      createdAt: clock.now(),
    });
  }
});

async function expectUntaken(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.body.title)).toBe('');
  expect(await page.locator('img[src="x"]').count()).toBe(0);
}

async function serve(html: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(html);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
