import type { Command } from 'commander';
import { createGraphClient } from '../../graph/graph-client.ts';
import { fetchOrganization } from '../../graph/organization.ts';
import type { GlobalOptions } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { formatFacts } from '../../terminal/table.ts';

export function registerWhoami(program: Command): void {
  program
    .command('whoami')
    .description('Say who is connected, and where (Get-MgContext).')
    .addHelpText('after', '\nStands for Get-MgContext.\n\nExample:\n  signet whoami')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const graph = await createGraphClient(options);
      const { connection, account } = graph.token;
      const organization = await fetchOrganization(graph);
      const answer = {
        userPrincipalName: account.username,
        displayName: account.name ?? null,
        tenantId: organization.id,
        tenantDisplayName: organization.displayName,
        url: connection.url,
        graphUrl: connection.graphUrl,
        clientId: connection.clientId,
        scopes: connection.scopes,
      };
      print(options, answer, () =>
        formatFacts([
          ['User', `${account.username}${account.name === undefined ? '' : ` (${account.name})`}`],
          ['Tenant', `${organization.displayName} (${organization.id})`],
          ['Token service', connection.url],
          ['Graph', connection.graphUrl],
          ['Scopes', connection.scopes.join(' ')],
        ]),
      );
    });
}
