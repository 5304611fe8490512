import { type Domain, domainOf, type User } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Command } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { parsePageLimit } from '../../parse-options.ts';
import { print, warn } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { userToJson } from './user-json.ts';

interface UserListOptions extends GlobalOptions {
  readonly tenant?: string;
  readonly limit: number;
}

export function registerUserList(user: Command): void {
  user
    .command('list')
    .description('List the users of a tenant by user principal name.')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .option('--limit <number>', 'how many, at most 1000', parsePageLimit, 100)
    .addHelpText('after', '\nExample:\n  signet user list --limit 20')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<UserListOptions>();
      await withServices(options, async ({ directory }) => {
        const tenant = await chooseTenant(directory, options.tenant);
        const { items, next } = await directory.users.list(tenant.id, { limit: options.limit });
        const domains = await directory.domains.list(tenant.id);
        if (next !== undefined)
          warn(`${tenant.displayName} has more users than these ${items.length}: give a larger --limit.`);
        print(
          options,
          items.map((one) => userToJson(one, domainOfUser(one, domains))),
          () =>
            items.length === 0 ? `${tenant.displayName} has no users yet.` : formatUsers(items, domains),
        );
      });
    });
}

function formatUsers(users: readonly User[], domains: readonly Domain[]): string {
  return formatTable(
    ['User principal name', 'Name', 'Account', 'Domain', 'Roles', 'Valid from'],
    users.map((user) => [
      user.userPrincipalName,
      user.displayName,
      user.accountEnabled ? 'enabled' : 'disabled',
      describeDomain(domainOfUser(user, domains)),
      user.roles.join(', ') || 'none',
      user.stsRefreshTokensValidFrom === undefined ? 'not set' : formatTime(user.stsRefreshTokensValidFrom),
    ]),
  );
}

function domainOfUser({ userPrincipalName }: User, domains: readonly Domain[]): Domain | undefined {
  const name = domainOf(userPrincipalName)?.toLowerCase();
  return domains.find((domain) => domain.name.toLowerCase() === name);
}

function describeDomain(domain: Domain | undefined): string {
  if (!domain) return 'not verified';
  return domain.federation ? 'federated' : 'managed';
}
