import type { Command } from 'commander';
import { registerMailList } from './list.ts';
import { registerMailSend } from './send.ts';

export function registerMailCommands(program: Command): void {
  const mail = program.command('mail').description('The mailboxes of the directory’s users.');
  registerMailSend(mail);
  registerMailList(mail);
}
