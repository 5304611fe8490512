import type {
  Application,
  ApplicationId,
  AuditLogEntry,
  CertificateAuthority,
  Directory,
  Domain,
  Group,
  GroupId,
  RelyingPartyTrust,
  TenantId,
  User,
  UserId,
} from '@signet/identity';
import type { AuditedChange } from './audit-row.ts';

/** What a call of a repository's method changes, found out before it is made. Absent: nothing that is there. */
export type AuditedWrite<Values extends readonly unknown[]> = (
  values: Values,
  directory: Directory,
) => AuditedChange | undefined | Promise<AuditedChange | undefined>;

/**
 * Updates of domains are not among them: only the command knows whether it sends people elsewhere (see `changeDomain`). Nor is
 * what follows from another change: sessions that end with a user, consent that goes with an application.
 */
export const AUDITED_WRITES: AuditedWrites = {
  tenants: {
    add: ([tenant]) => change('Add tenant', 'Add', 'Directory', { ...tenant, tenantId: tenant.id }),
  },
  domains: {
    add: ([domain]) => domainChange('Add domain', 'Add', domain),
    remove: async ([name], { domains }) => domainChange('Remove domain', 'Delete', await domains.find(name)),
  },
  users: {
    add: ([user]) => userChange('Add user', 'Add', user),
    update: ([user]) => userChange('Update user', 'Update', user),
    change: ([, user]) => userChange('Update user', 'Update', user),
    remove: ofUser('Delete user', 'Delete'),
    moveValidFrom: ofUser('Revoke sign-in sessions', 'Update'),
  },
  passwords: {
    put: ofUser('Reset user password', 'Update'),
    remove: ofUser('Remove user password', 'Update'),
  },
  totpSecrets: {
    put: ofUser('Add security info', 'Update'),
    remove: ofUser('Delete security info', 'Update'),
  },
  groups: {
    add: ([group]) => groupChange('Add group', 'Add', group),
    remove: ofGroup('Delete group', 'Delete'),
    addMember: ofGroup('Add member to group', 'Update'),
    removeMember: ofGroup('Remove member from group', 'Update'),
  },
  certificateAuthorities: {
    add: ([authority]) => authorityChange('Create CertificateAuthority', 'Add', authority),
    update: ([authority]) => authorityChange('Update CertificateAuthority', 'Update', authority),
    remove: async ([id], { certificateAuthorities }) =>
      authorityChange('Delete CertificateAuthority', 'Delete', await certificateAuthorities.find(id)),
  },
  applications: {
    add: ([application]) => applicationChange('Add application', 'Add', application),
    update: ([application]) => applicationChange('Update application', 'Update', application),
    remove: ofApplication('Delete application', 'Delete'),
  },
  appRoleAssignments: {
    add: ([{ resourceId }], directory) =>
      ofApplication('Add app role assignment', 'Update')([resourceId], directory),
    remove: async ([tenantId, id], directory) => {
      const found = await directory.appRoleAssignments.find(tenantId, id);
      return found && ofApplication('Remove app role assignment', 'Update')([found.resourceId], directory);
    },
  },
  permissionGrants: {
    add: ([{ clientId }], directory) =>
      ofApplication('Add delegated permission grant', 'Update')([clientId], directory),
    remove: async ([id], directory) => {
      const found = await directory.permissionGrants.find(id);
      return (
        found && ofApplication('Remove delegated permission grant', 'Update')([found.clientId], directory)
      );
    },
  },
  relyingPartyTrusts: {
    add: ([trust]) => trustChange('Add relying party trust', 'Add', trust),
    update: ([trust]) => trustChange('Update relying party trust', 'Update', trust),
    remove: async ([id], { relyingPartyTrusts }) =>
      trustChange('Delete relying party trust', 'Delete', await relyingPartyTrusts.find(id)),
  },
};

/** Each method has the values that the repository's has. */
export type AuditedWrites = {
  readonly [Repository in keyof Directory]?: {
    readonly [Method in keyof Directory[Repository]]?: Directory[Repository][Method] extends (
      ...values: infer Values extends readonly unknown[]
    ) => unknown
      ? AuditedWrite<Values>
      : never;
  };
};

type Operation = AuditedChange['operationType'];

function ofUser(activity: string, operationType: Operation) {
  return async ([id]: readonly [UserId, ...unknown[]], { users }: Directory) =>
    userChange(activity, operationType, await users.find(id));
}

function ofGroup(activity: string, operationType: Operation) {
  return async ([id]: readonly [GroupId, ...unknown[]], { groups }: Directory) =>
    groupChange(activity, operationType, await groups.find(id));
}

function ofApplication(activity: string, operationType: Operation) {
  return async ([id]: readonly [ApplicationId], { applications }: Directory) =>
    applicationChange(activity, operationType, await applications.find(id));
}

function userChange(activity: string, operationType: Operation, user: User | undefined) {
  return user && change(activity, operationType, 'User', { ...user, displayName: user.userPrincipalName });
}

function groupChange(activity: string, operationType: Operation, group: Group | undefined) {
  return group && change(activity, operationType, 'Group', group);
}

function domainChange(activity: string, operationType: Operation, domain: Domain | undefined) {
  return (
    domain &&
    change(activity, operationType, 'Domain', { ...domain, id: domain.name, displayName: domain.name })
  );
}

function authorityChange(
  activity: string,
  operationType: Operation,
  found: CertificateAuthority | undefined,
) {
  return found && change(activity, operationType, 'Directory', { ...found, displayName: found.issuer });
}

function applicationChange(activity: string, operationType: Operation, found: Application | undefined) {
  return found && change(activity, operationType, 'Application', { ...found, id: found.appId });
}

function trustChange(activity: string, operationType: Operation, trust: RelyingPartyTrust | undefined) {
  return trust && change(activity, operationType, 'Policy', trust);
}

function change(
  activity: string,
  operationType: Operation,
  type: keyof typeof CATEGORIES,
  { tenantId, id, displayName }: Named,
): AuditedChange {
  const target: AuditLogEntry['target'] = { type, id, displayName };
  return { activity, category: CATEGORIES[type], operationType, tenantId, target };
}

interface Named {
  readonly tenantId: TenantId;
  readonly id: string;
  readonly displayName: string;
}

/** As Graph has them. */
const CATEGORIES = {
  Application: 'ApplicationManagement',
  Directory: 'DirectoryManagement',
  Domain: 'DirectoryManagement',
  Group: 'GroupManagement',
  Policy: 'Policy',
  User: 'UserManagement',
} as const;
