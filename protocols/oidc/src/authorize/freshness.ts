import { MAX_CLOCK_SKEW_SECONDS } from '@signet/federation';
import { clientFacts, type RequestContext } from '@signet/http';
import type { Session, User } from '@signet/identity';
import { type Check, formatTime, type UnixSeconds } from '@signet/pki';
import type { SignedInInteraction } from '@signet/sign-in';
import { OAuthError } from '../oauth-error.ts';
import type { OidcOptions } from '../options.ts';
import type { AuthorizeRequest } from './authorize-request.ts';

/** What a request demands of the time at which the person signed in. */
export interface FreshnessDemand
  extends Pick<AuthorizeRequest, 'prompt'>,
    Partial<Pick<AuthorizeRequest, 'maxAgeSeconds' | 'notBefore'>> {}

/** The demand in the words that a federation partner is asked with. */
export interface AskedFreshness {
  /** The person is to be asked again, whatever session there is. */
  readonly promptLogin: boolean;
  /** A session of the partner may be this old at most; `undefined`: any age. */
  readonly maxAgeSeconds: number | undefined;
}

/** OpenID Connect Core §3.1.2.1: `max_age=0` is the same as `prompt=login`. */
function asksAgain({ prompt, maxAgeSeconds }: FreshnessDemand): boolean {
  return prompt.includes('login') || maxAgeSeconds === 0;
}

/** `begunAt` is when the request came in: all ages are counted from there. */
export function askFreshness(demand: FreshnessDemand, begunAt: UnixSeconds): AskedFreshness {
  const { maxAgeSeconds, notBefore } = demand;
  const ages = [maxAgeSeconds, notBefore === undefined ? undefined : Math.max(0, begunAt - notBefore)];
  const asked = ages.filter((age) => age !== undefined);
  return {
    promptLogin: asksAgain(demand),
    maxAgeSeconds: asked.length === 0 ? undefined : Math.min(...asked),
  };
}

/**
 * Whether a sign-in that has just ended is older than the request lets it be: a partner may have answered with a session of
 * its own, whatever it was asked for. The failed check, or `undefined`. Ages count from the beginning of the request, so
 * that nobody loses by the time that a smart card, a code or a consent took.
 */
export function findTooOld(
  demand: FreshnessDemand,
  { signedIn: { begunAt }, session }: JustSignedIn,
): Check | undefined {
  const { maxAgeSeconds, notBefore } = demand;
  const bounds: readonly (readonly [demanded: string, earliest: UnixSeconds | undefined])[] = [
    // The clock of whoever signed the person in may be slow, as for all times of an assertion.
    ['prompt=login', asksAgain(demand) ? begunAt - MAX_CLOCK_SKEW_SECONDS : undefined],
    // An application reads auth_time by the number that it named itself: nothing is added to that.
    ['max_age', maxAgeSeconds ? begunAt - maxAgeSeconds : undefined],
    ['nbf of the claims challenge', notBefore],
  ];
  const { authTime } = session;
  const missed = bounds.find(([, earliest]) => earliest !== undefined && authTime < earliest);
  if (missed?.[1] === undefined) return undefined;
  const [demanded, earliest] = missed;
  return {
    check: 'sign-in-age',
    rule: 'OpenID Connect Core §3.1.2.1: prompt=login, max_age; Entra: nbf of a claims challenge',
    object: `sign-in of user ${session.userId}`,
    result: 'fail',
    detail:
      `The person signed in at ${formatTime(authTime)}; ${demanded} demands ${formatTime(earliest)} or later. ` +
      'A federation server that answers so did not ask again, or its clock is slow.',
    facts: {
      demanded,
      authTime: formatTime(authTime),
      earliest: formatTime(earliest),
      begunAt: formatTime(begunAt),
    },
  };
}

/** The same at the end of an authorize request. Throws `sign-in-too-old`, once its row is in the sign-in log. */
export async function refuseTooOld(
  demand: FreshnessDemand,
  { user, ...justSignedIn }: JustSignedIn & { readonly user: User },
  request: Request,
  context: RequestContext,
  { signIn }: Pick<OidcOptions, 'signIn'>,
): Promise<void> {
  const tooOld = findTooOld(demand, justSignedIn);
  if (!tooOld) return;
  const { correlationId, appId } = justSignedIn.signedIn;
  await signIn.recordRefusal({
    face: 'authorize-request',
    client: { ...clientFacts(request, context, appId), correlationId },
    code: 'sign-in-too-old',
    tenantId: user.tenantId,
    userId: user.id,
    userPrincipalName: user.userPrincipalName,
    evidence: [tooOld],
  });
  throw new OAuthError('sign-in-too-old');
}

/** What is asked about: the request that waited, and the session that it goes on with. */
export interface JustSignedIn {
  readonly signedIn: SignedInInteraction;
  readonly session: Session;
}
