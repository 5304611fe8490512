import type { Command } from 'commander';
import { registerGroupAdd } from './add.ts';
import { registerGroupList } from './list.ts';
import { registerGroupMember } from './member.ts';

export function registerGroupCommands(program: Command): void {
  const group = program.command('group').description('Groups of users, as policies name them.');
  registerGroupList(group);
  registerGroupAdd(group);
  registerGroupMember(group);
}
