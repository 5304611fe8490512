import type { Command } from 'commander';
import { registerLogChanges } from './changes.ts';
import { registerLogList } from './list.ts';
import { registerLogShow } from './show.ts';

export function registerLogCommands(program: Command): void {
  const log = program.command('log').description('The sign-in log and the audit log.');
  registerLogList(log);
  registerLogShow(log);
  registerLogChanges(log);
}
