import {
  type Browser,
  clientFacts,
  continuePage,
  htmlResponse,
  openBrowser,
  type RequestContext,
  readBinding,
  readCookie,
  readForm,
  refusalPage,
  refuseOnPage,
  secondFactorPage,
  sessionCookie,
} from '@signet/http';
import { describeSignInCode, type Session } from '@signet/identity';
import { SESSION_COOKIE, SIGNED_IN, type SignedInInteraction } from '@signet/sign-in';
import type { OidcOptions } from '../options.ts';
import { refuseLostInteraction } from './error-pages.ts';
import { findPartnerStepUp, sendBackToPartner } from './partner-step-up.ts';

/**
 * What was proved is too little for the application: back to the partner where that is to bring the second factor, else
 * the page for the code, or a refusal when the person has no authenticator. It goes on at the `resumePath` with a session of two factors.
 */
export async function askSecondFactor(
  signedIn: SignedInInteraction,
  session: Session,
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const partner = await findPartnerStepUp(session, options.directory);
  if (partner) return sendBackToPartner(partner, signedIn, request, context, options);
  const { appId, correlationId } = signedIn;
  if ((await options.directory.totpSecrets.find(session.userId)) === undefined) {
    const { tenantId, userId } = session;
    const code = 'second-factor-not-registered';
    const refusal = {
      face: 'second-factor',
      code,
      evidence: [NOT_REGISTERED],
      appId,
      tenantId,
      userId,
    } as const;
    return refuseOnPage(refusal, request, { ...context, correlationId }, options);
  }
  const browser = openBrowser(request, context.now, options.random);
  const handle = await options.interactions.begin(AWAITING_CODE, signedIn, browser);
  return codePage(handle, signedIn, browser.setCookies);
}

/** The code has come: the decision judges it, and a session of two factors takes the place of the one before. */
export async function acceptSecondFactor(
  request: Request,
  context: RequestContext,
  options: OidcOptions,
): Promise<Response> {
  const { interactions, sessions, signIn } = options;
  const form = await readForm(request);
  const handle = form.get('handle') ?? '';
  const binding = readBinding(request, context.now);
  const signedIn = await interactions.find<SignedInInteraction>(AWAITING_CODE, handle, binding);
  const session = await sessions.find(readCookie(request, SESSION_COOKIE), context.now);
  if (!signedIn || session?.id !== signedIn.sessionId)
    return refuseLostInteraction('second-factor', request, context, options);
  const { appId, correlationId } = signedIn;
  const decision = await signIn.decide({
    face: 'second-factor',
    client: { ...clientFacts(request, context, appId), correlationId },
    tenantId: session.tenantId,
    proof: {
      kind: 'second-factor',
      userId: session.userId,
      authentication: session,
      code: (form.get('code') ?? '').replace(/\s/g, ''),
    },
  });
  if (decision.verdict === 'refused') {
    if (decision.code !== 'second-factor-wrong')
      return refusalPage(decision.code, { ...context, correlationId });
    return codePage(handle, signedIn, [], describeSignInCode(decision.code).sentence);
  }
  // Good once: two tabs that post one handle do not both go on.
  if (!(await interactions.take<SignedInInteraction>(AWAITING_CODE, handle, binding)))
    return refuseLostInteraction('second-factor', request, context, options);
  const { authTime, amr, certificate } = decision.authentication;
  const proven = { authTime, amr, certificate };
  const started = await sessions.replace(session, decision.user, proven, context.now);
  if (!started) return refuseLostInteraction('second-factor', request, context, options);
  const next = await interactions.begin(SIGNED_IN, { ...signedIn, sessionId: started.session.id }, binding);
  const url = `${signedIn.resumePath}?handle=${next}`;
  return htmlResponse(continuePage({ title: 'Signing you in', url }), {
    headers: [sessionCookie(started.cookie)],
  });
}

function codePage(
  handle: string,
  { applicationName }: SignedInInteraction,
  headers: Browser['setCookies'],
  error?: string,
): Response {
  const page = secondFactorPage({
    action: SECOND_FACTOR_PATH,
    hiddenFields: [['handle', handle]],
    applicationName,
    ...(error === undefined ? {} : { error }),
  });
  return htmlResponse(page, { headers, status: error === undefined ? 200 : 400 });
}

export const SECOND_FACTOR_PATH = '/common/second-factor';

const AWAITING_CODE = 'awaiting-second-factor';

const NOT_REGISTERED = {
  check: 'second-factor',
  rule: 'Entra: the application requires multi-factor authentication',
  object: 'second factor of the user',
  result: 'fail',
  detail: 'The sign-in has one factor, and no authenticator is registered: «signet user totp add».',
} as const;
