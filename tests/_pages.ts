import { CERTIFICATE_PROMPT, DEMO_PEOPLE } from '@signet/lab';
import type { Page } from 'playwright-core';
import type { BrowserWorld, ProfileOptions } from './_chromium.ts';
import { CONSENT_PAGES } from './_consent-pages.ts';
import { DEVICE_PAGES } from './_device-pages.ts';

/** A page that people see, and how they get there. */
export interface SeenPage {
  /** Also the name of its picture. */
  readonly name: string;
  readonly open: (browserWorld: BrowserWorld, options: ProfileOptions) => Promise<Page>;
  /** `off`: what people see whose browser runs none. Default `on`. */
  readonly scripts?: 'on' | 'off';
}

const { alice, dora } = DEMO_PEOPLE;

/** Every page of the service and of the lab's web app. */
export const SEEN_PAGES: readonly SeenPage[] = [
  {
    name: 'web-app-home',
    open: async (browserWorld, options) => openHome(browserWorld, options),
  },
  {
    name: 'user-name',
    open: async (browserWorld, options) => {
      const page = await openHome(browserWorld, options);
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.getByLabel('User name').waitFor();
      return page;
    },
  },
  {
    name: 'user-name-mistyped',
    open: async (browserWorld, options) => {
      const page = await openHome(browserWorld, options);
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.getByLabel('User name').fill('alice@contoso.exmaple');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText('Check the spelling.').waitFor();
      return page;
    },
  },
  {
    name: 'going-to-organisation',
    open: async (browserWorld, options) => {
      const page = await openHome(browserWorld, options);
      await stayBefore(page, '/adfs/ls/');
      await giveUserName(page, alice.userPrincipalName);
      await page.getByRole('heading', { name: 'Taking you to your organisation' }).waitFor();
      return page;
    },
  },
  { name: 'certificate-prompt', open: openPrompt },
  {
    name: 'certificate-prompt-help',
    open: async (browserWorld, options) => {
      const page = await openPrompt(browserWorld, options);
      await page.getByText('Help with certificates').click();
      return page;
    },
  },
  {
    name: 'signing-in',
    open: async (browserWorld, options) => {
      const certificate = await browserWorld.world.issueFor(dora);
      const page = await openHome(browserWorld, { ...options, certificate });
      await stayBefore(page, '/authorize/resume');
      await giveUserName(page, dora.userPrincipalName);
      await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
      await page.getByText('If nothing happens').waitFor();
      return page;
    },
  },
  {
    name: 'signing-in-without-scripts',
    scripts: 'off',
    open: async (browserWorld, options) => {
      const certificate = await browserWorld.world.issueFor(dora);
      const page = await openHome(browserWorld, { ...options, certificate, javaScriptEnabled: false });
      await giveUserName(page, dora.userPrincipalName);
      await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
      await page.getByRole('heading', { name: 'Signing you in' }).waitFor();
      return page;
    },
  },
  { name: 'error', open: openError },
  {
    name: 'error-help',
    open: async (browserWorld, options) => {
      const page = await openError(browserWorld, options);
      await page.getByText('Help with certificates').click();
      return page;
    },
  },
  {
    name: 'error-details',
    open: async (browserWorld, options) => {
      const page = await openError(browserWorld, options);
      await page.getByText('More details').click();
      return page;
    },
  },
  { name: 'web-app-signed-in', open: openSignedIn },
  {
    name: 'web-app-error',
    open: async (browserWorld, options) => {
      const page = await openHome(browserWorld, options);
      await page.goto(`${browserWorld.webApp.origin}/callback?code=x&state=y`);
      return page;
    },
  },
  {
    name: 'web-app-signed-out',
    open: async (browserWorld, options) => {
      const page = await openSignedIn(browserWorld, options);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('Nobody is signed in').waitFor();
      return page;
    },
  },
  { name: 'signed-out', open: openPath('/common/oauth2/v2.0/logout') },
  { name: 'federation-signed-out', open: openPath('/adfs/ls/?wa=wsignout1.0') },
  ...DEVICE_PAGES,
  ...CONSENT_PAGES,
  { name: 'platforms', open: openPath('/platforms') },
  { name: 'profile-signed-out', open: openPath('/profile') },
  {
    name: 'profile',
    open: async (browserWorld, options) => {
      const page = await openSignedIn(browserWorld, options);
      await page.goto(`${browserWorld.world.server.origins.login}/profile`);
      return page;
    },
  },
  {
    name: 'profile-link',
    open: async (browserWorld, options) => {
      const page = await openSignedIn(browserWorld, options);
      await page.goto(`${browserWorld.world.server.origins.login}/profile`);
      await page.getByRole('button', { name: 'iPhone or iPad' }).click();
      await page.getByRole('heading', { name: 'Your link' }).waitFor();
      return page;
    },
  },
  {
    name: 'my-sessions',
    open: async (browserWorld, options) => {
      const page = await openSignedIn(browserWorld, options);
      await page.goto(`${browserWorld.world.server.origins.login}/mysessions`);
      return page;
    },
  },
  { name: 'front', open: openPath('/') },
  { name: 'error-code', open: openPath('/error?code=500171') },
  { name: 'no-such-page', open: openPath('/nowhere') },
];

async function openHome({ openProfile, webApp }: BrowserWorld, options: ProfileOptions): Promise<Page> {
  const page = await (await openProfile(options)).newPage();
  await page.goto(webApp.origin);
  return page;
}

function openPath(path: string): SeenPage['open'] {
  return async (browserWorld, options) => {
    const page = await (await browserWorld.openProfile(options)).newPage();
    await page.goto(`${browserWorld.world.server.origins.login}${path}`);
    return page;
  };
}

async function openPrompt(browserWorld: BrowserWorld, options: ProfileOptions): Promise<Page> {
  const page = await openHome(browserWorld, options);
  await giveUserName(page, alice.userPrincipalName);
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).waitFor();
  return page;
}

async function openError(browserWorld: BrowserWorld, options: ProfileOptions): Promise<Page> {
  const page = await openPrompt(browserWorld, options);
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  await page.getByRole('heading', { name: 'Sign-in failed' }).waitFor();
  return page;
}

async function openSignedIn(browserWorld: BrowserWorld, options: ProfileOptions): Promise<Page> {
  const certificate = await browserWorld.world.issueFor(alice);
  const page = await openPrompt(browserWorld, { ...options, certificate });
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  await page.getByRole('heading', { name: 'Signed in as' }).waitFor();
  return page;
}

async function giveUserName(page: Page, userName: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('User name').fill(userName);
  await page.getByRole('button', { name: 'Next' }).click();
}

/** Holds a page that leads on at once: a browser stays where it is when the next address answers 204. */
async function stayBefore(page: Page, path: string): Promise<void> {
  await page.route(
    (url) => url.pathname.endsWith(path),
    (route) => route.fulfill({ status: 204 }),
  );
}
