import type { AuthenticationResult, IPublicClientApplication } from '@azure/msal-browser';
import { guid } from '@signet/identity';
import { CERTIFICATE_PROMPT, CONTOSO_TENANT_ID, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import { decodeJwt } from 'jose';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserWorld, findChromium, startBrowserWorld } from './_chromium.ts';
import { type SpaSite, startSpaSite } from './_spa-site.ts';
import { registerThirdParty, type ThirdParty } from './_third-party.ts';

const { alice, dora } = DEMO_PEOPLE;
const chromium = findChromium('tests/msal-browser.test.ts');
const SCOPES = ['User.Read'];

declare global {
  // What the page of the application hands to the tests.
  var msal: IPublicClientApplication;
  var redirectAnswer: AuthenticationResult | null;
}

describe.skipIf(chromium === undefined)('MSAL for browsers in Chromium', () => {
  let browserWorld: BrowserWorld;
  let site: SpaSite;
  let party: ThirdParty;
  const profiles: BrowserContext[] = [];

  beforeAll(async () => {
    browserWorld = await startBrowserWorld(chromium!);
    site = await startSpaSite(browserWorld.world);
    const { world } = browserWorld;
    const bridge = `${site.origin}/bridge`;
    party = await registerThirdParty(world, {
      type: 'spa',
      redirectUri: bridge,
      changes: {
        displayName: 'Single page',
        redirectUris: [
          { type: 'spa', uri: bridge },
          { type: 'spa', uri: `${site.origin}/` },
        ],
      },
    });
    site.configure({
      auth: {
        clientId: party.application.appId,
        authority: `${world.server.origins.login}/${CONTOSO_TENANT_ID}`,
        knownAuthorities: [new URL(world.server.origins.login).host],
        redirectUri: bridge,
        postLogoutRedirectUri: `${site.origin}/`,
      },
    });
  });
  afterEach(async () => {
    for (const profile of profiles.splice(0)) await profile.close();
  });
  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
    await browserWorld?.[Symbol.asyncDispose]();
  });

  it('signs in by redirect, with consent on the way, and gets a token silently', async () => {
    const page = await openApplication(alice);
    await beginRedirect(page, alice);
    await giveCertificate(page);
    await page.getByRole('heading', { name: 'Permissions requested' }).waitFor();
    await page.getByText('Single page').waitFor();
    await page.getByText('Read your profile').waitFor();
    // By keyboard alone.
    await page.getByRole('button', { name: 'Accept' }).focus();
    await page.keyboard.press('Enter');
    const signedIn = await answerOf(page);
    expect(signedIn).toMatchObject({ account: { username: alice.userPrincipalName }, fromCache: false });
    expect(await silently(page)).toMatchObject({ fromCache: true });
    const refreshed = await silently(page, { forceRefresh: true });
    expect(refreshed.fromCache).toBe(false);
    expect(decodeJwt(refreshed.accessToken)).toMatchObject({
      scp: 'openid profile User.Read',
      oid: alice.id,
    });
  });

  it('signs in by pop-up', async () => {
    await allow(dora);
    const page = await openApplication(dora);
    const [popup] = await Promise.all([
      page.context().waitForEvent('page'),
      page.evaluate(
        ([scopes, loginHint]) => {
          Object.assign(globalThis, { popupAnswer: globalThis.msal.loginPopup({ scopes, loginHint }) });
        },
        [SCOPES, dora.userPrincipalName] as const,
      ),
    ]);
    await giveCertificate(popup);
    const signedIn = await page.evaluate(
      () => (globalThis as unknown as { popupAnswer: Promise<AuthenticationResult> }).popupAnswer,
    );
    expect(signedIn).toMatchObject({ account: { username: dora.userPrincipalName } });
  });

  it('finds the session that another application began, in a hidden frame', async () => {
    await allow(dora);
    const page = await openApplication(dora);
    await beginRedirect(page, dora);
    await giveCertificate(page);
    await answerOf(page);
    await page.evaluate(() => globalThis.sessionStorage.clear());
    await page.evaluate(() => globalThis.localStorage.clear());
    await openSite(page);
    const found = await page.evaluate(
      ([scopes, loginHint]) => globalThis.msal.ssoSilent({ scopes, loginHint }),
      [SCOPES, dora.userPrincipalName] as const,
    );
    expect(found).toMatchObject({ account: { username: dora.userPrincipalName }, fromCache: false });
  });

  it('reads login_required from the hidden frame when nobody is signed in', async () => {
    const page = await openApplication(alice);
    const refused = await page.evaluate(
      ([scopes, loginHint]) =>
        globalThis.msal.ssoSilent({ scopes, loginHint }).then(
          () => ({ name: 'signed in', errorCode: '', errorMessage: '' }),
          ({ name, errorCode, errorMessage }) => ({ name, errorCode, errorMessage }),
        ),
      [SCOPES, alice.userPrincipalName] as const,
    );
    expect(refused).toMatchObject({ name: 'InteractionRequiredAuthError', errorCode: 'login_required' });
    expect(refused.errorMessage).toContain('AADSTS50058');
  });

  it('signs in again after the consent was taken back: the refresh says that interaction is needed', async () => {
    await allow(dora);
    const page = await openApplication(dora);
    await beginRedirect(page, dora);
    await giveCertificate(page);
    await answerOf(page);
    const { permissionGrants } = browserWorld.world.server.services.directory;
    for (const { id } of await permissionGrants.listFor(party.application.appId, dora.id))
      await permissionGrants.remove(id);
    const refused = await silently(page, { forceRefresh: true }).catch((error: unknown) => String(error));
    expect(refused).toContain('AADSTS65001');
  });

  it('signs out and comes back; the session has ended', async () => {
    await allow(dora);
    const page = await openApplication(dora);
    await beginRedirect(page, dora);
    await giveCertificate(page);
    await answerOf(page);
    await page
      .evaluate(() => {
        const account = globalThis.msal.getAllAccounts()[0];
        return globalThis.msal.logoutRedirect({ ...(account && { account }) });
      })
      .catch(() => undefined);
    await page.waitForURL(`${site.origin}/**`);
    await page.waitForFunction(() => globalThis.document.title === 'ready');
    const refused = await page.evaluate(
      ([scopes, loginHint]) =>
        globalThis.msal.ssoSilent({ scopes, loginHint }).then(
          () => 'signed in',
          ({ errorCode }) => errorCode,
        ),
      [SCOPES, dora.userPrincipalName] as const,
    );
    expect(refused).toBe('login_required');
  });

  async function openApplication(person: DemoPerson): Promise<Page> {
    const certificate = await browserWorld.world.issueFor(person);
    const profile = await browserWorld.openProfile({ certificate });
    profiles.push(profile);
    const page = await profile.newPage();
    await openSite(page);
    return page;
  }

  async function openSite(page: Page): Promise<void> {
    await page.goto(`${site.origin}/`);
    await page.waitForFunction(() => globalThis.document.title === 'ready');
  }

  async function beginRedirect(page: Page, { userPrincipalName }: DemoPerson): Promise<void> {
    // The page goes away while it is asked.
    await page
      .evaluate(([scopes, loginHint]) => globalThis.msal.loginRedirect({ scopes, loginHint }), [
        SCOPES,
        userPrincipalName,
      ] as const)
      .catch(() => undefined);
  }

  async function giveCertificate(page: Page): Promise<void> {
    await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  }

  async function answerOf(page: Page): Promise<AuthenticationResult | null> {
    await page.waitForURL(`${site.origin}/`);
    await page.waitForFunction(() => globalThis.document.title === 'ready');
    return page.evaluate(() => globalThis.redirectAnswer);
  }

  function silently(
    page: Page,
    options: { readonly forceRefresh?: boolean } = {},
  ): Promise<AuthenticationResult> {
    return page.evaluate(
      ([scopes, more]) => {
        const account = globalThis.msal.getAllAccounts()[0];
        return globalThis.msal.acquireTokenSilent({ scopes, ...(account && { account }), ...more });
      },
      [SCOPES, options] as const,
    );
  }

  /** Consent of an earlier day. */
  async function allow(person: DemoPerson): Promise<void> {
    await browserWorld.world.server.services.directory.permissionGrants.add({
      id: guid(globalThis.crypto.randomUUID()),
      tenantId: CONTOSO_TENANT_ID,
      clientId: party.application.appId,
      resourceId: guid('00000003-0000-0000-c000-000000000000'),
      principalId: person.id,
      scopes: ['openid', 'profile', 'offline_access', 'User.Read'],
      createdAt: 0,
    });
  }
});
