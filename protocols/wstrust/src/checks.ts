import { formatTime, type UnixSeconds } from '@signet/pki';
import { textOf } from '@signet/xml';
import type { Endpoint } from './endpoints.ts';
import type { Message } from './message/read-message.ts';
import type { WsTrustOptions } from './options.ts';
import { refuse } from './refusal.ts';
import { ANONYMOUS } from './vocabulary.ts';

/** Clocks of clients may be off by this much; a message is taken for as long before and after its Created. */
export const MAX_CLOCK_SKEW_SECONDS: number = 5 * 60;

/** Our own address of an endpoint, from the configuration. */
export function addressOf(
  { path, listener }: Endpoint,
  { origins }: Pick<WsTrustOptions, 'origins'>,
): string {
  return `${origins[listener]}${path}`;
}

/**
 * WS-Addressing 1.0: the action of this address, and To letter by letter ours, so that a message for somebody else
 * is worth nothing here. Answers go back on the connection only: any other ReplyTo would make us call addresses.
 */
export function checkAddressing(message: Message, endpoint: Endpoint, options: WsTrustOptions): void {
  const rule = 'WS-Addressing 1.0 core §3';
  if (message.action !== endpoint.version.requestAction) {
    refuse('request-malformed', 'soap-action', rule, `Action must be ${endpoint.version.requestAction}.`);
  }
  const address = addressOf(endpoint, options);
  const to = message.to && textOf(message.to).trim();
  const mayLack = endpoint.credential === 'tls-certificate';
  if (to === undefined ? !mayLack : to !== address) {
    refuse('request-malformed', 'soap-to', rule, `To must be ${address}.`);
  }
  if (message.replyTo !== undefined && message.replyTo !== ANONYMOUS) {
    refuse(
      'request-malformed',
      'soap-reply-to',
      rule,
      'ReplyTo must be anonymous: answers go back as they came.',
    );
  }
}

/** WSS SOAP Message Security 1.1 §10. Only where the credential is the connection may it be left out. */
export function checkTimestamp({ parts }: Message, endpoint: Endpoint, now: UnixSeconds): void {
  const rule = 'WS-Security 1.1 §10, clock skew of at most 5 minutes';
  if (parts.timestamp === undefined && endpoint.credential === 'tls-certificate') return;
  const { created, expires } =
    parts.timestamp ?? refuse('request-malformed', 'soap-timestamp', rule, NO_TIMESTAMP);
  const isFresh =
    Math.abs(now - created) <= MAX_CLOCK_SKEW_SECONDS &&
    created < expires &&
    now < expires + MAX_CLOCK_SKEW_SECONDS;
  if (isFresh) return;
  const detail = `It is of ${formatTime(created)} to ${formatTime(expires)}: compare the clocks of both machines.`;
  refuse('message-expired', 'soap-timestamp', rule, detail);
}

/** AppliesTo letter by letter: the audience of the assertion. */
export async function checkRelyingParty(
  { appliesTo }: Message,
  { listRelyingParties }: WsTrustOptions,
): Promise<void> {
  if ((await listRelyingParties()).some(({ identifiers }) => identifiers.includes(appliesTo))) return;
  const detail = `No relying party has the identifier ${appliesTo.slice(0, 256)}.`;
  refuse('relying-party-unknown', 'applies-to', 'WS-Trust 1.3 §4.1: AppliesTo', detail);
}

const NO_TIMESTAMP = 'The Security header must hold a Timestamp.';
