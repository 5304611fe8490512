import {
  htmlResponse,
  openBrowser,
  type RequestContext,
  readBinding,
  refuseLost,
  signedOutPage,
} from '@signet/http';
import type { RelyingPartyTrust, SessionParticipant } from '@signet/identity';
import type { ReceivedMessage } from '../messages/binding.ts';
import { type LogoutRequest, readLogoutRequest, writeLogoutRequest } from '../messages/logout-request.ts';
import { readHead } from '../messages/message-shape.ts';
import { readResponseHead, type Status, SUCCESS, writeResponse } from '../messages/response.ts';
import { verifySender } from '../messages/sender.ts';
import { STATUS } from '../vocabulary.ts';
import type { IdentityProviderOptions } from './options.ts';
import { refuse } from './refusals.ts';
import { type OutgoingMessage, sendSigned } from './send.ts';
import { forgetSession, sessionIdOf } from './session.ts';
import { check, checkDelivery } from './sign-in-request.ts';
import { findTrust } from './trusts.ts';

/**
 * Single logout by front channel (SAML 2.0 profiles §4.4): the browser is led from one participant of its
 * session to the next, each with a signed request, and back to whoever asked.
 */
interface Logout {
  readonly remaining: readonly SessionParticipant[];
  /** Whose answer is awaited. */
  readonly awaited: { readonly trustId: RelyingPartyTrust['id']; readonly requestId: string } | undefined;
  /** Who asked; `undefined` for a sign-out that began here. */
  readonly initiator:
    | {
        readonly trustId: RelyingPartyTrust['id'];
        readonly inResponseTo: string;
        readonly relayState: string | undefined;
      }
    | undefined;
  /** Somebody could not be told, or did not say that it worked. */
  readonly outcome: 'complete' | 'partial';
}

/** A relying party asks that the person's session ends. */
export async function answerLogoutRequest(
  message: ReceivedMessage,
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const { issuer } = readHead(message.document, 'LogoutRequest');
  const trust = await findTrust(issuer, options);
  if (!trust?.singleLogoutServices[0]) {
    const detail = 'No enabled relying party with a single logout service has this identifier.';
    return refuse('relying-party-unknown', [check('Issuer', issuer, detail)], request, context, options);
  }
  // SAML 2.0 profiles §4.4.4.1: signed, or anybody could end the sessions of others.
  const sender = verifySender(message, trust.signingCertificates, options.xmlCrypto);
  if (sender.status !== 'signed') {
    const missing = check(
      'Signature',
      undefined,
      'A logout request must be signed by a certificate of its trust.',
    );
    const evidence = sender.status === 'refused' ? sender.checks : [missing];
    return refuse('request-signature-invalid', evidence, request, context, options);
  }
  const logout = readLogoutRequest(sender.element);
  const late = checkDelivery(logout, 'signed', context.now, options) ?? checkEnd(logout, context.now);
  if (late) {
    const evidence = [check(late.parameter, late.value, late.detail)];
    return refuse('request-malformed', evidence, request, context, options);
  }
  const initiator = { trustId: trust.id, inResponseTo: logout.id, relayState: message.relayState };
  const sessionId = sessionIdOf(request);
  const participants =
    sessionId === undefined ? [] : await options.directory.sessionParticipants.list(sessionId, context.now);
  const own = participants.filter(({ relyingPartyTrustId }) => relyingPartyTrustId === trust.id);
  if (participants.length > 0 && !own.some((participant) => isMeant(participant, logout))) {
    const status = { code: STATUS.requester, second: STATUS.unknownPrincipal };
    return sendAnswer(initiator, status, context, options);
  }
  const taken =
    sessionId === undefined ? [] : await options.directory.sessionParticipants.take(sessionId, context.now);
  const remaining = taken.filter(({ relyingPartyTrustId }) => relyingPartyTrustId !== trust.id);
  const begun: Logout = { remaining, awaited: undefined, initiator, outcome: 'complete' };
  return goOn(begun, request, context, options);
}

/** A sign-out that begins here: everybody is told. */
export async function beginLogout(
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const sessionId = sessionIdOf(request);
  const remaining =
    sessionId === undefined ? [] : await options.directory.sessionParticipants.take(sessionId, context.now);
  return goOn(
    { remaining, awaited: undefined, initiator: undefined, outcome: 'complete' },
    request,
    context,
    options,
  );
}

/** A participant answers, in the browser that was sent to it; the next one's turn. */
export async function acceptLogoutResponse(
  message: ReceivedMessage,
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const binding = readBinding(request, context.now);
  const logout = await options.interactions.take<Logout>(LOGOUT, message.relayState ?? '', binding);
  if (!logout?.awaited) return refuseLost(request, context, options);
  const succeeded = await isSuccess(message, logout.awaited, options);
  return goOn({ ...logout, outcome: succeeded ? logout.outcome : 'partial' }, request, context, options);
}

