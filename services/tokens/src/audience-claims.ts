import type {
  Application,
  AppRole,
  AppRoleAssignment,
  Directory,
  OptionalClaims,
  User,
} from '@signet/identity';
import { hasProperty, optionalClaims } from './optional-claims.ts';
import type { Claims, IdTokenSubject } from './token-claims.ts';

/**
 * What a person's token says because of its audience: the person's app roles there, the groups and directory roles that its
 * registration asks for, and its optional claims. An application that asks for nothing costs no look-up.
 */
export type AudienceClaims = (
  audience: Application,
  token: keyof OptionalClaims,
  subject: IdTokenSubject,
  /** `address`: the token travels in one, whose length browsers and servers limit. Default: it does not. */
  carrier?: 'address',
) => Promise<Claims>;

/** Over the directory as it stands when the token is made. */
export function createAudienceClaims(services: {
  readonly directory: Pick<Directory, 'groups' | 'appRoleAssignments' | 'domains'>;
  /** `https://graph.example`: where somebody with too many groups is asked for them. */
  readonly graphOrigin: string;
}): AudienceClaims {
  const { directory, graphOrigin } = services;
  return async (audience, token, subject, carrier) => {
    const { user } = subject;
    const maxGroups = carrier === 'address' ? MAX_GROUPS_IN_ADDRESS : MAX_GROUPS;
    const asked = audience.optionalClaims?.[token] ?? [];
    const groups = wants(audience, 'SecurityGroup') ? await directory.groups.listOfUser(user.id) : [];
    const roles = await listAppRoles(audience, user.id, 'User', directory);
    const asRoles = hasProperty(asked, 'groups', 'emit_as_roles');
    const allRoles = asRoles && groups.length <= maxGroups ? [...roles, ...groups] : roles;
    return {
      ...(await optionalClaims(asked, subject, directory)),
      ...(allRoles.length === 0 ? {} : { roles: allRoles }),
      ...(asRoles && groups.length <= maxGroups ? {} : groupClaims(groups, user, graphOrigin, carrier)),
      ...(wants(audience, 'DirectoryRole') ? directoryRoleClaims(user) : {}),
    };
  };
}

/** The values of the roles of a resource that a principal has, still enabled and for its kind. */
export async function listAppRoles(
  resource: Pick<Application, 'appId' | 'tenantId' | 'appRoles'>,
  principalId: AppRoleAssignment['principalId'],
  memberType: AppRole['allowedMemberTypes'][number],
  { appRoleAssignments }: Pick<Directory, 'appRoleAssignments'>,
): Promise<readonly string[]> {
  const roles = resource.appRoles.filter(
    (role) => role.isEnabled && role.allowedMemberTypes.includes(memberType),
  );
  if (roles.length === 0) return [];
  const assigned = await appRoleAssignments.listOfPrincipal(resource.tenantId, principalId);
  const ids = assigned.filter(({ resourceId }) => resourceId === resource.appId).map((one) => one.appRoleId);
  return roles.filter(({ id }) => ids.includes(id)).map(({ value }) => value);
}

/**
 * Too many groups make a token that no header takes: then it says where they can be asked for (OpenID Connect Core §5.6.2). One
 * that travels in an address says as little as that there are some (Microsoft: `hasgroups`).
 */
function groupClaims(
  groups: readonly string[],
  { id }: User,
  graphOrigin: string,
  carrier: 'address' | undefined,
): Claims {
  if (groups.length === 0) return {};
  if (carrier === 'address') return groups.length <= MAX_GROUPS_IN_ADDRESS ? { groups } : { hasgroups: true };
  if (groups.length <= MAX_GROUPS) return { groups };
  const endpoint = `${graphOrigin}/v1.0/users/${id}/getMemberObjects`;
  return { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint } } };
}

function directoryRoleClaims({ roles }: User): Claims {
  const wids = roles.flatMap((name) => ROLE_TEMPLATES.get(name) ?? []);
  return wids.length === 0 ? {} : { wids };
}

function wants({ groupMembershipClaims }: Application, kind: 'SecurityGroup' | 'DirectoryRole'): boolean {
  return groupMembershipClaims === 'All' || groupMembershipClaims === kind;
}

/** Entra's limit for JWTs. */
const MAX_GROUPS = 200;

/** Microsoft's reference of token claims: six or more are too many for a fragment. */
const MAX_GROUPS_IN_ADDRESS = 5;

/** Microsoft's ids of the directory roles: `wids` has them. */
const ROLE_TEMPLATES: ReadonlyMap<string, string> = new Map([
  ['Global Administrator', '62e90394-69f5-4237-9190-012177145e10'],
  ['Global Reader', 'f2ef992c-3afb-46b9-b7cf-a126ee74c451'],
  ['User Administrator', 'fe930be7-5e62-47db-91af-98c3a49a38b1'],
  ['Security Administrator', '194ae4cb-b126-40b2-bd5b-6091b380977d'],
]);
