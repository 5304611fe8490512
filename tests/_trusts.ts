import { type FederationConfiguration, newRelyingPartyTrust, type RelyingPartyTrust } from '@signet/identity';
import { CONTOSO_TENANT_ID, FEDERATED_DOMAIN } from '@signet/lab';
import type { Services } from '@signet/server';

/** A relying party trust of contoso that has no address until `changes` give it one. */
export function newTrust(
  { random, clock }: Pick<Services, 'random' | 'clock'>,
  changes: Partial<RelyingPartyTrust> & Pick<RelyingPartyTrust, 'displayName' | 'identifiers'>,
): RelyingPartyTrust {
  return newRelyingPartyTrust({
    id: random.guid() as RelyingPartyTrust['id'],
    tenantId: CONTOSO_TENANT_ID,
    createdAt: clock.now(),
    ...changes,
  });
}

/** The federated domain speaks SAML, with our own federation server as its provider: both halves on the wire. */
export async function speakSaml(
  services: Pick<Services, 'directory' | 'random' | 'clock'>,
  login: string,
  changes: {
    readonly federation?: Partial<FederationConfiguration>;
    readonly trust?: Partial<RelyingPartyTrust>;
  } = {},
): Promise<void> {
  const { domains, relyingPartyTrusts } = services.directory;
  const domain = await domains.find(FEDERATED_DOMAIN);
  if (!domain?.federation) throw new Error('no federated domain');
  const saml = { preferredAuthenticationProtocol: 'saml', ...changes.federation } as const;
  await domains.update({ ...domain, federation: { ...domain.federation, ...saml } });
  await relyingPartyTrusts.add(
    newTrust(services, {
      displayName: 'Token service',
      identifiers: ['urn:federation:MicrosoftOnline'],
      assertionConsumerServices: [{ location: `${login}/login.srf`, index: 0, isDefault: true }],
      ...changes.trust,
    }),
  );
}
