import type { Command } from 'commander';
import { registerRoleAdd } from './add.ts';
import { registerRoleAssign, registerRoleUnassign } from './assign.ts';
import { registerRoleList } from './list.ts';
import { registerRoleRemove } from './remove.ts';

export function registerAppRole(app: Command): void {
  const role = app.command('role').description('App roles: what an application lets others be allowed.');
  registerRoleAdd(role);
  registerRoleList(role);
  registerRoleRemove(role);
  registerRoleAssign(role);
  registerRoleUnassign(role);
}
