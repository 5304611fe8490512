import { createHash } from 'node:crypto';
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
} from '@signet/sign-in';
import { assertionConsumerServiceOf, type ServiceProviderOptions } from './options.ts';
import { readSamlResponse, type SamlResponse } from './read-response.ts';
import { requestIdOf } from './sign-in-redirect.ts';

/**
 * A federation partner's SAML answer comes in: it must answer a request of this browser that nothing has
 * answered yet, verify, and be new; then the decision says whether its user may sign in, and the authorize
 * request that waited goes on.
 */
export async function acceptSamlResponse(
  form: Form,
  request: Request,
  arrival: RequestContext,
  options: ServiceProviderOptions,
): Promise<Response> {
  const binding = readBinding(request, arrival.now);
  const relayState = form.get('RelayState') ?? '';
  const interaction = await options.interactions.take<AuthorizeInteraction>(
    AWAITING_FEDERATION,
    relayState,
    binding,
  );
  // The answer belongs to the application's request, and the log shows both under its id.
  const context = { ...arrival, correlationId: interaction?.correlationId ?? arrival.correlationId };
  const application = interaction && (await options.directory.applications.find(interaction.appId));
  const refuse = refuseWith(request, context, application, options);
  if (!interaction || !application) return refuse('interaction-lost', [LOST_INTERACTION]);

  const recipients = [
    assertionConsumerServiceOf(options),
    `${options.loginOrigin}/${application.tenantId}/saml2`,
  ];
  const reading = { ...options, now: context.now, recipients, inResponseTo: requestIdOf(relayState) };
  const response = await readSamlResponse(form, reading);
  if (response.status === 'refused') return refuse(response.code, response.checks);
  if (!(await isFirstUse(response, options)))
    return refuse('assertion-replayed', [...response.checks, REPLAYED]);
  const { domain, claims, checks } = response;
  const decision = await options.signIn.decide({
    face: 'federated-assertion',
    client: clientFacts(request, context, application.appId),
    tenantId: application.tenantId,
    proof: { kind: 'assertion', domain, ...claims, checks },
  });
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

type AcceptedResponse = Extract<SamlResponse, { status: 'accepted' }>;

/** One assertion, one sign-in, in all processes. Issuers can't use up each other's ids. */
function isFirstUse(
  { domain, assertionId, rememberUntil }: AcceptedResponse,
  { directory }: ServiceProviderOptions,
): Promise<boolean> {
  const id = createHash('sha256').update(`${domain.name} ${assertionId}`).digest('hex');
  return directory.replays.remember('saml20-assertion', id, rememberUntil);
}

function refuseWith(
  request: Request,
  context: RequestContext,
  application: Application | undefined,
  options: ServiceProviderOptions,
): (code: SignInCode, evidence: readonly Check[]) => Promise<Response> {
  const about = {
    face: 'federated-assertion',
    appId: application?.appId,
    tenantId: application?.tenantId,
  } as const;
  return (code, evidence) => refuseOnPage({ ...about, code, evidence }, request, context, options);
}

const REPLAYED: Check = {
  check: 'assertion-replay',
  rule: 'SAML 2.0 profiles §4.1.4.5: an assertion is used once',
  object: 'assertion',
  result: 'fail',
  detail: 'This assertion was used before.',
};
