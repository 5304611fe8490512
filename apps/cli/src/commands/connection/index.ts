import type { Command } from 'commander';
import { registerConnect } from './connect.ts';
import { registerDisconnect } from './disconnect.ts';
import { registerWhoami } from './whoami.ts';

/** Who talks to Graph: the token that the commands below `signet graph` use. */
export function registerConnectionCommands(program: Command): void {
  registerConnect(program);
  registerDisconnect(program);
  registerWhoami(program);
}
