import type { AuthenticationContext, Directory } from '@signet/identity';
import type { Caller } from '../../access/caller.ts';
import { notFound } from '../../graph-error.ts';
import type { Activity, Permissions } from '../../operation.ts';
import type { AuthenticationContextJson } from '../../schemas/authentication-context.ts';

export const CONTEXTS_PATH = '/identity/conditionalAccess/authenticationContextClassReferences';
export const CONTEXTS_CONTEXT = 'identity/conditionalAccess/authenticationContextClassReferences';

/** As Microsoft's permissions reference has them for delegated calls. */
export const READ_CONTEXTS: Permissions = {
  least: 'AuthenticationContext.Read.All',
  accepted: [
    'AuthenticationContext.ReadWrite.All',
    'Policy.Read.ConditionalAccess',
    'Policy.ReadWrite.ConditionalAccess',
  ],
};

export const WRITE_CONTEXTS: Permissions = {
  least: 'AuthenticationContext.ReadWrite.All',
  accepted: ['Policy.ReadWrite.ConditionalAccess'],
};

export const CHANGE_CONTEXT: Pick<Activity, 'category' | 'targetType'> = {
  category: 'Policy',
  targetType: 'Policy',
};

export function contextJson(context: AuthenticationContext): AuthenticationContextJson {
  const { id, displayName, description, isAvailable } = context;
  return { id, displayName, description, isAvailable };
}

export async function findContext(
  directory: Directory,
  { user }: Caller,
  { contextId = '' }: Readonly<Record<string, string>>,
): Promise<AuthenticationContext> {
  const context = await directory.authenticationContexts.find(user.tenantId, contextId);
  if (!context) throw notFound(contextId);
  return context;
}
