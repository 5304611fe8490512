import type { Browser, BrowserOutcome, BrowserPage, DemoPerson } from '@signet/lab';
import type { World } from './_world.ts';

/** Opens the page for device codes and types one: the page that comes then. */
export async function typeUserCode(
  world: Pick<World, 'server'>,
  browser: Browser,
  userCode: string,
): Promise<BrowserPage> {
  const page = asPage(await browser.visit(`${world.server.origins.login}/common/oauth2/deviceauth`));
  return asPage(await browser.submit(page, { button: 'Next', fields: { userCode } }));
}

/** Types the code, confirms, and signs in: the last page. */
export async function confirmDevice(
  world: Pick<World, 'server'>,
  browser: Browser,
  userCode: string,
  person: DemoPerson,
): Promise<BrowserPage> {
  const page = await typeUserCode(world, browser, userCode);
  const userName = person.userPrincipalName;
  return asPage(await browser.submit(page, { button: 'Continue' }, { userName }));
}

export function asPage(outcome: BrowserOutcome): BrowserPage {
  if (outcome.kind === 'page') return outcome;
  throw new Error(`The browser left for ${outcome.url.href}.`);
}