async function isSuccess(
  message: ReceivedMessage,
  awaited: NonNullable<Logout['awaited']>,
  options: IdentityProviderOptions,
): Promise<boolean> {
  const { issuer } = readHead(message.document, 'LogoutResponse');
  const trust = await findTrust(issuer, options);
  if (trust?.id !== awaited.trustId) return false;
  const sender = verifySender(message, trust.signingCertificates, options.xmlCrypto);
  if (sender.status === 'refused' || (sender.status === 'unsigned' && trust.signingCertificates.length > 0))
    return false;
  const response = readResponseHead(sender.element, 'LogoutResponse');
  return response.inResponseTo === awaited.requestId && response.status.code === STATUS.success;
}

async function goOn(
  logout: Logout,
  request: Request,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const [next, ...remaining] = logout.remaining;
  if (next === undefined) return finish(logout, context, options);
  const trust = await options.directory.relyingPartyTrusts.find(next.relyingPartyTrustId);
  const service = trust?.state === 'enabled' ? trust.singleLogoutServices[0] : undefined;
  if (!trust || !service)
    return goOn({ ...logout, remaining, outcome: 'partial' }, request, context, options);
  const id = `_${options.random.guid()}`;
  const browser = openBrowser(request, context.now, options.random);
  const waiting: Logout = { ...logout, remaining, awaited: { trustId: trust.id, requestId: id } };
  const relayState = await options.interactions.begin(LOGOUT, waiting, browser);
  const message = writeLogoutRequest({
    id,
    issueInstant: context.now,
    notOnOrAfter: context.now + LIFETIME_SECONDS,
    issuer: options.issuerUri,
    destination: service.location,
    nameId: { format: next.nameIdFormat, value: next.nameId, spNameQualifier: next.spNameQualifier },
    sessionIndex: next.sessionIndex,
  });
  const outgoing = { parameter: 'SAMLRequest', message, destination: service.location, relayState } as const;
  const response = await send(outgoing, service.binding, context, options);
  for (const [name, value] of browser.setCookies) response.headers.append(name, value);
  return response;
}

function finish(
  { initiator, outcome }: Logout,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> | Response {
  if (!initiator) return htmlResponse(signedOutPage(), { headers: [forgetSession()], framedBy: 'self' });
  // SAML 2.0 core §3.7.3.2: the session has ended here; that somebody could not be told is said beside it.
  const partial = { code: STATUS.responder, second: STATUS.partialLogout };
  return sendAnswer(initiator, outcome === 'complete' ? SUCCESS : partial, context, options);
}

async function sendAnswer(
  { trustId, inResponseTo, relayState }: NonNullable<Logout['initiator']>,
  status: Status,
  context: RequestContext,
  options: IdentityProviderOptions,
): Promise<Response> {
  const trust = await options.directory.relyingPartyTrusts.find(trustId);
  const service = trust?.singleLogoutServices[0];
  if (!service) return htmlResponse(signedOutPage(), { headers: [forgetSession()], framedBy: 'self' });
  const destination = service.responseLocation ?? service.location;
  const head = { id: `_${options.random.guid()}`, issueInstant: context.now, issuer: options.issuerUri };
  const message = writeResponse({ ...head, destination, inResponseTo, status }, [], 'LogoutResponse');
  const outgoing = { parameter: 'SAMLResponse', message, destination, relayState } as const;
  const response = await send(outgoing, service.binding, context, options);
  if (status === SUCCESS) response.headers.append(...forgetSession());
  return response;
}

async function send(
  outgoing: OutgoingMessage,
  binding: 'redirect' | 'post',
  { now }: RequestContext,
  { keyRing, createSigner, xmlCrypto: crypto, random }: IdentityProviderOptions,
): Promise<Response> {
  const signer = createSigner(await keyRing.current(now));
  return sendSigned(
    outgoing,
    binding,
    { title: 'Signing you out', framedBy: 'self' },
    { signer, crypto, random },
  );
}

/** No SessionIndex means every session of the person (SAML 2.0 core §3.7.1). */
function isMeant({ nameId, sessionIndex }: SessionParticipant, logout: LogoutRequest): boolean {
  if (nameId !== logout.nameId.value) return false;
  return logout.sessionIndexes.length === 0 || logout.sessionIndexes.includes(sessionIndex);
}

function checkEnd({ notOnOrAfter }: LogoutRequest, now: number): ReturnType<typeof checkDelivery> {
  if (notOnOrAfter === undefined || now < notOnOrAfter + MAX_CLOCK_SKEW_SECONDS) return undefined;
  return { parameter: 'NotOnOrAfter', value: undefined, detail: 'The request has ended.' };
}

/** Kind of the interaction that waits for a participant's answer. */
const LOGOUT = 'saml-logout';
const LIFETIME_SECONDS = 5 * 60;
const MAX_CLOCK_SKEW_SECONDS = 5 * 60;
