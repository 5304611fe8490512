import { createHash } from 'node:crypto';
import {
  type FederatedDomain,
  findIssuerDomain,
  isAllowed,
  MAX_CLOCK_SKEW_SECONDS,
  pass,
  refuse,
  signingKeysOf,
} from '@signet/federation';
import type { Directory } from '@signet/identity';
import type { Evidence, UnixSeconds } from '@signet/pki';
import type { XmlElement } from '@signet/xml';
import type { ReceivedMessage } from '../messages/binding.ts';
import type { LogoutRequest } from '../messages/logout-request.ts';
import { type MessageHead, readHead } from '../messages/message-shape.ts';
import { verifySender } from '../messages/sender.ts';
import { assertionConsumerServiceOf, type ServiceProviderOptions } from './options.ts';

/** A logout message of a partner, as it was signed, if it was. Read only from `element`. */
export interface PartnerMessage {
  readonly domain: FederatedDomain;
  readonly element: XmlElement;
}

export interface PartnerKeys extends Pick<ServiceProviderOptions, 'xmlCrypto'> {
  readonly directory: { readonly domains: Pick<Directory['domains'], 'findByIssuerUri'> };
}

/**
 * Who sent a logout message, by its signature: the domain of its Issuer, with its present or next certificate. SAML 2.0
 * profiles §4.4.4: unsigned, anybody could end the sessions of others, so that has to be let pass for the partner, and
 * never is for an answer. Throws `AssertionRefusal`, `XmlError`.
 */
export async function verifyPartner(
  message: ReceivedMessage,
  name: 'LogoutRequest' | 'LogoutResponse',
  { directory, xmlCrypto }: PartnerKeys,
  evidence: Evidence,
): Promise<PartnerMessage> {
  const { issuer = '' } = readHead(message.document, name);
  const domain = await findIssuerDomain(issuer, 'saml', directory.domains, evidence);
  const certificates = signingKeysOf(domain).map(({ certificate }) => certificate);
  const sender = verifySender(message, certificates, xmlCrypto, isAllowed(domain, 'sha1'));
  for (const check of sender.checks) evidence.add(check);
  if (sender.status === 'signed') return { domain, element: sender.element };
  const isLetPass = name === 'LogoutRequest' && isAllowed(domain, 'unsigned-logout');
  if (sender.status === 'unsigned' && isLetPass) {
    pass(evidence, SIGNATURE, 'It is not signed, which is let pass for this partner.');
    return { domain, element: sender.element };
  }
  return refuse(evidence, SIGNATURE, 'request-signature-invalid', 'A logout message must be signed.');
}

/** Addressed to us, recent, and not seen before. Throws `AssertionRefusal`. */
export async function checkDelivery(
  { id, destination, issueInstant, notOnOrAfter }: MessageHead & Pick<Partial<LogoutRequest>, 'notOnOrAfter'>,
  { tenantId, name }: FederatedDomain,
  now: UnixSeconds,
  options: Pick<ServiceProviderOptions, 'directory' | 'loginOrigin'>,
  evidence: Evidence,
): Promise<void> {
  const fail = (detail: string): never => refuse(evidence, DELIVERY, 'request-malformed', detail);
  const ours = [assertionConsumerServiceOf(options), `${options.loginOrigin}/${tenantId}/saml2`];
  // SAML 2.0 bindings §3.4.5.2, §3.5.5.2: a signed message has a Destination.
  if (destination === undefined || !ours.includes(destination)) fail(`The Destination must be ${ours[0]}.`);
  if (issueInstant > now + MAX_CLOCK_SKEW_SECONDS || issueInstant < now - MAX_AGE_SECONDS) {
    fail('It was made too long ago, or in the future: compare the clocks of both servers.');
  }
  if (notOnOrAfter !== undefined && now >= notOnOrAfter + MAX_CLOCK_SKEW_SECONDS) fail('It has ended.');
  const sha256 = createHash('sha256').update(`${name} ${id}`).digest('hex');
  const rememberUntil = issueInstant + MAX_AGE_SECONDS;
  if (!(await options.directory.replays.remember('saml-logout', sha256, rememberUntil))) {
    fail('It was used before.');
  }
}

const SIGNATURE = { check: 'message-signature', rule: 'SAML 2.0 profiles §4.4.4', object: 'logout message' };
const DELIVERY = {
  check: 'message-delivery',
  rule: 'SAML 2.0 bindings §3.4, §3.5',
  object: 'logout message',
};
/** As long as a browser may take from one server to the other. */
const MAX_AGE_SECONDS = 15 * 60;
