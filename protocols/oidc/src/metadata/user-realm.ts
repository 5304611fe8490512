import { CLOUD_AUDIENCE } from '@signet/federation';
import { type Directory, type Domain, domainOf, type FederationConfiguration } from '@signet/identity';

/**
 * Where a user name signs in, for clients (MSAL: user realm). Answers from the domain alone, so that it
 * tells nobody which accounts exist.
 */
export async function userRealm(
  userName: string,
  apiVersion: string,
  loginOrigin: string,
  directory: Directory,
): Promise<Readonly<Record<string, unknown>>> {
  const { name, domain } = await findHomeRealm(userName, directory);
  const cloud = new URL(loginOrigin).host;
  return apiVersion === '1.0'
    ? realmOfVersion1(name, domain, cloud)
    : realmOfVersion2(userName, name, domain, cloud);
}

function realmOfVersion1(
  name: string | undefined,
  domain: Domain | undefined,
  cloud: string,
): Readonly<Record<string, unknown>> {
  const common = {
    ver: '1.0',
    domain_name: name ?? '',
    cloud_instance_name: cloud,
    cloud_audience_urn: CLOUD_AUDIENCE,
  };
  if (!domain?.federation) return { ...common, account_type: domain ? 'Managed' : 'Unknown' };
  const { metadataExchangeUri, activeSignInUri } = domain.federation;
  return {
    ...common,
    account_type: 'Federated',
    federation_protocol: 'WSTrust',
    ...(metadataExchangeUri === undefined ? {} : { federation_metadata_url: metadataExchangeUri }),
    ...(activeSignInUri === undefined ? {} : { federation_active_auth_url: activeSignInUri }),
  };
}

function realmOfVersion2(
  userName: string,
  name: string | undefined,
  domain: Domain | undefined,
  cloud: string,
): Readonly<Record<string, unknown>> {
  const common = {
    Login: userName,
    DomainName: name ?? '',
    CloudInstanceName: cloud,
    cloud_instance_name: cloud,
  };
  if (!domain) return { ...common, NameSpaceType: 'Unknown' };
  const { federation } = domain;
  if (!federation) return { ...common, NameSpaceType: 'Managed', FederationBrandName: domain.name };
  return {
    ...common,
    NameSpaceType: 'Federated',
    federation_protocol: 'WSFed',
    FederationBrandName: federation.displayName,
    AuthURL: passiveSignInUrl(federation, userName),
  };
}

/** The domain part of a typed name, and the verified domain of that name. Nothing here looks at accounts. */
export async function findHomeRealm(
  userName: string,
  { domains }: Pick<Directory, 'domains'>,
): Promise<{ readonly name: string | undefined; readonly domain: Domain | undefined }> {
  const name = domainOf(userName);
  return { name, domain: name === undefined ? undefined : await domains.find(name) };
}

/** Where a browser goes; the wctx is left for the caller to append, as Entra leaves it. */
export function passiveSignInUrl(
  { passiveSignInUri }: Pick<FederationConfiguration, 'passiveSignInUri'>,
  userName: string,
): string {
  // The address may have a query of its own.
  const url = new URL(passiveSignInUri);
  const query = { username: userName, wa: 'wsignin1.0', wtrealm: CLOUD_AUDIENCE, wctx: '' };
  for (const [parameter, value] of Object.entries(query)) url.searchParams.set(parameter, value);
  return url.href;
}
