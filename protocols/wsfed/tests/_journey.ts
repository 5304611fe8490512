import type { ApplicationId } from '@signet/identity';
import { APPLICATION_IDS, DEMO_PEOPLE } from '@signet/lab';
import { type AuthorizeInteraction, AWAITING_FEDERATION } from '@signet/sign-in';
import { signInRedirect } from '../src/index.ts';
import { linkOn, openBrowser, type Page, type TestBrowser } from './_browser.ts';
import { LOGIN, type World } from './_world.ts';

export const PROMPT_LINK = 'Sign in using an X.509 certificate';

/** A certificate that names the person as a smart card does. */
export async function issueCertificateOf(world: World, person: keyof typeof DEMO_PEOPLE) {
  const { displayName, userPrincipalName } = DEMO_PEOPLE[person];
  return world.pki.issueClientCertificate({ commonName: displayName, userPrincipalName });
}

export async function openBrowserOf(world: World, person: keyof typeof DEMO_PEOPLE): Promise<TestBrowser> {
  const { certificate } = await issueCertificateOf(world, person);
  return openBrowser(world, [certificate, world.pki.issuing.certificate]);
}

/** What the OIDC face does before it sends the browser away: an interaction, and the partner's address. */
export async function beginAtTokenService(
  world: World,
  browser: TestBrowser,
  appId: ApplicationId = APPLICATION_IDS.web,
): Promise<{ wctx: string; url: string }> {
  const interaction: AuthorizeInteraction = {
    appId,
    applicationName: 'Demo',
    userPrincipalName: DEMO_PEOPLE.alice.userPrincipalName,
    resumePath: '/organizations/oauth2/v2.0/authorize/resume',
    correlationId: world.random.guid(),
    begunAt: world.clock.now(),
    payload: '{}',
  };
  const binding = { browser: browser.secretOf(LOGIN), now: world.clock.now() };
  const wctx = await world.interactions.begin(AWAITING_FEDERATION, interaction, binding);
  const { domain } = world;
  const url = signInRedirect({
    domain,
    wctx,
    userPrincipalName: interaction.userPrincipalName,
    correlationId: interaction.correlationId,
    promptLogin: false,
  });
  return { wctx, url };
}

/** From the federation server's first page to the form that carries the `wresult`. */
export async function signInAtFederationServer(browser: TestBrowser, url: string): Promise<Page> {
  const prompt = await browser.get(url);
  const result = await browser.get(linkOn(prompt, PROMPT_LINK));
  return browser.submit(result);
}
