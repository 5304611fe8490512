import type { Command } from 'commander';
import { registerGraphCaAdd } from './add.ts';
import { registerGraphCaList } from './list.ts';
import { registerGraphCaRemove } from './remove.ts';
import { registerGraphCaUpdate } from './update.ts';

/** certificateBasedAuthConfiguration (Microsoft Graph): CA by CA for people, as a whole list for Graph. */
export function registerGraphCaCommands(graph: Command): void {
  const ca = graph.command('ca').description('The certificate authorities that the organization trusts.');
  registerGraphCaList(ca);
  registerGraphCaAdd(ca);
  registerGraphCaUpdate(ca);
  registerGraphCaRemove(ca);
}
