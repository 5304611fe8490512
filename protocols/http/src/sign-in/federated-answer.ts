import { rememberAssertion, type VerifiedAssertion } from '@signet/federation';
import type { Application, Directory, Session, SignInCode } from '@signet/identity';
import type { Check, UnixSeconds } from '@signet/pki';
import {
  type AuthorizeInteraction,
  AWAITING_FEDERATION,
  type Interactions,
  SESSION_COOKIE,
  type Sessions,
  SIGNED_IN,
  type SignedInInteraction,
  type SignIn,
  type SignInRequest,
} from '@signet/sign-in';
import { readCookie } from '../cookies.ts';
import { htmlResponse } from '../html-response.ts';
import { continuePage } from '../pages/continue-page.ts';
import type { RequestContext } from '../router.ts';
import { readBinding, sessionCookie } from './browser.ts';
import { clientFacts } from './client-facts.ts';
import { LOST_INTERACTION, refusalPage, refuseOnPage } from './refusal.ts';

/** What a face read of a partner's answer: a verified assertion, or the code and the checks that refused it. */
export type FederatedAnswer = { readonly checks: readonly Check[] } & (
  | ({ readonly status: 'accepted' } & VerifiedAssertion)
  | { readonly status: 'refused'; readonly code: SignInCode }
);

type Accepted<Answer extends FederatedAnswer> = Extract<Answer, { status: 'accepted' }>;

/** Who asked for the sign-in: an application, or a page of our own in the tenant of the person's domain. */
export type Asker = Pick<Application, 'appId' | 'tenantId'>;

export interface FederatedAnswerServices {
  readonly directory: Directory;
  readonly signIn: SignIn;
  readonly interactions: Interactions;
  readonly sessions: Sessions;
}

/** What is special about the protocol that the answer came by. */
export interface AnswerReader<Answer extends FederatedAnswer> {
  /** Of the interaction that the answer belongs to: it came back as `wctx` or RelayState. */
  readonly handle: string;
  read(asker: Asker, now: UnixSeconds): Promise<Answer>;
  /** Keeps what a later sign-out needs. */
  onSignedIn?(session: Session, answer: Accepted<Answer>): Promise<void>;
}

/**
 * A federation partner's answer comes in: it must answer a request of this browser
 * that nothing has answered yet, verify, and be new; then the decision says whether its user may sign in, and the
 * authorize request that waited goes on.
 */
export async function acceptFederatedAnswer<Answer extends FederatedAnswer>(
  reader: AnswerReader<Answer>,
  request: Request,
  arrival: RequestContext,
  services: FederatedAnswerServices,
): Promise<Response> {
  const { directory, interactions, signIn } = services;
  const binding = readBinding(request, arrival.now);
  const taken = await interactions.take<AuthorizeInteraction>(AWAITING_FEDERATION, reader.handle, binding);
  // The answer belongs to the application's request, and the log shows both under its id.
  const context = { ...arrival, correlationId: taken?.correlationId ?? arrival.correlationId };
  const asker = taken && (await findAsker(taken, directory));
  const refuse = (code: SignInCode, evidence: readonly Check[]): Promise<Response> =>
    refuseOnPage(
      { face: 'federated-assertion', appId: asker?.appId, tenantId: asker?.tenantId, code, evidence },
      request,
      context,
      services,
    );
  if (!taken || !asker) return refuse('interaction-lost', [LOST_INTERACTION]);

  const answer = await reader.read(asker, context.now);
  if (answer.status === 'refused') return refuse(codeOf(answer, taken), answer.checks);
  const accepted = answer as Accepted<Answer>;
  const { domain, claims, checks } = accepted;
  const replayed = await rememberAssertion(accepted, directory);
  if (replayed) return refuse('assertion-replayed', [...checks, replayed]);
  const question: SignInRequest = {
    face: 'federated-assertion',
    client: clientFacts(request, context, asker.appId),
    tenantId: asker.tenantId,
    proof: { kind: 'assertion', domain, ...claims, factorsAsked: taken.factorsAsked, checks },
  };
  return signIn.decideAnd(question, async (decision) => {
    if (decision.verdict === 'refused') return refusalPage(decision.code, context);
    const { user, authentication } = decision;
    const { sessions } = services;
    const before = await sessions.find(readCookie(request, SESSION_COOKIE), context.now);
    const { session, cookie } = await sessions.start(user, authentication, context.now, before);
    await reader.onSignedIn?.(session, accepted);
    const signedIn: SignedInInteraction = { ...taken, sessionId: session.id };
    const handle = await interactions.begin(SIGNED_IN, signedIn, binding);
    const url = `${taken.resumePath}?handle=${handle}`;
    return htmlResponse(continuePage({ title: 'Signing you in', url }), { headers: [sessionCookie(cookie)] });
  });
}

/** A partner that says that it cannot meet what it was asked for (SAML 2.0: NoAuthnContext). */
function codeOf(
  { code }: Extract<FederatedAnswer, { status: 'refused' }>,
  { factorsAsked }: AuthorizeInteraction,
): SignInCode {
  const isUnmet = code === 'authentication-method-unsupported' && factorsAsked === 'multiple';
  return isUnmet ? 'partner-multi-factor-missing' : code;
}

async function findAsker(
  { appId, tenantId }: AuthorizeInteraction,
  { applications }: Directory,
): Promise<Asker | undefined> {
  return tenantId === undefined ? applications.find(appId) : { appId, tenantId };
}
