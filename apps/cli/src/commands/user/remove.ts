import { count, type User } from '@signet/identity';
import type { Services } from '@signet/server';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findUser } from '../../find-user.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { confirm } from '../../terminal/confirm.ts';
import { print } from '../../terminal/print.ts';
import { withoutControls } from '../../terminal/without-controls.ts';
import { warnWithoutAdministrator } from './administrators.ts';

interface UserRemoveOptions extends GlobalOptions {
  readonly yes?: true;
}

export function registerUserRemove(user: Command): void {
  user
    .command('remove')
    .description('Remove a user for good, with sessions, consent, memberships and mailbox.')
    .argument('<upn>', 'user principal name')
    .option('--yes', 'do not ask on a terminal')
    .addHelpText('after', '\nExample:\n  signet user remove alice@contoso.example')
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<UserRemoveOptions>();
      await withServices(options, (services) => removeUser(upn, options, services));
    });
}

async function removeUser(upn: string, options: UserRemoveOptions, services: Services): Promise<void> {
  const { directory } = services;
  const found = await findUser(directory, upn);
  const sure = options.yes === true || (await confirm(describeLoss(found)));
  if (!sure) throw new CommandError(EXIT.refused, `${found.userPrincipalName} stays.`);
  const now = services.clock.now();
  const { user, sessions, grants } = await directory.transaction(async (work) => {
    const before = await findUser(work, upn);
    // Ended first, so that it can be told what there was: with the user all of it is gone.
    const ended = {
      sessions: await work.sessions.endAllOfUser(before.id, now),
      grants: await work.grants.revokeAllOfUser(before.id, now, 'sessions-revoked'),
    };
    await work.users.remove(before.id);
    return { user: before, ...ended };
  });
  await warnWithoutAdministrator(user, directory);
  const { id, userPrincipalName } = user;
  print(options, { id, userPrincipalName, sessionsEnded: sessions, grantsRevoked: grants }, () =>
    [
      `${userPrincipalName} is removed; ended: ${count(sessions, 'session')}, ${count(grants, 'grant')} with their refresh tokens.`,
      'The certificate signs nobody in any more; revoke it at its CA as well. An access token is good for up to an hour.',
    ].join('\n'),
  );
}

/** Entra keeps a user for thirty days; here nothing brings one back. */
function describeLoss({ displayName, userPrincipalName }: User): string {
  return `Remove ${withoutControls(displayName)} (${userPrincipalName}) with the mailbox, for good?`;
}
