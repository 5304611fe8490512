import type { User } from '@signet/identity';

/** Who calls, as the access token and the directory say. */
export interface Caller {
  readonly user: User;
  readonly appId: string;
  readonly appDisplayName: string | undefined;
  /** Lower case. */
  readonly scopes: ReadonlySet<string>;
}

/** Whether the `{userId}` of a path, an id or a user principal name, is the caller itself. */
export function isCaller({ user }: Caller, userId: string): boolean {
  const lowered = userId.toLowerCase();
  return lowered === user.id || lowered === user.userPrincipalName.toLowerCase();
}

export function isGlobalAdministrator({ user }: Caller): boolean {
  return user.roles.includes('Global Administrator');
}
