import {
  type Browser,
  certificatePromptPage,
  continuePage,
  htmlResponse,
  openBrowser,
  type RequestContext,
  readForm,
  userNamePage,
} from '@signet/http';
import { type Application, type Domain, domainOf } from '@signet/identity';
import { type AuthorizeInteraction, AWAITING_FEDERATION } from '@signet/sign-in';
import type { OidcOptions } from '../options.ts';
import type { TenantSegment } from '../tenant-segment.ts';
import { refuseLostInteraction } from './error-pages.ts';
import { askFreshness, type FreshnessDemand } from './freshness.ts';
import { discoverHome, findDomain, type HomeHints, OWN_PAGES } from './home-domain.ts';
import { AWAITING_CERTIFICATE, certificatePromptUrl } from './managed-certificate.ts';

/** Kind of the interaction that waits for a user name. */
const AWAITING_USER_NAME = 'awaiting-user-name';

/** What waits for the sign-in: it is kept as it is, and `resumePath` goes on with it. */
export interface WaitingRequest extends FreshnessDemand, HomeHints {}

/** Begins an interactive sign-in: straight to the user's home when a hint tells it, else by the user-name page. */
export async function beginSignIn(
  { waiting, resumePath }: { readonly waiting: WaitingRequest; readonly resumePath: string },
  application: Pick<Application, 'appId' | 'displayName'>,
  segment: TenantSegment,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const browser = openBrowser(request, context.now, options.random);
  const loginHint = isTooLong(waiting.loginHint) ? undefined : waiting.loginHint;
  const interaction: AuthorizeInteraction = {
    appId: application.appId,
    applicationName: application.displayName,
    userPrincipalName: loginHint,
    resumePath,
    correlationId: context.correlationId,
    begunAt: context.now,
    payload: JSON.stringify(waiting),
  };
  const choosesAccount = waiting.prompt.includes('select_account');
  const question = { segment, appId: application.appId };
  const domain = choosesAccount
    ? undefined
    : await discoverHome({ ...waiting, loginHint }, question, options);
  if (domain?.federation) return redirectToFederation(domain, interaction, browser, options);
  if (domain && loginHint !== undefined && domainOf(loginHint) === domain.name) {
    return showCertificatePrompt(domain, interaction, segment, browser, options);
  }
  return showUserNamePage(interaction, segment, browser, options);
}

/** Home realm discovery: the domain of the typed name decides where its user signs in. */
export async function acceptUserName(
  request: Request,
  context: RequestContext,
  segment: TenantSegment,
  options: OidcOptions,
): Promise<Response> {
  const form = await readForm(request);
  const browser = openBrowser(request, context.now, options.random);
  const handle = form.get('handle') ?? '';
  const waiting = await options.interactions.find<AuthorizeInteraction>(AWAITING_USER_NAME, handle, browser);
  if (!waiting) return refuseLostInteraction('authorize-request', request, context, options);
  const typed = (form.get('userName') ?? '').trim();
  const userName = isTooLong(typed) ? '' : typed;
  const interaction = { ...waiting, userPrincipalName: userName };
  const domainName = domainOf(userName);
  if (domainName === undefined) {
    return showUserNamePage(
      interaction,
      segment,
      browser,
      options,
      'Enter your user name in the form name@example.com.',
    );
  }
  const domain = await findDomain(domainName, { segment, appId: waiting.appId }, options);
  if (!domain) {
    return showUserNamePage(
      interaction,
      segment,
      browser,
      options,
      `Nobody signs in here with a name of ${domainName}. Check the spelling.`,
    );
  }
  if (!domain.federation) return showCertificatePrompt(domain, interaction, segment, browser, options);
  const url = await federationUrl(domain, interaction, browser, options);
  return htmlResponse(continuePage({ title: 'Taking you to your organisation', url }), {
    headers: browser.setCookies,
  });
}

/** It goes into every row of the sign-in log that the sign-in makes. */
function isTooLong(userName: string | undefined): boolean {
  return userName !== undefined && userName.length > MAX_USER_NAME_LENGTH;
}

async function showUserNamePage(
  interaction: AuthorizeInteraction,
  segment: TenantSegment,
  browser: Browser,
  { interactions }: OidcOptions,
  error?: string,
): Promise<Response> {
  const handle = await interactions.begin(AWAITING_USER_NAME, interaction, browser);
  const page = userNamePage({
    action: `/${segment.text}/oauth2/v2.0/authorize/user-name`,
    hiddenFields: [['handle', handle]],
    applicationName: interaction.applicationName,
    ...(interaction.userPrincipalName === undefined ? {} : { userName: interaction.userPrincipalName }),
    ...(error === undefined ? {} : { error }),
  });
  return htmlResponse(page, { headers: browser.setCookies, status: error === undefined ? 200 : 400 });
}

/** A managed user: certificate sign-in at our own certificate host, the tenant's where it has one. */
async function showCertificatePrompt(
  { tenantId }: Domain,
  interaction: AuthorizeInteraction,
  segment: TenantSegment,
  browser: Browser,
  { interactions, origins }: OidcOptions,
): Promise<Response> {
  const handle = await interactions.begin(AWAITING_CERTIFICATE, interaction, browser);
  const page = certificatePromptPage({
    continueUrl: certificatePromptUrl(
      origins.certificateOf?.(tenantId) ?? origins.certificate,
      segment.text,
      handle,
    ),
    applicationName: interaction.applicationName,
    ...(interaction.userPrincipalName === undefined ? {} : { userName: interaction.userPrincipalName }),
  });
  return htmlResponse(page, { headers: browser.setCookies });
}

async function redirectToFederation(
  domain: Domain,
  interaction: AuthorizeInteraction,
  browser: Browser,
  options: OidcOptions,
): Promise<Response> {
  const location = await federationUrl(domain, interaction, browser, options);
  const headers = new Headers([...browser.setCookies, ['location', location], ['cache-control', 'no-store']]);
  return new Response(null, { status: 302, headers });
}

async function federationUrl(
  domain: Domain,
  interaction: AuthorizeInteraction,
  browser: Browser,
  { interactions, federatedSignInUrl }: OidcOptions,
): Promise<string> {
  const demand = JSON.parse(interaction.payload) as WaitingRequest;
  const ofOwnPage = interaction.appId === OWN_PAGES.appId && { tenantId: domain.tenantId };
  const waiting: AuthorizeInteraction = { ...interaction, ...ofOwnPage };
  return federatedSignInUrl({
    domain,
    wctx: await interactions.begin(AWAITING_FEDERATION, waiting, browser),
    userPrincipalName: interaction.userPrincipalName,
    correlationId: interaction.correlationId,
    ...askFreshness(demand, interaction.begunAt),
  });
}

/** Entra's longest user principal name has 113 characters. */
const MAX_USER_NAME_LENGTH = 256;
