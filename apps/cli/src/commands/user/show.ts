import { type Domain, domainOf, type User } from '@signet/identity';
import { formatTime } from '@signet/pki';
import type { Command } from 'commander';
import { findUser } from '../../find-user.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { formatFacts } from '../../terminal/table.ts';
import { withoutControls } from '../../terminal/without-controls.ts';
import { userToJson } from './user-json.ts';

export function registerUserShow(user: Command): void {
  user
    .command('show')
    .description('Show a user.')
    .argument('<upn>', 'user principal name')
    .addHelpText('after', '\nExample:\n  signet user show alice@contoso.example')
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const found = await findUser(directory, upn);
        const domain = await directory.domains.find(domainOf(found.userPrincipalName) ?? '');
        print(options, userToJson(found, domain), () => formatUser(found, domain));
      });
    });
}

function formatUser(user: User, domain: Domain | undefined): string {
  const { stsRefreshTokensValidFrom: validFrom } = user;
  return [
    withoutControls(user.displayName),
    formatFacts([
      ['User principal name', user.userPrincipalName],
      ['Given name', withoutControls(user.givenName ?? 'none')],
      ['Surname', withoutControls(user.surname ?? 'none')],
      ['ID', user.id],
      ['Account', user.accountEnabled ? 'enabled' : 'disabled'],
      ['Domain', describeDomain(domain)],
      ['Addresses', listOrNone(user.proxyAddresses)],
      ['ImmutableID', user.onPremisesImmutableId ?? 'none'],
      ['Certificate user IDs', listOrNone(user.certificateUserIds)],
      ['Roles', listOrNone(user.roles)],
      [
        'Valid from',
        validFrom === undefined ? 'not set: sessions were never revoked' : formatTime(validFrom),
      ],
    ]),
  ].join('\n');
}

function describeDomain(domain: Domain | undefined): string {
  if (!domain) return 'no tenant has verified it';
  return domain.federation
    ? `${domain.name}, federated with ${domain.federation.issuerUri}`
    : `${domain.name}, managed`;
}

function listOrNone(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}
