import type { RelyingPartyTrust } from '@signet/identity';
import type { Command } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { trustToJson } from './trust-text.ts';

export function registerRelyingPartyList(relyingParty: Command): void {
  relyingParty
    .command('list')
    .description('List the relying party trusts. Those of the configuration file are not among them.')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .addHelpText('after', '\nExample:\n  signet relying-party list')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { tenant?: string }>();
      await withServices(options, async ({ directory }) => {
        const tenant = await chooseTenant(directory, options.tenant);
        const trusts = await directory.relyingPartyTrusts.list(tenant.id);
        print(options, trusts.map(trustToJson), () => formatTrusts(trusts));
      });
    });
}

function formatTrusts(trusts: readonly RelyingPartyTrust[]): string {
  if (trusts.length === 0) return 'There is no relying party yet: run «signet relying-party add».';
  return formatTable(
    ['ID', 'State', 'Name', 'Identifier', 'Protocols'],
    trusts.map((trust) => [
      trust.id.slice(0, SHOWN_ID_LENGTH),
      trust.state,
      trust.displayName,
      trust.identifiers.join('\n'),
      protocolsOf(trust).join(', '),
    ]),
  );
}

function protocolsOf({ assertionConsumerServices, wsFederationUrls }: RelyingPartyTrust): readonly string[] {
  return [
    ...(assertionConsumerServices.length > 0 ? ['SAML 2.0'] : []),
    ...(wsFederationUrls.length > 0 ? ['WS-Federation'] : []),
  ];
}

/** Every command takes the beginning of an id; --json has the whole. */
const SHOWN_ID_LENGTH = 8;
