import {
  type ApplicationId,
  type Directory,
  guid,
  isGuid,
  type SignInLogEntry,
  type UserId,
} from '@signet/identity';
import type { SignInNames } from './sign-in-json.ts';

/** Looks the names of one page up, each once. */
export function createNames(directory: Directory): (entry: SignInLogEntry) => Promise<SignInNames> {
  const users = remember((id) => directory.users.find(guid<UserId>(id)));
  const applications = remember((id) => directory.applications.find(guid<ApplicationId>(id)));
  return async ({ userId, appId }) => ({
    user: await users(userId),
    application: await applications(appId),
  });
}

function remember<Value>(
  find: (id: string) => Promise<Value | undefined>,
): (id: string | undefined) => Promise<Value | undefined> {
  const known = new Map<string, Promise<Value | undefined>>();
  return async (id) => {
    if (id === undefined || !isGuid(id)) return undefined;
    const found = known.get(id) ?? find(id);
    known.set(id, found);
    return found;
  };
}
