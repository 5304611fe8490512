import { APPLICATION_IDS, CERTIFICATE_PROMPT, DEMO_PEOPLE } from '@signet/lab';
import type { Page } from 'playwright-core';
import type { BrowserWorld, ProfileOptions } from './_chromium.ts';
import type { SeenPage } from './_pages.ts';

/** What the person sees who signs a device in. */
export const DEVICE_PAGES: readonly SeenPage[] = [
  { name: 'device-code', open: openUserCode },
  {
    name: 'device-code-mistyped',
    open: async (browserWorld, options) => {
      const page = await openUserCode(browserWorld, options);
      await typeCode(page, 'BBBB-BBBB');
      await page.getByText('No device waits with this code.').waitFor();
      return page;
    },
  },
  { name: 'device-confirm', open: openConfirmation },
  {
    name: 'device-declined',
    open: async (browserWorld, options) => {
      const page = await openConfirmation(browserWorld, options);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('heading', { name: 'The sign-in was declined' }).waitFor();
      return page;
    },
  },
  {
    name: 'device-signed-in',
    open: async (browserWorld, options) => {
      const certificate = await browserWorld.world.issueFor(DEMO_PEOPLE.alice);
      const page = await openConfirmation(browserWorld, { ...options, certificate });
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByLabel('User name').fill(DEMO_PEOPLE.alice.userPrincipalName);
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
      await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
      return page;
    },
  },
];

async function openUserCode(browserWorld: BrowserWorld, options: ProfileOptions): Promise<Page> {
  const page = await (await browserWorld.openProfile(options)).newPage();
  await page.goto(`${browserWorld.world.server.origins.login}/common/oauth2/deviceauth`);
  return page;
}

async function openConfirmation(browserWorld: BrowserWorld, options: ProfileOptions): Promise<Page> {
  const page = await openUserCode(browserWorld, options);
  await typeCode(page, await beginDevice(browserWorld));
  await page.getByRole('heading', { name: 'Is this your device?' }).waitFor();
  return page;
}

async function typeCode(page: Page, userCode: string): Promise<void> {
  await page.getByLabel('Code').fill(userCode);
  await page.getByRole('button', { name: 'Next' }).click();
}

async function beginDevice({ world }: BrowserWorld): Promise<string> {
  const answer = await world.fetch(`${world.server.origins.login}/common/oauth2/v2.0/devicecode`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: APPLICATION_IDS.native, scope: 'User.Read' }).toString(),
  });
  const { user_code: userCode } = (await answer.json()) as { user_code: string };
  return userCode;
}
