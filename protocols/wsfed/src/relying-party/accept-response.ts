import { rememberAssertion } from '@signet/federation';
import {
  clientFacts,
  continuePage,
  type Form,
  htmlResponse,
  LOST_INTERACTION,
  type RequestContext,
  readBinding,
  refusalPage,
  refuseOnPage,
  sessionCookie,
} from '@signet/http';
import type { Application, SignInCode } from '@signet/identity';
import type { Check } from '@signet/pki';
import {
  type AuthorizeInteraction,
  AWAITING_FEDERATION,
  SIGNED_IN,
  type SignedInInteraction,
  type SignInDecision,
} from '@signet/sign-in';
import type { RelyingPartyOptions } from './options.ts';
import { readSignInResponse, type SignInResponse } from './read-sign-in-response.ts';

/**
 * A federation partner's answer comes in (protocols.md §3.10 step 5): it must answer a request of this
 * browser that nothing has answered yet, verify, and be new; then the decision says whether its user may
 * sign in, and the authorize request that waited goes on.
 */
export async function acceptResponse(
  form: Form,
  request: Request,
  arrival: RequestContext,
  options: RelyingPartyOptions,
): Promise<Response> {
  const binding = readBinding(request, arrival.now);
  const wctx = form.get('wctx') ?? '';
  const interaction = await options.interactions.take<AuthorizeInteraction>(
    AWAITING_FEDERATION,
    wctx,
    binding,
  );
  // The answer belongs to the application's request, and the log shows both under its id.
  const context = { ...arrival, correlationId: interaction?.correlationId ?? arrival.correlationId };
  const application = interaction && (await findAsker(interaction, options));
  const refuse = refuseWith(request, context, application, options);
  if (!interaction || !application) return refuse('interaction-lost', [LOST_INTERACTION]);

  const response = await readSignInResponse(form.get('wresult') ?? '', { ...options, now: context.now });
  if (response.status === 'refused') return refuse(response.code, response.checks);
  const replayed = await rememberAssertion(response, options.directory);
  if (replayed) return refuse('assertion-replayed', [...response.checks, replayed]);
  const decision = await decide(response, application, request, context, options);
  if (decision.verdict === 'refused') return refusalPage(decision.code, context);

  const { session, cookie } = await options.sessions.start(
    decision.user,
    decision.authentication,
    context.now,
  );
  const signedIn: SignedInInteraction = { ...interaction, sessionId: session.id };
  const handle = await options.interactions.begin(SIGNED_IN, signedIn, binding);
  const url = `${interaction.resumePath}?handle=${handle}`;
  return htmlResponse(continuePage({ title: 'Signing you in', url }), { headers: [sessionCookie(cookie)] });
}

/** Who asked for the sign-in: an application, or a page of our own in the tenant of the person's domain. */
async function findAsker(
  { appId, tenantId }: AuthorizeInteraction,
  { directory }: RelyingPartyOptions,
): Promise<Asker | undefined> {
  return tenantId === undefined ? directory.applications.find(appId) : { appId, tenantId };
}

type Asker = Pick<Application, 'appId' | 'tenantId'>;

type AcceptedResponse = Extract<SignInResponse, { status: 'accepted' }>;

function decide(
  { domain, claims, checks }: AcceptedResponse,
  application: Asker,
  request: Request,
  context: RequestContext,
  { signIn }: RelyingPartyOptions,
): Promise<SignInDecision> {
  return signIn.decide({
    face: 'federated-assertion',
    client: clientFacts(request, context, application.appId),
    tenantId: application.tenantId,
    proof: { kind: 'assertion', domain, ...claims, checks },
  });
}

function refuseWith(
  request: Request,
  context: RequestContext,
  application: Asker | undefined,
  options: RelyingPartyOptions,
): (code: SignInCode, evidence: readonly Check[]) => Promise<Response> {
  const about = {
    face: 'federated-assertion',
    appId: application?.appId,
    tenantId: application?.tenantId,
  } as const;
  return (code, evidence) => refuseOnPage({ ...about, code, evidence }, request, context, options);
}
