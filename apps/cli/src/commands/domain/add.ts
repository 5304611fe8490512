import type { Domain } from '@signet/identity';
import type { Services } from '@signet/server';
import { type Command, InvalidArgumentError } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { checkDomainIsFree } from '../../find-domain.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { parseDomain } from '../../parse-options.ts';
import { print } from '../../terminal/print.ts';
import { domainToJson } from './domain-text.ts';

interface DomainAddOptions extends GlobalOptions {
  readonly tenant?: string;
  readonly default?: true;
}

/** Whoever may write into the data folder is believed: docs/decisions/2026-11-28-domains-by-the-word-of-the-machine.md. */
export function registerDomainAdd(domain: Command): void {
  domain
    .command('add')
    .description('Give a tenant a domain: its people sign in here, at the token service.')
    .argument('<domain>', 'its name, as in contoso.com')
    .option('--default', 'make it the default domain')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .addHelpText('after', '\nExample:\n  signet domain add contoso.com')
    .action(async (typed: string, _options, command: Command) => {
      const options = command.optsWithGlobals<DomainAddOptions>();
      const name = readName(typed);
      await withServices(options, (services) => addDomain(name, options, services));
    });
}

async function addDomain(name: string, options: DomainAddOptions, services: Services): Promise<void> {
  await services.directory
    .transaction(async (directory) => {
      const tenant = await chooseTenant(directory, options.tenant);
      await checkDomainIsFree(directory, name);
      const others = await directory.domains.list(tenant.id);
      const isDefault = options.default === true || others.length === 0;
      const domain: Domain = { name, tenantId: tenant.id, isDefault, federation: undefined };
      if (isDefault)
        for (const other of others)
          if (other.isDefault) await directory.domains.update({ ...other, isDefault: false });
      await directory.domains.add(domain);
      return { tenant, domain };
    })
    .then(({ tenant, domain }) =>
      print(
        options,
        domainToJson(domain),
        () =>
          `${tenant.displayName} has the domain ${name} now, a managed one. «signet user add <name>@${name}» makes people in it; «signet domain federate ${name}» sends them to a federation server.`,
      ),
    );
}

function readName(typed: string): string {
  try {
    return parseDomain(typed);
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause;
    throw new CommandError(EXIT.usage, `${typed} is no domain. ${cause.message}`, { cause });
  }
}
