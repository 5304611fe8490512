import { count } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Services } from '@signet/server';
import type { Command } from 'commander';
import { findUser } from '../../find-user.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { CRL_MUST_FOLLOW } from './crl-must-follow.ts';

export function registerUserRevokeSessions(user: Command): void {
  user
    .command('revoke-sessions')
    .description('End every session and grant of a user now.')
    .argument('<upn>', 'user principal name')
    .addHelpText('after', '\nExample:\n  signet user revoke-sessions alice@contoso.example')
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, (services) => revokeSessions(upn, options, services));
    });
}

async function revokeSessions(upn: string, options: GlobalOptions, services: Services): Promise<void> {
  const now = services.clock.now();
  const { user, sessions, grants } = await services.directory.transaction(async (inside) => {
    const found = await findUser(inside, upn);
    await inside.users.moveValidFrom(found.id, now);
    return {
      user: found,
      sessions: await inside.sessions.endAllOfUser(found.id, now),
      grants: await inside.grants.revokeAllOfUser(found.id, now, 'sessions-revoked'),
    };
  });
  const answer = {
    userPrincipalName: user.userPrincipalName,
    stsRefreshTokensValidFrom: formatTime(now),
    sessionsEnded: sessions,
    grantsRevoked: grants,
  };
  print(options, answer, () =>
    [
      `Ended for ${user.userPrincipalName}: ${count(sessions, 'session')}, ${count(grants, 'grant')} with their refresh tokens.`,
      `StsRefreshTokensValidFrom is now ${formatTime(now)}.`,
      CRL_MUST_FOLLOW,
    ].join('\n'),
  );
}
