import type { User } from '@signet/identity';
import { checkMailAccount, type MailAccount, ProfileError } from '@signet/profiles';
import { originsOf, type ServerConfig } from '@signet/server/services';
import { CommandError, EXIT } from '../../exit-codes.ts';

/** The mailbox of a user at the door that asks for certificates, or at another host that was named. */
export function mailAccountOf(user: User, config: ServerConfig, host: string | undefined): MailAccount {
  const account = {
    host: host ?? new URL(originsOf(config.listen).certificate).host,
    emailAddress: user.mail ?? user.userPrincipalName,
    userPrincipalName: user.userPrincipalName,
  };
  try {
    checkMailAccount(account);
    return account;
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw new CommandError(EXIT.usage, error.message, { cause: error });
  }
}
