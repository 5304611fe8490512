import type { Command } from 'commander';
import { registerUserAdd } from './add.ts';
import { registerUserList } from './list.ts';
import { registerUserRemove } from './remove.ts';
import { registerUserRevokeSessions } from './revoke-sessions.ts';
import { registerUserSet } from './set.ts';
import { registerUserSetPassword } from './set-password.ts';
import { registerUserShow } from './show.ts';
import { registerUserTotp } from './totp/index.ts';

export function registerUserCommands(program: Command): void {
  const user = program.command('user').description('The users of the directory.');
  registerUserAdd(user);
  registerUserList(user);
  registerUserShow(user);
  registerUserSet(user);
  registerUserRemove(user);
  registerUserSetPassword(user);
  registerUserRevokeSessions(user);
  registerUserTotp(user);
}
