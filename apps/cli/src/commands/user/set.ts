import { domainOf, stsRefreshTokensValidFromAfterSet, type User, withPersonalNames } from '@signet/identity';
import { formatTime, type UnixSeconds } from '@signet/pki';
import type { Services } from '@signet/server';
import { type Command, Option } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findUser } from '../../find-user.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { parseDate } from '../../parse-date.ts';
import { print, timeOrNull } from '../../terminal/print.ts';
import { withoutControls } from '../../terminal/without-controls.ts';
import { ADMINISTRATOR, warnWithoutAdministrator } from './administrators.ts';
import { CRL_MUST_FOLLOW } from './crl-must-follow.ts';
import { parsePartOfName } from './part-of-name.ts';
import { userToJson } from './user-json.ts';

interface UserSetOptions extends GlobalOptions {
  readonly stsRefreshTokensValidFrom?: UnixSeconds;
  readonly administrator?: 'yes' | 'no';
  readonly account?: 'enabled' | 'disabled';
  readonly name?: string;
  readonly givenName?: string;
  readonly surname?: string;
}

export function registerUserSet(user: Command): void {
  const validFrom = new Option(
    '--sts-refresh-tokens-valid-from <date>',
    'as Set-MsolUser does: a date in the future stores the present moment, any other stores nothing; UTC unless it says otherwise',
  );
  user
    .command('set')
    .description('Change a user: names, the role, the account, or StsRefreshTokensValidFrom.')
    .argument('<upn>', 'user principal name')
    .addOption(
      new Option('--administrator <yes|no>', 'give or take the role Global Administrator').choices([
        'yes',
        'no',
      ]),
    )
    .addOption(
      new Option('--account <state>', 'whether the user may sign in').choices(['enabled', 'disabled']),
    )
    .option('--name <name>', 'name, for people')
    .option('--given-name <name>', 'given name, for the claim given_name; "" takes it away', parseNameOrNone)
    .option('--surname <name>', 'surname, for the claim family_name; "" takes it away', parseNameOrNone)
    .addOption(validFrom.argParser(parseDate).conflicts([...CHANGES]))
    .addHelpText('after', EXAMPLES)
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<UserSetOptions>();
      const { stsRefreshTokensValidFrom: requested } = options;
      if (requested === undefined && CHANGES.every((change) => options[change] === undefined))
        throw new CommandError(
          EXIT.usage,
          'Say what to change: --name, --given-name, --surname, --administrator, --account or --sts-refresh-tokens-valid-from.',
        );
      await withServices(options, (services) =>
        requested === undefined
          ? changeUser(upn, options, services)
          : setValidFrom(upn, requested, options, services),
      );
    });
}

async function changeUser(upn: string, options: UserSetOptions, { directory }: Services): Promise<void> {
  const { before, after } = await directory.transaction(async (work) => {
    const user = await findUser(work, upn);
    const changed = withChanges(user, options);
    await work.users.update(changed);
    return { before: user, after: changed };
  });
  await warnWithoutAdministrator(before, directory);
  const domain = await directory.domains.find(domainOf(after.userPrincipalName) ?? '');
  print(options, userToJson(after, domain), () => describeChanges(after, options).join('\n'));
}

function withChanges(user: User, options: UserSetOptions): User {
  const { administrator, account, name, givenName, surname } = options;
  const others = user.roles.filter((role) => role !== ADMINISTRATOR);
  return {
    ...withPersonalNames(user, { givenName: nameOrNone(givenName), surname: nameOrNone(surname) }),
    ...(name !== undefined && { displayName: name }),
    ...(administrator !== undefined && {
      roles: administrator === 'yes' ? [...others, ADMINISTRATOR] : others,
    }),
    ...(account !== undefined && { accountEnabled: account === 'enabled' }),
  };
}

function nameOrNone(name: string | undefined): string | null | undefined {
  return name === '' ? null : name;
}

function parseNameOrNone(text: string): string {
  return text === '' ? text : parsePartOfName(text);
}

function describeChanges(
  { userPrincipalName, displayName, givenName, surname }: User,
  options: UserSetOptions,
): readonly string[] {
  const { administrator, account } = options;
  const isNamed = [options.name, options.givenName, options.surname].some((name) => name !== undefined);
  const names = `${displayName} (given name ${givenName ?? 'none'}, surname ${surname ?? 'none'})`;
  return [
    ...(isNamed ? [withoutControls(`${userPrincipalName} is called ${names} now.`)] : []),
    ...(administrator === 'yes' ? [`${userPrincipalName} is a Global Administrator now.`] : []),
    ...(administrator === 'no' ? [`${userPrincipalName} is no Global Administrator now.`] : []),
    ...(account === 'enabled' ? [`The account of ${userPrincipalName} is enabled now.`] : []),
    ...(account === 'disabled'
      ? [
          `The account of ${userPrincipalName} is disabled now: sign-ins are refused, refresh tokens at their next use. «signet user revoke-sessions ${userPrincipalName}» ends them now.`,
        ]
      : []),
  ];
}

async function setValidFrom(
  upn: string,
  requested: UnixSeconds,
  options: GlobalOptions,
  services: Services,
): Promise<void> {
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

/** What can be changed in one go. */
const CHANGES = ['administrator', 'account', 'name', 'givenName', 'surname'] as const;

const EXAMPLES = `
Examples:
  signet user set alice@contoso.example --administrator yes
  signet user set alice@contoso.example --sts-refresh-tokens-valid-from 2035-01-01`;
