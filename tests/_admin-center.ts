import { CERTIFICATE_PROMPT, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import type { Page } from 'playwright-core';
import type { BrowserWorld, ProfileOptions } from './_chromium.ts';

const { admin, alice, bob } = DEMO_PEOPLE;

/** A page of the admin center, gone to by somebody who is signed in to it. */
export interface AdminPage {
  /** Also the name of its picture. */
  readonly name: string;
  readonly show: (page: Page, browserWorld: BrowserWorld) => Promise<void>;
}

export const ADMIN_PAGES: readonly AdminPage[] = [
  {
    name: 'admin-home',
    show: async (page) => {
      await goTo(page, 'Home');
      await page.getByText('Latest refusals').waitFor();
    },
  },
  {
    name: 'admin-certificate-authorities',
    show: async (page) => {
      await goTo(page, 'Certificate authorities');
      await page.getByText('Contoso Root CA', { exact: true }).waitFor();
    },
  },
  {
    name: 'admin-upload',
    show: async (page) => {
      await goTo(page, 'Certificate authorities');
      await page.getByRole('button', { name: 'Upload' }).click();
      await page.getByRole('heading', { name: 'Upload certificate file' }).waitFor();
    },
  },
  {
    name: 'admin-delete',
    show: async (page) => {
      await goTo(page, 'Certificate authorities');
      await page.getByRole('button', { name: 'Delete Contoso Issuing CA' }).click();
      await page.getByRole('heading', { name: 'Delete Contoso Issuing CA?' }).waitFor();
    },
  },
  {
    name: 'admin-users',
    show: async (page) => {
      await goTo(page, 'Users');
      await page.getByRole('link', { name: alice.displayName }).waitFor();
    },
  },
  {
    name: 'admin-user',
    show: async (page) => {
      await goTo(page, 'Users');
      await page.getByRole('link', { name: alice.displayName }).click();
      await expectTitle(page, alice.displayName);
      await page.getByText('Sessions valid from').waitFor();
    },
  },
  {
    name: 'admin-sign-ins',
    show: async (page) => {
      await goTo(page, 'Sign-in log');
      await page.getByText('AADSTS').first().waitFor();
    },
  },
  {
    name: 'admin-sign-in',
    show: async (page, { world }) => {
      const { items } = await world.server.services.directory.signInLog.list({}, { limit: 100 });
      const refused = items.find(({ code }) => code !== 'success');
      await page.goto(`${world.server.origins.login}/admin/sign-ins/${refused?.id}`);
      await page.getByRole('heading', { name: 'Evidence' }).waitFor();
    },
  },
];

/** Signs somebody in to the admin center in a fresh profile that holds their certificate. */
export async function openAdminCenter(
  browserWorld: BrowserWorld,
  options: ProfileOptions = {},
  person: DemoPerson = admin,
): Promise<Page> {
  const certificate = await browserWorld.world.issueFor(person);
  const page = await (await browserWorld.openProfile({ ...options, certificate })).newPage();
  // A colour on its way to another one has any contrast.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${browserWorld.world.server.origins.login}/admin/`);
  await page.getByLabel('User name').fill(person.userPrincipalName);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  await page.waitForURL(/\/admin\/?$/);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** Bob's certificate is revoked and refused: a row in the log with evidence. */
export async function makeRefusal(browserWorld: BrowserWorld): Promise<void> {
  const certificate = await browserWorld.world.issueFor(bob);
  await browserWorld.world.revoke(certificate);
  const profile = await browserWorld.openProfile({ certificate });
  const page = await profile.newPage();
  await page.goto(browserWorld.webApp.origin);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('User name').fill(bob.userPrincipalName);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  await page.getByRole('heading', { name: 'Sign-in failed' }).waitFor();
  await profile.close();
}

/** By the navigation, which on a phone is behind a button. */
export async function goTo(page: Page, name: string): Promise<void> {
  await waitUntilGone(page, PANELS);
  const menu = page.getByRole('button', { name: 'Navigation' });
  if (await menu.isVisible()) await menu.click();
  await page.getByRole('navigation').getByRole('link', { name }).click();
  await waitUntilGone(page, PANELS);
  await waitUntilGone(page, '[role="progressbar"]');
}

/** While a panel fades out it hides what is below it from screen readers, and dims it. */
const PANELS = '[role="dialog"], [role="alertdialog"], .fui-OverlayDrawer';

async function waitUntilGone(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((found) => globalThis.document.querySelector(found) === null, selector);
}

export async function expectTitle(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
  await page.waitForFunction(
    (title) => globalThis.document.title === title,
    `${heading} – Signet admin center`,
  );
}
