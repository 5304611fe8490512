import { stsRefreshTokensValidFromAfterSet, type User } from '@signet/identity';
import { formatTime, type UnixSeconds } from '@signet/pki';
import type { Services } from '@signet/server';
import { type Command, Option } from 'commander';
import { findUser } from '../../find-user.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { parseDate } from '../../parse-date.ts';
import { print, timeOrNull } from '../../terminal/print.ts';
import { CRL_MUST_FOLLOW } from './crl-must-follow.ts';

interface UserSetOptions extends GlobalOptions {
  readonly stsRefreshTokensValidFrom: UnixSeconds;
}

export function registerUserSet(user: Command): void {
  const validFrom = new Option('--sts-refresh-tokens-valid-from <date>', 'UTC unless it says otherwise');
  user
    .command('set')
    .description(
      'Set StsRefreshTokensValidFrom as Set-MsolUser does: a date in the future stores the present moment, any other stores nothing.',
    )
    .argument('<upn>', 'user principal name')
    .addOption(validFrom.argParser(parseDate).makeOptionMandatory())
    .addHelpText(
      'after',
      '\nExample:\n  signet user set alice@contoso.example --sts-refresh-tokens-valid-from 2035-01-01',
    )
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<UserSetOptions>();
      await withServices(options, (services) => setValidFrom(upn, options, services));
    });
}

async function setValidFrom(upn: string, options: UserSetOptions, services: Services): Promise<void> {
  const requested = options.stsRefreshTokensValidFrom;
  const { user, stored } = await services.directory.transaction(async (inside) => {
    const before = await findUser(inside, upn);
    const value = stsRefreshTokensValidFromAfterSet(requested, services.clock.now());
    if (value !== undefined) await inside.users.moveValidFrom(before.id, value);
    return { user: before, stored: value };
  });
  const answer = {
    userPrincipalName: user.userPrincipalName,
    requested: formatTime(requested),
    stored: stored !== undefined,
    stsRefreshTokensValidFrom: timeOrNull(stored ?? user.stsRefreshTokensValidFrom),
  };
  print(options, answer, () =>
    stored === undefined ? tellNothingStored(user, requested) : tellStored(user, requested, stored),
  );
}

function tellNothingStored(user: User, requested: UnixSeconds): string {
  const present = user.stsRefreshTokensValidFrom;
  return [
    `Nothing was stored: ${formatTime(requested)} is not in the future, and only a date in the future has an effect.`,
    `StsRefreshTokensValidFrom of ${user.userPrincipalName} stays ${present === undefined ? 'unset' : formatTime(present)}.`,
    `To end the sessions now, run «signet user revoke-sessions ${user.userPrincipalName}».`,
  ].join('\n');
}

function tellStored(user: User, requested: UnixSeconds, stored: UnixSeconds): string {
  return [
    `Stored ${formatTime(stored)}, the present moment: a date in the future (${formatTime(requested)}) always stores now.`,
    `What ${user.userPrincipalName} was granted before is refused at its next use.`,
    CRL_MUST_FOLLOW,
  ].join('\n');
}
