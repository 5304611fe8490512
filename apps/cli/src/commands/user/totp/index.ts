import { otpauthUri } from '@signet/identity';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../../../exit-codes.ts';
import { findUser } from '../../../find-user.ts';
import { type GlobalOptions, withServices } from '../../../installation.ts';
import { print } from '../../../terminal/print.ts';

/** The second factor of a user: the secret is shown once, when it is made. */
export function registerUserTotp(user: Command): void {
  const totp = user
    .command('totp')
    .description('The authenticator of a user, asked for where two factors are wanted.');
  totp
    .command('add')
    .description(
      'Make a secret for an authenticator app and print its address; an earlier one stops working.',
    )
    .argument('<upn>', 'user principal name')
    .addHelpText('after', '\nExample:\n  signet user totp add dora@fabrikam.example')
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory, random, clock }) => {
        const { id, tenantId, userPrincipalName } = await findUser(directory, upn);
        const secret = random.bytes(SECRET_BYTES);
        await directory.totpSecrets.put(id, secret, clock.now());
        const tenant = await directory.tenants.find(tenantId);
        const uri = otpauthUri(tenant?.displayName ?? 'Signet', userPrincipalName, secret);
        print(options, { userPrincipalName, otpauthUri: uri }, () =>
          [`Give this to ${userPrincipalName}, as text or as a QR code; it is not shown again:`, uri].join(
            '\n',
          ),
        );
      });
    });
  totp
    .command('remove')
    .description('Forget the authenticator of a user.')
    .argument('<upn>', 'user principal name')
    .addHelpText('after', '\nExample:\n  signet user totp remove dora@fabrikam.example')
    .action(async (upn: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      await withServices(options, async ({ directory }) => {
        const { id, userPrincipalName } = await findUser(directory, upn);
        if (!(await directory.totpSecrets.remove(id)))
          throw new CommandError(EXIT.notFound, `${userPrincipalName} has no authenticator.`);
        print(
          options,
          { userPrincipalName, removed: true },
          () => `${userPrincipalName} has no authenticator now.`,
        );
      });
    });
}

/** RFC 4226 §4, R6: the length of the hash. */
const SECRET_BYTES = 20;
