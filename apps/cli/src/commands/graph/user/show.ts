import type { Command } from 'commander';
import { createGraphClient } from '../../../graph/graph-client.ts';
import { fetchUser, type GraphUser } from '../../../graph/users.ts';
import type { GlobalOptions } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';
import { formatFacts } from '../../../terminal/table.ts';
import { withoutControls } from '../../../terminal/without-controls.ts';

export function registerGraphUserShow(user: Command): void {
  user
    .command('show')
    .description('Show a user with StsRefreshTokensValidFrom (Get-MsolUser).')
    .argument('<upn>', 'user principal name or id')
    .addHelpText(
      'after',
      '\nStands for Get-MsolUser and Get-MgUser; Graph calls StsRefreshTokensValidFrom signInSessionsValidFromDateTime.\n\nExample:\n  signet graph user show alice@contoso.example',
    )
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { user: found } = await fetchUser(await createGraphClient(options), upn);
      print(options, found, () => formatUser(found));
    });
}

function formatUser(user: GraphUser): string {
  const { signInSessionsValidFromDateTime: validFrom } = user;
  return [
    withoutControls(user.displayName),
    formatFacts([
      ['User principal name', user.userPrincipalName],
      ['Given name', withoutControls(user.givenName ?? 'none')],
      ['Surname', withoutControls(user.surname ?? 'none')],
      ['ID', user.id],
      ['Account', user.accountEnabled ? 'enabled' : 'disabled'],
      ['Addresses', listOrNone(user.proxyAddresses)],
      ['ImmutableID', user.onPremisesImmutableId ?? 'none'],
      ['Certificate user IDs', listOrNone(user.certificateUserIds)],
      ['StsRefreshTokensValidFrom', validFrom ?? 'not set: sessions were never revoked'],
    ]),
  ].join('\n');
}

function listOrNone(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}
