import { type Domain, domainOf, guid, type User, type UserId, withPersonalNames } from '@signet/identity';
import type { Services } from '@signet/server';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findDomain } from '../../find-domain.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { ADMINISTRATOR } from './administrators.ts';
import { parsePartOfName } from './part-of-name.ts';
import { userToJson } from './user-json.ts';

interface UserAddOptions extends GlobalOptions {
  readonly name: string;
  readonly givenName?: string;
  readonly surname?: string;
  readonly administrator?: true;
  readonly immutableId?: string;
}

/** Also how an empty installation gets its first administrator: whoever may write into the data folder makes one. */
export function registerUserAdd(user: Command): void {
  user
    .command('add')
    .description('Make a user, who signs in with a certificate that has the user principal name in it.')
    .argument('<upn>', 'user principal name, in a domain of the tenant')
    .requiredOption('--name <name>', 'name, for people')
    .option('--given-name <name>', 'given name, for the claim given_name', parsePartOfName)
    .option('--surname <name>', 'surname, for the claim family_name', parsePartOfName)
    .option('--administrator', 'give the role Global Administrator')
    .option('--immutable-id <id>', 'onPremisesImmutableId (default: made from the user’s id)')
    .addHelpText(
      'after',
      '\nExample:\n  signet user add ada@contoso.example --name "Ada Admin" --administrator',
    )
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<UserAddOptions>();
      await withServices(options, (services) => addUser(upn, options, services));
    });
}

async function addUser(upn: string, options: UserAddOptions, services: Services): Promise<void> {
  const { user, domain } = await services.directory.transaction(async (directory) => {
    const found = await findDomain(directory, readDomain(upn));
    const made = describe(upn, options, found, services);
    await checkIsFree(made, directory);
    await directory.users.add(made);
    return { user: made, domain: found };
  });
  print(options, userToJson(user, domain), () =>
    [
      `Made the user ${upn} (${user.id})${options.administrator ? ', a Global Administrator' : ''}.`,
      `«signet explain <certificate>» says whether a certificate signs in as ${upn}.`,
    ].join('\n'),
  );
}

function readDomain(upn: string): string {
  const domain = domainOf(upn);
  if (domain !== undefined && /^[^@\s\p{Cc}]{1,64}@[^@]+$/u.test(upn)) return domain;
  throw new CommandError(EXIT.usage, `${upn} is no user principal name: give it as ada@contoso.example.`);
}

async function checkIsFree(
  { tenantId, userPrincipalName, onPremisesImmutableId }: User,
  { users }: Pick<Services['directory'], 'users'>,
): Promise<void> {
  const twin =
    (await users.findByUserPrincipalName(userPrincipalName)) ??
    (await users.findByProxyAddress(tenantId, userPrincipalName));
  if (twin)
    throw new CommandError(
      EXIT.usage,
      `${userPrincipalName} is ${twin.displayName}’s already: see «signet user show ${twin.userPrincipalName}».`,
    );
  if (await users.findByImmutableId(tenantId, onPremisesImmutableId ?? ''))
    throw new CommandError(EXIT.usage, `${onPremisesImmutableId} is another user’s ImmutableID already.`);
}

function describe(
  userPrincipalName: string,
  { name, givenName, surname, administrator, immutableId }: UserAddOptions,
  { tenantId }: Domain,
  { random, clock }: Pick<Services, 'random' | 'clock'>,
): User {
  const id = guid<UserId>(random.guid());
  const user: User = {
    id,
    tenantId,
    userPrincipalName,
    displayName: name,
    mail: userPrincipalName,
    proxyAddresses: [`SMTP:${userPrincipalName}`],
    // As AD FS and Entra Connect make it of a directory's GUID; without one nobody signs in once the domain is federated.
    onPremisesImmutableId: immutableId ?? Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64'),
    certificateUserIds: [],
    accountEnabled: true,
    roles: administrator ? [ADMINISTRATOR] : [],
    stsRefreshTokensValidFrom: undefined,
    createdAt: clock.now(),
  };
  return withPersonalNames(user, { givenName, surname });
}
