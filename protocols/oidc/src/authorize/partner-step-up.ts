import { continuePage, htmlResponse, openBrowser, type RequestContext } from '@signet/http';
import {
  AMR_FEDERATED,
  type Directory,
  type Domain,
  domainOf,
  mfaBehaviorOf,
  type Session,
  type User,
} from '@signet/identity';
import { type AuthorizeInteraction, AWAITING_FEDERATION, type SignedInInteraction } from '@signet/sign-in';
import type { OidcOptions } from '../options.ts';

/** Who is to be sent back, and to whose partner. */
export interface PartnerStepUp {
  readonly user: User;
  readonly domain: Domain;
}

/**
 * Whether the second factor is the partner's to bring: the session came from there, and the domain says
 * `enforceMfaByFederatedIdp`. `undefined`: ours is asked for.
 */
export async function findPartnerStepUp(
  { amr, userId }: Session,
  { users, domains }: Pick<Directory, 'users' | 'domains'>,
): Promise<PartnerStepUp | undefined> {
  const user = amr.includes(AMR_FEDERATED) ? await users.find(userId) : undefined;
  const name = user && domainOf(user.userPrincipalName);
  const domain = name === undefined ? undefined : await domains.find(name);
  if (!user || !domain?.federation) return undefined;
  return mfaBehaviorOf(domain.federation) === 'enforceMfaByFederatedIdp' ? { user, domain } : undefined;
}

/**
 * Back to the partner with the request for multi-factor authentication. What waits says that it was asked for, so that
 * an answer without it ends the sign-in instead of another round.
 */
export async function sendBackToPartner(
  { user, domain }: PartnerStepUp,
  signedIn: SignedInInteraction,
  request: Request,
  context: RequestContext,
  { interactions, random, federatedSignInUrl }: OidcOptions,
): Promise<Response> {
  const browser = openBrowser(request, context.now, random);
  const { userPrincipalName } = user;
  // What was consented to on the way is of the session so far; the answer may be about somebody else.
  const { sessionId: _session, consent: _consent, ...begun } = signedIn;
  const waiting: AuthorizeInteraction = {
    ...begun,
    userPrincipalName,
    begunAt: context.now,
    factorsAsked: 'multiple',
  };
  const url = await federatedSignInUrl({
    domain,
    wctx: await interactions.begin(AWAITING_FEDERATION, waiting, browser),
    userPrincipalName,
    correlationId: begun.correlationId,
    // The sign-in so far was fresh enough, or nobody would be sent here; what comes back is held against the request as well.
    promptLogin: false,
    maxAgeSeconds: undefined,
    factors: 'multiple',
  });
  return htmlResponse(continuePage({ title: 'Taking you to your organisation', url }), {
    headers: browser.setCookies,
  });
}
