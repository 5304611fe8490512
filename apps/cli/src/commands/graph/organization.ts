import type { Command } from 'commander';
import { createGraphClient } from '../../graph/graph-client.ts';
import { fetchOrganization } from '../../graph/organization.ts';
import type { GlobalOptions } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { formatFacts } from '../../terminal/table.ts';

export function registerGraphOrganization(graph: Command): void {
  graph
    .command('organization')
    .description('Show the organization of the connection (Get-MgOrganization).')
    .addHelpText('after', '\nStands for Get-MgOrganization.\n\nExample:\n  signet graph organization')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const organization = await fetchOrganization(await createGraphClient(options));
      const { verifiedDomains: domains } = organization;
      print(options, organization, () =>
        [
          organization.displayName,
          formatFacts([
            ['ID', organization.id],
            ['Created', organization.createdDateTime],
            ...domains.map(({ name, type, isDefault }): [string, string] => [
              'Domain',
              `${name}, ${type.toLowerCase()}${isDefault ? ', the default' : ''}`,
            ]),
          ]),
        ].join('\n'),
      );
    });
}
