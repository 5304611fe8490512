import { CLOUD_AUDIENCE } from '@signet/federation';
import type { Domain, Session } from '@signet/identity';
import type { InteractionBinding } from '@signet/sign-in';
import { writeRedirectUrl } from '../messages/binding.ts';
import { writeLogoutRequest } from '../messages/logout-request.ts';
import type { ServiceProviderOptions } from './options.ts';

/** What waits while the browser is at the partner to be signed out there too. */
export interface WaitingSignOut {
  /** Name of the domain whose partner was asked. */
  readonly domain: string;
  readonly requestId: string;
  /** Where the browser goes then; `undefined`: a page of ours. Checked by whoever began. */
  readonly continueUrl: string | undefined;
}

export const SIGNING_OUT = 'saml-sign-out';

export interface SamlSignOut {
  /** Has ended here already. */
  readonly session: Session;
  readonly continueUrl: string | undefined;
  readonly binding: InteractionBinding & { readonly browser: string };
}

/**
 * The address that signs the person out at the partner as well: a signed LogoutRequest by HTTP-Redirect, as Entra
 * sends it. `undefined` when no SAML partner opened the session, or it names no `signOutUri`.
 */
export async function samlSignOutUrl(
  { session, continueUrl, binding }: SamlSignOut,
  options: Pick<ServiceProviderOptions, 'directory' | 'interactions' | 'random' | 'requestSigner'>,
): Promise<string | undefined> {
  const { directory, interactions, random, requestSigner } = options;
  const partner = await directory.partnerSessions.find(session.id, binding.now);
  if (!partner) return undefined;
  await directory.partnerSessions.remove(session.id);
  const domain = await directory.domains.find(partner.domain);
  const destination = domain && signOutUriOf(domain);
  if (destination === undefined) return undefined;
  const requestId = `_${random.guid()}`;
  const waiting: WaitingSignOut = { domain: partner.domain, requestId, continueUrl };
  const relayState = await interactions.begin(SIGNING_OUT, waiting, binding);
  const { nameId: value, nameIdFormat: format, spNameQualifier, sessionIndex } = partner;
  const request = writeLogoutRequest({
    id: requestId,
    issueInstant: binding.now,
    notOnOrAfter: binding.now + LIFETIME_SECONDS,
    issuer: CLOUD_AUDIENCE,
    destination,
    nameId: { value, format, spNameQualifier },
    sessionIndex,
  });
  const message = { parameter: 'SAMLRequest', text: request.text, relayState } as const;
  return writeRedirectUrl(destination, message, await requestSigner(binding.now));
}

/** Of a domain that speaks SAML. */
export function signOutUriOf({ federation }: Domain): string | undefined {
  return federation?.preferredAuthenticationProtocol === 'saml' ? federation.signOutUri : undefined;
}

const LIFETIME_SECONDS = 5 * 60;
