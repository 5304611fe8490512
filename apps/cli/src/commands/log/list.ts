import type { SignInLogEntry, User } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Command } from 'commander';
import { findUser } from '../../find-user.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { parsePageLimit } from '../../parse-options.ts';
import { print } from '../../terminal/print.ts';
import { formatTable } from '../../terminal/table.ts';
import { entryToJson } from './entry-json.ts';

interface LogListOptions extends GlobalOptions {
  readonly user?: string;
  readonly limit: number;
}

export function registerLogList(log: Command): void {
  log
    .command('list')
    .description('List the newest sign-ins and refusals.')
    .option('--user <upn>', 'of one user')
    .option('--limit <number>', 'how many, at most 1000', parsePageLimit, 20)
    .addHelpText('after', '\nExample:\n  signet log list --user alice@contoso.example --limit 5')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<LogListOptions>();
      await withServices(options, async ({ directory }) => {
        const user = options.user === undefined ? undefined : await findUser(directory, options.user);
        const filter = user === undefined ? {} : { userId: user.id };
        const { items } = await directory.signInLog.list(filter, { limit: options.limit });
        print(options, items.map(entryToJson), () => formatEntries(items, user));
      });
    });
}

function formatEntries(entries: readonly SignInLogEntry[], user: User | undefined): string {
  if (entries.length === 0)
    return `The sign-in log holds nothing${user === undefined ? '' : ` about ${user.userPrincipalName}`} yet.`;
  return formatTable(
    ['Time', 'Result', 'User', 'Where', 'Request ID'],
    entries.map((entry) => [
      formatTime(entry.createdAt),
      entry.code === 'success' ? 'accepted' : `${entry.errorCode} ${entry.code}`,
      entry.userPrincipalName ?? entry.certificate?.subject ?? 'unknown',
      entry.face,
      entry.id,
    ]),
  );
}
