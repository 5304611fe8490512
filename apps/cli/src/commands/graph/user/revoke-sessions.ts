import type { Command } from 'commander';
import { createGraphClient } from '../../../graph/graph-client.ts';
import { fetchUser, revokeSignInSessions } from '../../../graph/users.ts';
import type { GlobalOptions } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';
import { CRL_MUST_FOLLOW } from '../../user/crl-must-follow.ts';

export function registerGraphUserRevokeSessions(user: Command): void {
  user
    .command('revoke-sessions')
    .description('End all sessions of a user now (Revoke-MgUserSignInSession).')
    .argument('<upn>', 'user principal name or id')
    .addHelpText(
      'after',
      '\nStands for Revoke-MgUserSignInSession and Revoke-AzureADUserAllRefreshToken.\n\nExample:\n  signet graph user revoke-sessions alice@contoso.example',
    )
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const graph = await createGraphClient(options);
      const after = await revokeSignInSessions(graph, (await fetchUser(graph, upn)).user);
      const { userPrincipalName, signInSessionsValidFromDateTime: validFrom } = after;
      print(options, { userPrincipalName, stsRefreshTokensValidFrom: validFrom }, () =>
        [
          `The sessions of ${userPrincipalName} are ended: StsRefreshTokensValidFrom is ${validFrom}.`,
          CRL_MUST_FOLLOW,
        ].join('\n'),
      );
    });
}
