import { guid, type Tenant, type TenantId } from '@signet/identity';
import { originsOf, type ServerConfig, type Services } from '@signet/server';
import type { Command } from 'commander';
import { addToConfig } from '../../change-config.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { checkDomainIsFree } from '../../find-domain.ts';
import { type GlobalOptions, locateInstallation, withServices } from '../../installation.ts';
import { addAdminCenter, addCommandLine } from '../../own-applications.ts';
import { parseDomain } from '../../parse-options.ts';
import { print } from '../../terminal/print.ts';
import { formatFacts } from '../../terminal/table.ts';

interface TenantAddOptions extends GlobalOptions {
  readonly domain: string;
}

export function registerTenantAdd(tenant: Command): void {
  tenant
    .command('add')
    .description('Make a tenant with its first domain, a managed one.')
    .argument('<name>', 'name of the organisation, for people')
    .requiredOption('--domain <name>', 'its default domain, as in contoso.com', parseDomain)
    .addHelpText('after', '\nExample:\n  signet tenant add Contoso --domain contoso.com')
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<TenantAddOptions>();
      await withServices(options, (services, config) => addTenant(name, options, services, config));
    });
}

async function addTenant(
  displayName: string,
  options: TenantAddOptions,
  services: Services,
  config: ServerConfig,
): Promise<void> {
  const { random, clock } = services;
  const tenant: Tenant = { id: guid<TenantId>(random.guid()), displayName, createdAt: clock.now() };
  const { login } = originsOf(config.listen);
  const made = await services.directory.transaction(async (directory) => {
    // Two of one name could not be told apart by --tenant.
    if ((await directory.tenants.list()).some((one) => one.displayName === displayName))
      throw new CommandError(EXIT.usage, `There is a tenant ${displayName} already; choose another name.`);
    await checkDomainIsFree(directory, options.domain);
    await directory.tenants.add(tenant);
    const domain = { name: options.domain, tenantId: tenant.id, isDefault: true, federation: undefined };
    await directory.domains.add(domain);
    const commandLine = await addCommandLine(directory, tenant, services);
    // The server has one admin center, of the tenant that was there first.
    const adminCenter = config.adminCenter
      ? undefined
      : await addAdminCenter(directory, tenant, login, services);
    return { commandLine, adminCenter };
  });
  const { commandLine, adminCenter } = made;
  if (adminCenter) {
    const section = { tenantId: tenant.id, clientId: adminCenter.appId };
    await addToConfig(locateInstallation(options), 'adminCenter', section);
  }
  const { id } = tenant;
  const answer = {
    id,
    displayName,
    defaultDomain: options.domain,
    commandLineAppId: commandLine.appId,
    adminCenterUrl: adminCenter ? `${login}/admin/` : null,
  };
  print(options, answer, () => describe(tenant, options.domain, answer));
}

function describe(
  { id, displayName }: Tenant,
  domain: string,
  {
    commandLineAppId,
    adminCenterUrl,
  }: { readonly commandLineAppId: string; readonly adminCenterUrl: string | null },
): string {
  return [
    `Made the tenant ${displayName}.`,
    formatFacts([
      ['ID', id],
      ['Default domain', `${domain}, managed`],
      ['Command line', `application ${commandLineAppId}`],
      ['Admin center', adminCenterUrl ?? 'none: it is another tenant’s'],
    ]),
    `Next: «signet user add <name>@${domain} --name <name> --administrator» for its first administrator, «signet ca add» for the CAs of its certificates.`,
    ...(adminCenterUrl === null ? [] : ['A server that runs shows the admin center after its next start.']),
  ].join('\n');
}
