import { createHash } from 'node:crypto';
import { CLOUD_AUDIENCE, MULTIPLE_AUTHN } from '@signet/federation';
import type { Domain } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { writeAuthnRequest } from '../messages/authn-request.ts';
import { writeRedirectUrl } from '../messages/binding.ts';
import { assertionConsumerServiceOf, type ServiceProviderOptions } from './options.ts';

export interface SamlSignInRedirect {
  /** Must be federated. */
  readonly domain: Domain;
  /** The handle of the interaction: comes back as RelayState. */
  readonly relayState: string;
  /** The application asked for a fresh sign-in (`prompt=login`). */
  readonly promptLogin: boolean;
  /** The partner is to take more than one factor. Default: as it likes. */
  readonly factors?: 'multiple';
  /** The sign-in may be this old at most (`max_age`, `nbf`). Default: any age. */
  readonly maxAgeSeconds?: number | undefined;
  readonly now: UnixSeconds;
}

/** The partner's sign-in address with an AuthnRequest, signed where the domain wants that. */
export async function samlSignInRedirect(
  { domain, relayState, promptLogin, maxAgeSeconds, factors, now }: SamlSignInRedirect,
  options: Pick<ServiceProviderOptions, 'loginOrigin' | 'requestSigner'>,
): Promise<string> {
  if (!domain.federation) throw new TypeError(`${domain.name} is not federated`);
  const { passiveSignInUri, signedAuthenticationRequests } = domain.federation;
  const request = writeAuthnRequest({
    id: requestIdOf(relayState),
    issueInstant: now,
    issuer: CLOUD_AUDIENCE,
    destination: passiveSignInUri,
    assertionConsumerServiceUrl: assertionConsumerServiceOf(options),
    // SAML knows no age (core §3.4.1): where one is asked for, the person is asked again.
    forceAuthn: promptLogin || maxAgeSeconds !== undefined,
    authnContextClassRef: factors === 'multiple' ? MULTIPLE_AUTHN : undefined,
  });
  const signer = signedAuthenticationRequests === 'required' ? await options.requestSigner(now) : undefined;
  return writeRedirectUrl(
    passiveSignInUri,
    { parameter: 'SAMLRequest', text: request.text, relayState },
    signer,
  );
}

/**
 * The ID of a request follows from its handle, so that InResponseTo can be checked without keeping it: the
 * handle is one-time and bound to the browser, and an answer to another request never fits it.
 */
export function requestIdOf(relayState: string): string {
  return `_${createHash('sha256').update(`saml-request ${relayState}`).digest('hex')}`;
}
