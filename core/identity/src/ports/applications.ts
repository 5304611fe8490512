import type { Application, AppRoleAssignment } from '../application.ts';
import type { ApplicationId, TenantId, UserId } from '../ids.ts';
import type { PermissionGrant, PermissionGrantId } from '../permission-grant.ts';
import type { Page, PageRequest } from './page.ts';

export interface ApplicationRepository {
  add(application: Application): Promise<void>;
  /** Assignments of app roles that the application no longer has end with them. */
  update(application: Application): Promise<void>;
  /** With what it was allowed, what others were allowed at it, and its app role assignments on both sides. */
  remove(appId: ApplicationId): Promise<void>;
  find(appId: ApplicationId): Promise<Application | undefined>;
  findByIdentifierUri(tenantId: TenantId, identifierUri: string): Promise<Application | undefined>;
  list(tenantId: TenantId): Promise<readonly Application[]>;
  /** Whether some application of any tenant has a redirect URI of type `spa` at this origin. */
  hasSpaOrigin(origin: string): Promise<boolean>;
}

/** Consent. */
export interface PermissionGrantRepository {
  /** Adds the scopes to what the same principal allowed the same application at the same resource before. */
  add(grant: PermissionGrant): Promise<void>;
  /** Puts the scopes in place of those that the consent has. */
  update(grant: PermissionGrant): Promise<void>;
  remove(id: PermissionGrantId): Promise<void>;
  find(id: PermissionGrantId): Promise<PermissionGrant | undefined>;
  /** What an application may do for one person: the person's own consent and that for everybody. */
  listFor(clientId: ApplicationId, userId: UserId): Promise<readonly PermissionGrant[]>;
  /** By id ascending. */
  list(tenantId: TenantId, page: PageRequest): Promise<Page<PermissionGrant>>;
}

export interface AppRoleAssignmentRepository {
  /** Throws `already-exists` when the principal has the role already. */
  add(assignment: AppRoleAssignment): Promise<void>;
  /** Absent already is no error. */
  remove(tenantId: TenantId, id: string): Promise<void>;
  find(tenantId: TenantId, id: string): Promise<AppRoleAssignment | undefined>;
  /** Who has app roles of an application, by id ascending. */
  listOfResource(
    tenantId: TenantId,
    resourceId: ApplicationId,
    page: PageRequest,
  ): Promise<Page<AppRoleAssignment>>;
  /** In the order of their making. */
  listOfPrincipal(
    tenantId: TenantId,
    principalId: AppRoleAssignment['principalId'],
  ): Promise<readonly AppRoleAssignment[]>;
}
