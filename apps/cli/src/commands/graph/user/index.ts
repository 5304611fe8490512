import type { Command } from 'commander';
import { registerGraphUserRevokeSessions } from './revoke-sessions.ts';
import { registerGraphUserSet } from './set.ts';
import { registerGraphUserShow } from './show.ts';

/** Users, and the revocation by StsRefreshTokensValidFrom (Entra CBA with federation). */
export function registerGraphUserCommands(graph: Command): void {
  const user = graph.command('user').description('Users, and the end of their sessions.');
  registerGraphUserShow(user);
  registerGraphUserSet(user);
  registerGraphUserRevokeSessions(user);
}
