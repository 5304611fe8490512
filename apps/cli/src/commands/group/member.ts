import type { Directory, Group, User } from '@signet/identity';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { findGroup } from '../../find-group.ts';
import { findUser } from '../../find-user.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';

export function registerGroupMember(group: Command): void {
  const member = group.command('member').description('Who is in a group.');
  register(member, 'add', 'Put a user into a group.', async ({ groups }, { id, displayName }, user) => {
    if ((await groups.listOfUser(user.id)).includes(id))
      throw new CommandError(EXIT.usage, `${user.userPrincipalName} is a member of ${displayName} already.`);
    await groups.addMember(id, user.id);
    return `${user.userPrincipalName} is a member of ${displayName} now.`;
  });
  register(member, 'remove', 'Take a user out of a group.', async ({ groups }, { id, displayName }, user) => {
    if (!(await groups.removeMember(id, user.id)))
      throw new CommandError(EXIT.notFound, `${user.userPrincipalName} is no member of ${displayName}.`);
    return `${user.userPrincipalName} is no member of ${displayName} any more.`;
  });
}

function register(
  member: Command,
  verb: 'add' | 'remove',
  description: string,
  work: (directory: Directory, group: Group, user: User) => Promise<string>,
): void {
  member
    .command(verb)
    .description(description)
    .argument('<group>', 'group by id or name')
    .argument('<upn>', 'user principal name')
    .addHelpText('after', `\nExample:\n  signet group member ${verb} "Card holders" dora@fabrikam.example`)
    .action(async (wanted: string, upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const user = await findUser(directory, upn);
        const group = await findGroup(directory, user.tenantId, wanted);
        const text = await work(directory, group, user);
        print(options, { group: group.id, userPrincipalName: user.userPrincipalName }, () => text);
      });
    });
}
