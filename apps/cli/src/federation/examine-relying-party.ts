import { CLOUD_AUDIENCE, CLOUD_REPLY_URL, type Requirement } from '@signet/federation';
import { guid, type TenantId } from '@signet/identity';
import { listWsRelyingParties, type ServerConfig, type Services } from '@signet/server';

/** Whether the cloud is a relying party here, and where its answers go. */
export async function examineRelyingParty(
  protocol: 'wsFed' | 'saml',
  server: NonNullable<ServerConfig['federationServer']>,
  services: Pick<Services, 'directory'>,
): Promise<readonly Requirement[]> {
  const addresses = await (protocol === 'saml' ? samlAddresses : wsAddresses)(server, services);
  const line = {
    check: 'relying-party',
    asks: `${CLOUD_AUDIENCE} is a relying party here, and its answers go to ${CLOUD_REPLY_URL}`,
    found: addresses === undefined ? 'not a relying party' : addresses.join(', '),
  };
  if (addresses?.[0] === CLOUD_REPLY_URL) return [{ ...line, result: 'pass' }];
  const remedy =
    'Add it: «signet federation setup» prints the command. An entry of the configuration goes before it.';
  return [{ ...line, result: 'fail', remedy }];
}

async function wsAddresses(
  server: NonNullable<ServerConfig['federationServer']>,
  { directory }: Pick<Services, 'directory'>,
): Promise<readonly string[] | undefined> {
  const all = await listWsRelyingParties(server, directory);
  return all.find(({ identifiers }) => identifiers.includes(CLOUD_AUDIENCE))?.replyUrls;
}

async function samlAddresses(
  { tenantId }: NonNullable<ServerConfig['federationServer']>,
  { directory }: Pick<Services, 'directory'>,
): Promise<readonly string[] | undefined> {
  const trust = await directory.relyingPartyTrusts.findByIdentifier(guid<TenantId>(tenantId), CLOUD_AUDIENCE);
  if (trust?.state !== 'enabled') return undefined;
  const services = trust.assertionConsumerServices.toSorted(
    (left, right) => Number(right.isDefault) - Number(left.isDefault),
  );
  return services.map(({ location }) => location);
}
