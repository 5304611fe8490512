import { AssertionRefusal, CLOUD_AUDIENCE } from '@signet/federation';
import {
  endSessionCookie,
  htmlResponse,
  LOST_INTERACTION,
  type RequestContext,
  readBinding,
  readCookie,
  refuseOnPage,
  signedOutPage,
} from '@signet/http';
import type { SessionId, SignInCode } from '@signet/identity';
import { type Check, createEvidence, type Evidence } from '@signet/pki';
import { SESSION_COOKIE } from '@signet/sign-in';
import { XmlError } from '@signet/xml';
import { type ReceivedMessage, writeRedirectUrl } from '../messages/binding.ts';
import { readLogoutRequest } from '../messages/logout-request.ts';
import { readResponseHead, SUCCESS, writeResponse } from '../messages/response.ts';
import type { ServiceProviderOptions } from './options.ts';
import { checkDelivery, verifyPartner } from './partner-messages.ts';
import { SIGNING_OUT, signOutUriOf, type WaitingSignOut } from './sign-out.ts';

/** A logout message of a partner came in: somebody signed out there, or has been signed out there for us. */
export async function answerLogoutMessage(
  message: ReceivedMessage,
  request: Request,
  context: RequestContext,
  options: ServiceProviderOptions,
): Promise<Response> {
  const evidence = createEvidence();
  const refuse = (code: SignInCode, checks: readonly Check[]): Promise<Response> =>
    refuseOnPage({ face: 'federated-assertion', code, evidence: checks }, request, context, options);
  try {
    return message.parameter === 'SAMLRequest'
      ? await endPartnerSessions(message, request, context, options, evidence)
      : await goOn(message, request, context, options, evidence);
  } catch (error) {
    if (error instanceof AssertionRefusal) return refuse(error.code, evidence.checks);
    if (error instanceof LostSignOut) return refuse('interaction-lost', [LOST_INTERACTION]);
    if (!(error instanceof XmlError)) throw error;
    const detail = `${error.code}: ${error.message}.`;
    return refuse('request-malformed', [...evidence.checks, { ...SHAPE, result: 'fail', detail }]);
  }
}

/** SAML 2.0 profiles §4.4.3.5: the partner's request ends the sessions that it names, and is answered. */
async function endPartnerSessions(
  message: ReceivedMessage,
  request: Request,
  context: RequestContext,
  options: ServiceProviderOptions,
  evidence: Evidence,
): Promise<Response> {
  const { directory, random } = options;
  const { now } = context;
  const { domain, element } = await verifyPartner(message, 'LogoutRequest', options, evidence);
  const logout = readLogoutRequest(element);
  await checkDelivery(logout, domain, now, options, evidence);
  const { sessionIndexes, nameId } = logout;
  const name = { domain: domain.name, nameId: nameId.value, sessionIndexes };
  const ended = new Set<SessionId>();
  for (const { sessionId } of await directory.partnerSessions.listNamed(name, now)) {
    for (const id of await options.sessions.end(sessionId, now)) ended.add(id);
    await directory.partnerSessions.remove(sessionId);
  }
  const headers = await cookiesToEnd(ended, request, context, options);
  const frames = await options.listSignOutFrames([...ended]);
  const destination = signOutUriOf(domain);
  if (destination === undefined) {
    return htmlResponse(signedOutPage({ frames }), { frameSources: frames, headers });
  }
  const response = writeResponse(
    {
      id: `_${random.guid()}`,
      issueInstant: now,
      issuer: CLOUD_AUDIENCE,
      destination,
      inResponseTo: logout.id,
      status: SUCCESS,
    },
    [],
    'LogoutResponse',
  );
  const answer = { parameter: 'SAMLResponse', text: response.text, relayState: message.relayState } as const;
  const url = await writeRedirectUrl(destination, answer, await options.requestSigner(now));
  if (frames.length === 0) return redirect(url, headers);
  const nonce = random.secret();
  const page = signedOutPage({ frames, next: { url, nonce } });
  return htmlResponse(page, { nonce, frameSources: frames, headers });
}

/** The browser that came may have none of the sessions, or one that another person opened meanwhile. */
async function cookiesToEnd(
  ended: ReadonlySet<SessionId>,
  request: Request,
  { now }: RequestContext,
  { sessions }: ServiceProviderOptions,
): Promise<[string, string][]> {
  const live = await sessions.find(readCookie(request, SESSION_COOKIE), now);
  return live === undefined && ended.size > 0 ? [endSessionCookie()] : [];
}

/** The partner has answered our request: the browser goes where it was to go. */
async function goOn(
  message: ReceivedMessage,
  request: Request,
  context: RequestContext,
  options: ServiceProviderOptions,
  evidence: Evidence,
): Promise<Response> {
  const binding = readBinding(request, context.now);
  const handle = message.relayState ?? '';
  const waiting = await options.interactions.take<WaitingSignOut>(SIGNING_OUT, handle, binding);
  if (!waiting) throw new LostSignOut();
  const { domain, element } = await verifyPartner(message, 'LogoutResponse', options, evidence);
  // Whatever the status says: here the session has ended before the partner was asked.
  const response = readResponseHead(element, 'LogoutResponse');
  await checkDelivery(response, domain, context.now, options, evidence);
  if (domain.name !== waiting.domain || response.inResponseTo !== waiting.requestId) throw new LostSignOut();
  return waiting.continueUrl === undefined
    ? htmlResponse(signedOutPage())
    : redirect(waiting.continueUrl, []);
}

function redirect(location: string, headers: readonly [string, string][]): Response {
  return new Response(null, {
    status: 302,
    headers: [...headers, ['location', location], ['cache-control', 'no-store']],
  });
}

/** An answer that this browser does not wait for; never leaves this file. */
class LostSignOut extends Error {}

const SHAPE = { check: 'message-shape', rule: 'SAML 2.0 core §3.7', object: 'logout message' };
