import type { RequestContext } from '@signet/http';
import { isSingleFactor, needsSecondFactor, type Session } from '@signet/identity';
import type { SignedInInteraction } from '@signet/sign-in';
import { askConsent, recordConsent } from '../consent/ask-consent.ts';
import { readConsent } from '../consent/granted-scopes.ts';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import { resolveScopes } from '../scopes.ts';
import { answerAuthorizeRequest } from './answer.ts';
import { type AuthorizeRequest, isSilent } from './authorize-request.ts';
import { refuseTooOld } from './freshness.ts';
import { askSecondFactor } from './step-up.ts';

/**
 * The person is signed in: recently enough for what was asked, with a second factor if the application wants one, with consent
 * if it is missing or asked for again (`prompt=consent`); then the answer. Throws AADSTS70043 for a sign-in that is too old, 65001
 * where nobody may be asked, 65004 and 90094 after a page that was not accepted.
 */
export async function conclude(
  authorizeRequest: AuthorizeRequest,
  { signedIn, session }: { readonly signedIn: SignedInInteraction; readonly session: Session },
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const { directory, origins } = options;
  const client = await directory.applications.find(authorizeRequest.clientId);
  const user = await directory.users.find(session.userId);
  if (!client || !user) throw new OAuthError('application-unknown');
  await refuseTooOld(authorizeRequest, { signedIn, session, user }, request, context, options);
  const scope = authorizeRequest.scopes.join(' ');
  const scopes = await resolveScopes(scope, client.tenantId, directory, origins.graph);
  const isAskedFor = authorizeRequest.factors === 'multiple' && isSingleFactor(session);
  // The API as well, which the application would be sent back here for when it redeems the code.
  const askers = [client, scopes.resource.application].filter((one) => one !== undefined);
  if (isAskedFor || askers.some((one) => needsSecondFactor(one, session))) {
    if (isSilent(authorizeRequest)) throw new OAuthError('multi-factor-required');
    return askSecondFactor(signedIn, session, request, context, options);
  }
  const about = { client, user, signedIn };
  const refuse = async (code: 'consent-required' | 'consent-declined', detail: string): Promise<void> =>
    recordConsent(code, detail, about, request, context, options);
  if (signedIn.consent === 'declined') {
    await refuse('consent-declined', `${user.userPrincipalName} declined.`);
    throw new OAuthError('consent-declined');
  }
  // Its row was written when the page was shown.
  if (signedIn.consent === 'administrator-needed') throw new OAuthError('admin-consent-required');
  const { needed, missing } = await readConsent(scopes, client, user.id, directory);
  const isAskedAgain = authorizeRequest.prompt.includes('consent') && signedIn.consent === undefined;
  if (missing.length === 0 && !isAskedAgain) {
    return answerAuthorizeRequest(authorizeRequest, { client, session }, request, context, options);
  }
  if (isSilent(authorizeRequest)) {
    await refuse('consent-required', `Missing: ${missing.map(({ scope: { value } }) => value).join(', ')}.`);
    throw new OAuthError('consent-required-silently');
  }
  const question = { ...about, scopes: isAskedAgain ? needed : missing, audience: 'person' } as const;
  return askConsent(question, request, context, options);
}
