import type { Command } from 'commander';
import { registerGraphCaCommands } from './ca/index.ts';
import { registerGraphOrganization } from './organization.ts';
import { registerGraphUserCommands } from './user/index.ts';

/** The cmdlets of the document, through Microsoft Graph's part and with the token of `signet connect`. */
export function registerGraphCommands(program: Command): void {
  const graph = program
    .command('graph')
    .description('The same through Graph, from any machine, after «signet connect».');
  registerGraphOrganization(graph);
  registerGraphCaCommands(graph);
  registerGraphUserCommands(graph);
}
