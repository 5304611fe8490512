import { isCertificateMethod, isMultiFactorMethod } from '@signet/federation';
import type { RelyingPartyTrust, SignInCode } from '@signet/identity';
import type { Check, UnixSeconds } from '@signet/pki';
import { type AuthnRequest, readAuthnRequest } from '../messages/authn-request.ts';
import type { ReceivedMessage } from '../messages/binding.ts';
import { readHead } from '../messages/message-shape.ts';
import type { Status } from '../messages/response.ts';
import { verifySender } from '../messages/sender.ts';
import { BINDING_URIS, STATUS } from '../vocabulary.ts';
import { type AuthnContexts, chooseAuthnContexts } from './authn-context.ts';
import { chooseNameIdFormat } from './name-id.ts';
import { endpointOf, type IdentityProviderOptions } from './options.ts';
import { findTrust, resolveAssertionConsumerService } from './trusts.ts';

/** A checked sign-in request. Plain JSON: it waits while the browser fetches a certificate. */
export interface SamlSignInRequest {
  readonly trustId: RelyingPartyTrust['id'];
  readonly relyingPartyName: string;
  /** How the relying party calls itself: the audience. */
  readonly audience: string;
  readonly assertionConsumerService: string;
  /** `undefined`: unsolicited. */
  readonly inResponseTo: string | undefined;
  readonly relayState: string | undefined;
  readonly nameIdFormat: string;
  readonly authnContexts: AuthnContexts;
  readonly subject: string | undefined;
  /** Of the request that began, so that the log shows all legs as one. */
  readonly correlationId: string;
  /** A certificate was asked for by name: no page before the certificate window. */
  readonly certificateRequested: boolean;
}

/**
 * `refused` ends on a page of ours: there is no relying party that may be told. `declined` goes to the relying
 * party as a status.
 */
export type SamlSignInReading =
  | { readonly status: 'read'; readonly request: SamlSignInRequest }
  | { readonly status: 'refused'; readonly code: SignInCode; readonly checks: readonly Check[] }
  | {
      readonly status: 'declined';
      readonly code: SignInCode;
      readonly checks: readonly Check[];
      readonly answer: Status;
      readonly to: Pick<SamlSignInRequest, 'assertionConsumerService' | 'inResponseTo' | 'relayState'>;
    };

/** Reads an AuthnRequest: who asks, whether it is theirs, where the answer goes, what it may be. Throws `XmlError`. */
export async function readSignInRequest(
  message: ReceivedMessage,
  correlationId: string,
  now: UnixSeconds,
  options: IdentityProviderOptions,
): Promise<SamlSignInReading> {
  const { issuer } = readHead(message.document, 'AuthnRequest');
  const trust = await findTrust(issuer, options);
  if (!trust || issuer === undefined) {
    return refuse('relying-party-unknown', 'Issuer', issuer, 'No enabled relying party has this identifier.');
  }
  const sender = verifySender(message, trust.signingCertificates, options.xmlCrypto);
  if (sender.status === 'refused') {
    return { status: 'refused', code: 'request-signature-invalid', checks: sender.checks };
  }
  if (sender.status === 'unsigned' && trust.unsignedRequests === 'refused') {
    const detail = 'This relying party signs its requests, and this one is not signed.';
    return refuse('request-signature-invalid', 'Signature', undefined, detail);
  }
  const request = readAuthnRequest(sender.element);
  const late = checkDelivery(request, sender.status, now, options);
  if (late !== undefined) return refuse('request-malformed', late.parameter, late.value, late.detail);
  const assertionConsumerService = resolveAssertionConsumerService(trust, request);
  if (assertionConsumerService === undefined) {
    const { assertionConsumerServiceUrl: url, assertionConsumerServiceIndex: index } = request;
    const detail = `${trust.displayName} has no such assertion consumer service; register it.`;
    return refuse('redirect-uri-mismatch', 'AssertionConsumerService', url ?? String(index), detail);
  }
  const to = { assertionConsumerService, inResponseTo: request.id, relayState: message.relayState };
  return decideAnswer(request, trust, issuer, correlationId, to);
}

