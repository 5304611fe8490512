import type { Command } from 'commander';
import { registerTenantAdd } from './add.ts';
import { registerTenantList } from './list.ts';
import { registerTenantShow } from './show.ts';

export function registerTenantCommands(program: Command): void {
  const tenant = program.command('tenant').description('The organisations of the installation.');
  registerTenantAdd(tenant);
  registerTenantList(tenant);
  registerTenantShow(tenant);
}
