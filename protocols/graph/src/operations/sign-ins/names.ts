import {
  type Application,
  type ApplicationId,
  type Directory,
  guid,
  isGuid,
  type SignInLogEntry,
  type User,
  type UserId,
} from '@signet/identity';
import type { SignInNames } from './sign-in-json.ts';

/** Looks the names of one page up, each once; somebody of another tenant than the row's is not named. */
export function createNames(directory: Directory): (entry: SignInLogEntry) => Promise<SignInNames> {
  const users = remember((id) => directory.users.find(guid<UserId>(id)));
  const applications = remember((id) => directory.applications.find(guid<ApplicationId>(id)));
  return async ({ userId, appId, tenantId }) => ({
    user: ofTenant(await users(userId), tenantId),
    application: ofTenant(await applications(appId), tenantId),
  });
}

function ofTenant<Named extends Pick<User | Application, 'tenantId'>>(
  found: Named | undefined,
  tenantId: SignInLogEntry['tenantId'],
): Named | undefined {
  return found?.tenantId === tenantId ? found : undefined;
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
