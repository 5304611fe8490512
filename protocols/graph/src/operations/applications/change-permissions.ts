import type { Application, AppRole, PermissionScope } from '@signet/identity';
import { badRequest, GraphError } from '../../graph-error.ts';
import type { ApplicationChanges } from '../../schemas/application-input.ts';
import type { AppRoleInput, PermissionScopeInput } from '../../schemas/application-permissions.ts';

/** Roles and scopes that were sent take the place of those that there were. */
export function changePermissions(
  before: Application,
  { appRoles, api }: ApplicationChanges,
): Pick<Application, 'appRoles' | 'oauth2PermissionScopes'> {
  return {
    appRoles: appRoles ? replace(before.appRoles, appRoles.map(appRoleOf), 'appRoles') : before.appRoles,
    oauth2PermissionScopes: api?.oauth2PermissionScopes
      ? replace(
          before.oauth2PermissionScopes,
          api.oauth2PermissionScopes.map(permissionScopeOf),
          'api/oauth2PermissionScopes',
        )
      : before.oauth2PermissionScopes,
  };
}

interface Entitlement {
  readonly id: string;
  readonly value: string;
  readonly isEnabled: boolean;
}

/**
 * As Graph has it, what is enabled cannot be taken away: a client that sends a list without what another has just added
 * would take it away from everybody unseen.
 */
function replace<One extends Entitlement>(
  before: readonly One[],
  after: readonly One[],
  place: string,
): readonly One[] {
  for (const key of ['id', 'value'] as const) {
    const keys = after.map((one) => one[key].toLowerCase());
    if (new Set(keys).size < keys.length) throw badRequest(`${place}: the same ${key} is there twice.`);
  }
  const lost = before.find(({ id, isEnabled }) => isEnabled && !after.some((one) => one.id === id));
  if (lost === undefined) return after;
  throw new GraphError(
    'CannotDeleteOrUpdateEnabledEntitlement',
    `${place}: ${lost.value} is enabled. Disable it (isEnabled: false) before it is taken away.`,
  );
}

function appRoleOf({
  id,
  value,
  displayName,
  description,
  allowedMemberTypes,
  isEnabled,
}: AppRoleInput): AppRole {
  return {
    id: id.toLowerCase(),
    value,
    displayName,
    ...(description && { description }),
    allowedMemberTypes: [...new Set(allowedMemberTypes)],
    isEnabled,
  };
}

/** The consent page shows the person's text; where there is none, the administrator's, or the name. */
function permissionScopeOf(input: PermissionScopeInput): PermissionScope {
  const { id, value, type, isEnabled } = input;
  const { userConsentDescription, adminConsentDisplayName, adminConsentDescription } = input;
  return {
    id: id.toLowerCase(),
    value,
    type,
    isEnabled,
    userConsentDisplayName: input.userConsentDisplayName || adminConsentDisplayName || value,
    ...(userConsentDescription && { userConsentDescription }),
    ...(adminConsentDisplayName && { adminConsentDisplayName }),
    ...(adminConsentDescription && { adminConsentDescription }),
  };
}
