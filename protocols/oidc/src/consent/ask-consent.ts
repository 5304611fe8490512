import { clientFacts, htmlResponse, openBrowser, type RequestContext } from '@signet/http';
import { type Application, isGlobalAdministrator, type SignInCode, type User } from '@signet/identity';
import type { SignedInInteraction } from '@signet/sign-in';
import type { OidcOptions } from '../options.ts';
import { administratorNeededPage, consentPage } from './consent-page.ts';
import type { ScopeOfResource } from './granted-scopes.ts';

/** What is asked of a person who has just signed in. */
export interface ConsentQuestion {
  /** Goes on at its `resumePath`, with the answer. */
  readonly signedIn: SignedInInteraction;
  readonly client: Application;
  readonly user: User;
  /** Shown, and kept when accepted. */
  readonly scopes: readonly ScopeOfResource[];
  /** `everybody` at the admin consent endpoint. */
  readonly audience: 'person' | 'everybody';
}

/** A question that is on its page. */
export interface AskedConsent {
  readonly signedIn: SignedInInteraction;
  readonly audience: ConsentQuestion['audience'] | 'choose';
  readonly scopes: readonly ScopeOfResource[];
  /** `return` alone where only an administrator could accept. */
  readonly answers: 'accept-or-cancel' | 'return';
}

/** Kind of the interaction that waits for the answer. */
export const AWAITING_CONSENT = 'awaiting-consent';

/** Shows the page of the question, or that of an administrator's approval that is needed (AADSTS90094). */
export async function askConsent(
  question: ConsentQuestion,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const { client, user, scopes } = question;
  const browser = openBrowser(request, context.now, options.random);
  const asked = describeQuestion(question);
  if (asked.answers === 'return') {
    const detail = `${user.userPrincipalName} is no Global Administrator.`;
    await recordConsent('admin-consent-required', detail, question, request, context, options);
  }
  const handle = await options.interactions.begin<AskedConsent>(AWAITING_CONSENT, asked, browser);
  const nonce = options.random.secret();
  const tenant = await options.directory.tenants.find(client.tenantId);
  const words = scopes.map(({ scope }) => scope.userConsentDisplayName);
  const shown = {
    handle,
    nonce,
    applicationName: client.displayName,
    userPrincipalName: user.userPrincipalName,
  };
  const page =
    asked.answers === 'return'
      ? administratorNeededPage({ ...shown, scopes: wordsForAdministrator(question) })
      : consentPage({
          ...shown,
          scopes: words,
          tenantName: tenant?.displayName ?? '',
          audience: asked.audience,
        });
  return htmlResponse(page, { nonce, headers: browser.setCookies });
}

/** A row in the sign-in log: nobody gets in without consent. */
export async function recordConsent(
  code: SignInCode,
  detail: string,
  { client, user, signedIn }: Pick<ConsentQuestion, 'client' | 'user' | 'signedIn'>,
  request: Request,
  context: RequestContext,
  { signIn }: OidcOptions,
): Promise<void> {
  const { correlationId } = signedIn;
  const object = `application ${client.displayName}`;
  await signIn.recordRefusal({
    face: 'authorize-request',
    client: { ...clientFacts(request, context, client.appId), correlationId },
    code,
    tenantId: user.tenantId,
    userId: user.id,
    userPrincipalName: user.userPrincipalName,
    evidence: [{ check: code, rule: 'RFC 6749 §4.1.2.1', object, result: 'fail', detail }],
  });
}

function describeQuestion({ signedIn, scopes, user, audience }: ConsentQuestion): AskedConsent {
  if (isGlobalAdministrator(user)) {
    const choice = audience === 'everybody' ? 'everybody' : 'choose';
    return { signedIn, scopes, audience: choice, answers: 'accept-or-cancel' };
  }
  const mayAccept = audience === 'person' && scopes.every(({ scope }) => scope.type === 'User');
  return { signedIn, scopes, audience, answers: mayAccept ? 'accept-or-cancel' : 'return' };
}

function wordsForAdministrator({ scopes, audience }: ConsentQuestion): readonly string[] {
  const shown = audience === 'everybody' ? scopes : scopes.filter(({ scope }) => scope.type === 'Admin');
  return shown.map(({ scope }) => scope.userConsentDisplayName);
}
