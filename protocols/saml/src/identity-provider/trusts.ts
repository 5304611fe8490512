import type { RelyingPartyTrust } from '@signet/identity';
import type { AuthnRequest } from '../messages/authn-request.ts';
import type { IdentityProviderOptions } from './options.ts';

/** The enabled trust that goes by this identifier, letter by letter. */
export async function findTrust(
  identifier: string | undefined,
  { directory, tenantId }: Pick<IdentityProviderOptions, 'directory' | 'tenantId'>,
): Promise<RelyingPartyTrust | undefined> {
  if (identifier === undefined) return undefined;
  const trust = await directory.relyingPartyTrusts.findByIdentifier(tenantId, identifier);
  return trust?.state === 'enabled' ? trust : undefined;
}

/**
 * Where the response goes: the URL or index of the request if the trust has it, letter by letter, else the
 * trust's default. `undefined` when the request names a place that the trust does not have.
 */
export function resolveAssertionConsumerService(
  { assertionConsumerServices: services }: RelyingPartyTrust,
  request: Pick<AuthnRequest, 'assertionConsumerServiceUrl' | 'assertionConsumerServiceIndex'>,
): string | undefined {
  const { assertionConsumerServiceUrl: url, assertionConsumerServiceIndex: index } = request;
  // SAML 2.0 core §3.4.1: the two exclude each other.
  if (url !== undefined && index !== undefined) return undefined;
  if (url !== undefined) return services.find(({ location }) => location === url)?.location;
  if (index !== undefined) return services.find((service) => service.index === index)?.location;
  return (services.find(({ isDefault }) => isDefault) ?? services[0])?.location;
}
