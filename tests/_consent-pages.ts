import { CERTIFICATE_PROMPT, DEMO_PEOPLE, type DemoPerson } from '@signet/lab';
import type { Page } from 'playwright-core';
import type { BrowserWorld, ProfileOptions } from './_chromium.ts';
import type { SeenPage } from './_pages.ts';
import { registerThirdParty } from './_third-party.ts';

const { alice, admin } = DEMO_PEOPLE;

/** What the person sees whose application asks for something. */
export const CONSENT_PAGES: readonly SeenPage[] = [
  { name: 'consent', open: opener(alice, 'openid profile User.Read') },
  { name: 'consent-administrator', open: opener(admin, 'openid profile User.Read.All') },
  { name: 'consent-administrator-needed', open: opener(alice, 'openid profile User.Read.All') },
];

function opener(person: DemoPerson, scope: string): SeenPage['open'] {
  return (browserWorld, options) => openConsent(browserWorld, options, person, scope);
}

export async function openConsent(
  { world, openProfile }: BrowserWorld,
  options: ProfileOptions,
  person: DemoPerson,
  scope: string,
): Promise<Page> {
  const party = await registerThirdParty(world);
  const profile = await openProfile({ ...options, certificate: await world.issueFor(person) });
  const page = await profile.newPage();
  await page.goto(party.authorizeUrl({ scope, login_hint: person.userPrincipalName }));
  await page.getByRole('link', { name: CERTIFICATE_PROMPT }).click();
  await page.getByRole('heading', { name: /Permissions requested|An administrator/ }).waitFor();
  return page;
}
