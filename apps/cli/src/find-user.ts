import type { Directory, User } from '@signet/identity';
import { CommandError, EXIT } from './exit-codes.ts';

export async function findUser(
  directory: Pick<Directory, 'users'>,
  userPrincipalName: string,
): Promise<User> {
  const user = await directory.users.findByUserPrincipalName(userPrincipalName);
  if (user) return user;
  throw new CommandError(
    EXIT.notFound,
    `No user has the user principal name ${userPrincipalName}: check its spelling, or see «signet user list».`,
  );
}
