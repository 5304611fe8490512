import { type Directory, guid, isGuid, type User, type UserId } from '@signet/identity';
import type { Caller } from '../../access/caller.ts';
import { notFound } from '../../graph-error.ts';

/** By id or user principal name, in the caller's tenant; a user of another is answered as if there were none. */
export async function findUser(directory: Directory, caller: Caller, userId: string): Promise<User> {
  const user = isGuid(userId)
    ? await directory.users.find(guid<UserId>(userId))
    : await directory.users.findByUserPrincipalName(userId);
  if (user?.tenantId !== caller.user.tenantId) throw notFound(userId);
  return user;
}
