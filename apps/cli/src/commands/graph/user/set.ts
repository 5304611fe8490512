import { formatTime, type UnixSeconds } from '@signet/pki';
import { type Command, Option } from 'commander';
import { createGraphClient } from '../../../graph/graph-client.ts';
import { fetchUser, type GraphUser, revokeSignInSessions } from '../../../graph/users.ts';
import type { GlobalOptions } from '../../../installation.ts';
import { parseDate } from '../../../parse-date.ts';
import { print } from '../../../terminal/print.ts';
import { CRL_MUST_FOLLOW } from '../../user/crl-must-follow.ts';

interface GraphUserSetOptions extends GlobalOptions {
  readonly stsRefreshTokensValidFrom: UnixSeconds;
}

export function registerGraphUserSet(user: Command): void {
  const validFrom = new Option(
    '--sts-refresh-tokens-valid-from <date>',
    'a date in the future stores the present moment, any other stores nothing; UTC unless it says otherwise',
  );
  user
    .command('set')
    .description('Set StsRefreshTokensValidFrom as the document does (Set-MsolUser).')
    .argument('<upn>', 'user principal name or id')
    .addOption(validFrom.argParser(parseDate).makeOptionMandatory())
    .addHelpText(
      'after',
      '\nStands for Set-MsolUser -StsRefreshTokensValidFrom.\n\nExample:\n  signet graph user set alice@contoso.example --sts-refresh-tokens-valid-from 2035-01-01',
    )
    .action(async (upn: string, _options, command: Command) =>
      setValidFrom(upn, command.optsWithGlobals<GraphUserSetOptions>()),
    );
}

/**
 * Entra CBA with federation: a date that is not in the future stores nothing, one in the future stores now. So the
 * second is revokeSignInSessions, which is all that Graph has for the property.
 */
async function setValidFrom(upn: string, options: GraphUserSetOptions): Promise<void> {
  const requested = options.stsRefreshTokensValidFrom;
  const graph = await createGraphClient(options);
  // Whether a date is in the future, the server's clock says.
  const { user, serverTime } = await fetchUser(graph, upn);
  const stored = requested > serverTime;
  const after = stored ? await revokeSignInSessions(graph, user) : user;
  const answer = {
    userPrincipalName: after.userPrincipalName,
    requested: formatTime(requested),
    stored,
    stsRefreshTokensValidFrom: after.signInSessionsValidFromDateTime,
  };
  print(options, answer, () => (stored ? tellStored(after, requested) : tellNothingStored(after, requested)));
}

function tellNothingStored(user: GraphUser, requested: UnixSeconds): string {
  return [
    `Nothing was stored: ${formatTime(requested)} is not in the future, and only a date in the future has an effect.`,
    `StsRefreshTokensValidFrom of ${user.userPrincipalName} stays ${user.signInSessionsValidFromDateTime ?? 'unset'}.`,
    `To end the sessions now, run «signet graph user revoke-sessions ${user.userPrincipalName}».`,
  ].join('\n');
}

function tellStored(user: GraphUser, requested: UnixSeconds): string {
  return [
    `Stored ${user.signInSessionsValidFromDateTime}, the present moment: a date in the future (${formatTime(requested)}) always stores now.`,
    `What ${user.userPrincipalName} was granted before is refused at its next use.`,
    CRL_MUST_FOLLOW,
  ].join('\n');
}