/** Addressed to us (SAML 2.0 bindings §3.4.5.2, §3.5.5.2) and recent. */
export function checkDelivery(
  { destination, issueInstant }: Pick<AuthnRequest, 'destination' | 'issueInstant'>,
  signed: 'signed' | 'unsigned',
  now: UnixSeconds,
  options: Pick<IdentityProviderOptions, 'origins'>,
): { parameter: string; value: string | undefined; detail: string } | undefined {
  const endpoint = endpointOf(options);
  const ours = destination === endpoint || `${destination}/` === endpoint;
  if (destination === undefined ? signed === 'signed' : !ours) {
    const detail = `The message must be addressed to ${endpoint}.`;
    return { parameter: 'Destination', value: destination, detail };
  }
  if (issueInstant > now + MAX_CLOCK_SKEW_SECONDS || issueInstant < now - MAX_AGE_SECONDS) {
    const detail = 'It was made too long ago, or in the future: compare the clocks of both servers.';
    return { parameter: 'IssueInstant', value: undefined, detail };
  }
  return undefined;
}

/** What the request wants of the answer, as far as a certificate sign-in can give it. */
function decideAnswer(
  request: AuthnRequest,
  trust: RelyingPartyTrust,
  audience: string,
  correlationId: string,
  to: Pick<SamlSignInRequest, 'assertionConsumerService' | 'inResponseTo' | 'relayState'>,
): SamlSignInReading {
  const decline = (
    answer: Status,
    code: SignInCode,
    parameter: string,
    detail: string,
  ): SamlSignInReading => ({
    status: 'declined',
    code,
    checks: [check(parameter, undefined, detail)],
    answer: { ...answer, message: detail },
    to,
  });
  const { protocolBinding, spNameQualifier } = request;
  if (protocolBinding !== undefined && protocolBinding !== BINDING_URIS.post) {
    const answer = { code: STATUS.requester, second: STATUS.unsupportedBinding };
    return decline(answer, 'request-malformed', 'ProtocolBinding', 'Responses are sent by HTTP-POST only.');
  }
  if (request.isPassive && request.forceAuthn) {
    const detail = 'IsPassive and ForceAuthn exclude each other.';
    return decline({ code: STATUS.requester }, 'request-malformed', 'IsPassive', detail);
  }
  const nameIdFormat = chooseNameIdFormat(request.nameIdFormat, trust);
  const foreignQualifier = spNameQualifier !== undefined && !trust.identifiers.includes(spNameQualifier);
  if (nameIdFormat === undefined || foreignQualifier) {
    const answer = { code: STATUS.requester, second: STATUS.invalidNameIdPolicy };
    return decline(answer, 'request-malformed', 'NameIDPolicy', 'No name of this kind is issued here.');
  }
  const authnContexts = chooseAuthnContexts(request.requestedAuthnContext);
  if ((authnContexts.single ?? authnContexts.multiple) === undefined) {
    const answer = { code: STATUS.responder, second: STATUS.noAuthnContext };
    const detail = 'A certificate sign-in does not meet the authentication context that was asked for.';
    return decline(answer, 'authentication-method-unsupported', 'RequestedAuthnContext', detail);
  }
  if (request.isPassive) {
    // There is no single sign-on here: each sign-in asks for the certificate anew.
    const answer = { code: STATUS.responder, second: STATUS.noPassive };
    return decline(
      answer,
      'passive-sign-in-impossible',
      'IsPassive',
      'Nobody signs in here without a certificate.',
    );
  }
  return {
    status: 'read',
    request: {
      trustId: trust.id,
      relyingPartyName: trust.displayName,
      audience,
      ...to,
      nameIdFormat,
      authnContexts,
      subject: request.subject,
      correlationId,
      certificateRequested: request.requestedAuthnContext?.classes.some(isMetByCertificate) ?? false,
    },
  };
}

function isMetByCertificate(name: string): boolean {
  return isCertificateMethod(name) || isMultiFactorMethod(name);
}

function refuse(
  code: SignInCode,
  parameter: string,
  value: string | undefined,
  detail: string,
): SamlSignInReading {
  return { status: 'refused', code, checks: [check(parameter, value, detail)] };
}

/** A failed check of a message, for the log. */
export function check(parameter: string, value: string | undefined, detail: string): Check {
  return {
    check: parameter,
    rule: 'SAML 2.0 core §3.4.1, bindings §3.4, §3.5',
    object: value === undefined ? 'SAML message' : `${parameter} ${value.slice(0, 256)}`,
    result: 'fail',
    detail,
  };
}

/** Relying parties' clocks may be off by this much. */
const MAX_CLOCK_SKEW_SECONDS = 5 * 60;
/** As long as a sign-in may take; a request answers only what asked for it, so an old one is worth little. */
const MAX_AGE_SECONDS = 15 * 60;
