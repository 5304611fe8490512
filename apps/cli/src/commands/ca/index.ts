import type { Command } from 'commander';
import { registerCaAdd } from './add.ts';
import { registerCaList } from './list.ts';
import { registerCaRemove } from './remove.ts';
import { registerCaUpdate } from './update.ts';

/** The trusted certificate authorities of a tenant (Entra CBA with federation). */
export function registerCaCommands(program: Command): void {
  const ca = program.command('ca').description('The certificate authorities that a tenant trusts.');
  registerCaList(ca);
  registerCaAdd(ca);
  registerCaUpdate(ca);
  registerCaRemove(ca);
}
