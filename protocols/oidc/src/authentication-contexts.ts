import { type Authentication, type Directory, isSingleFactor, type TenantId } from '@signet/identity';
import type { ContextsRequest } from './claims-request.ts';
import { OAuthError } from './oauth-error.ts';

/**
 * Of the authentication contexts that a request asks for those that the tenant offers. Throws `claims-malformed` where
 * an essential one is not offered: no sign-in would bring it, and the client would ask again for ever.
 */
export async function offeredContexts(
  { ids, essential }: ContextsRequest,
  tenantId: TenantId,
  { authenticationContexts }: Pick<Directory, 'authenticationContexts'>,
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const offered = (await authenticationContexts.list(tenantId)).filter(({ isAvailable }) => isAvailable);
  const missing = ids.find((id) => !offered.some((context) => context.id === id));
  if (missing !== undefined && essential) {
    throw new OAuthError('claims-malformed', `The tenant offers no authentication context ${missing}.`);
  }
  return offered.map(({ id }) => id).filter((id) => ids.includes(id));
}

/** What stands in `acrs`: every context demands multi-factor authentication, so all that was asked for or nothing. */
export async function satisfiedContexts(
  ids: readonly string[],
  authentication: Authentication,
  tenantId: TenantId,
  directory: Pick<Directory, 'authenticationContexts'>,
): Promise<readonly string[]> {
  if (isSingleFactor(authentication)) return [];
  return offeredContexts({ ids, essential: false }, tenantId, directory);
}
