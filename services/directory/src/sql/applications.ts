import type {
  Application,
  ApplicationId,
  ApplicationRepository,
  AppRole,
  ClientSecret,
  KeyCredential,
  PermissionScope,
  RequiredResourceAccess,
  TenantId,
} from '@signet/identity';
import { DEFAULT_ACCESS_ROLE_ID, isSpaOriginOf } from '@signet/identity';
import { atomically } from './atomically.ts';
import { flag, isRecord, isString, parseList } from './columns.ts';
import { notFound } from './conflicts.ts';
import type { ApplicationRow, Sql } from './schema.ts';
import { toTokenConfiguration, toTokenConfigurationColumns } from './token-configuration.ts';
import { writtenOnce } from './written-once.ts';

/** `ApplicationRepository` over one database, or over one transaction of it. */
export function createApplicationRepository(database: Sql): ApplicationRepository {
  const applications = database.selectFrom('application').selectAll('application');
  const byId = writtenOnce<{ appId: string }, ApplicationRow>(database, (value) =>
    applications.where('application.app_id', '=', value('appId')),
  );
  return {
    add: (application) =>
      atomically(database, async (transaction) => {
        await transaction.insertInto('application').values(toRow(application)).execute();
        await addIdentifierUris(transaction, application);
      }),
    update: (application) => atomically(database, (transaction) => update(transaction, application)),
    remove: (appId) => atomically(database, (transaction) => remove(transaction, appId)),
    async find(appId) {
      const row = await byId.first({ appId });
      return row && toApplication(row);
    },
    async findByIdentifierUri(tenantId, identifierUri) {
      const row = await applications
        .innerJoin('identifier_uri', 'identifier_uri.app_id', 'application.app_id')
        .where('identifier_uri.tenant_id', '=', tenantId)
        .where('uri', '=', identifierUri)
        .executeTakeFirst();
      return row && toApplication(row);
    },
    async list(tenantId) {
      const rows = await applications
        .where('tenant_id', '=', tenantId)
        .orderBy('display_name')
        .orderBy('app_id')
        .execute();
      return rows.map(toApplication);
    },
    async hasSpaOrigin(origin) {
      // Applications are few. What «_» and «%» find too much, the comparison of origins leaves out.
      const rows = await applications.where('redirect_uris', 'like', `%"${origin}%`).execute();
      return rows.map(toApplication).some((application) => isSpaOriginOf(application, origin));
    },
  };
}

async function update(transaction: Sql, application: Application): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('application')
    .set(toRow(application))
    .where('app_id', '=', application.appId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw notFound('application');
  await transaction.deleteFrom('identifier_uri').where('app_id', '=', application.appId).execute();
  await addIdentifierUris(transaction, application);
  const roleIds = [DEFAULT_ACCESS_ROLE_ID, ...application.appRoles.map(({ id }) => id)];
  await transaction
    .deleteFrom('app_role_assignment')
    .where('resource_id', '=', application.appId)
    .where('app_role_id', 'not in', roleIds)
    .execute();
}

/** What points to it as client or as resource of a role goes by foreign key; here is what no key holds. */
async function remove(transaction: Sql, appId: ApplicationId): Promise<void> {
  await transaction.deleteFrom('app_role_assignment').where('principal_id', '=', appId).execute();
  await transaction.deleteFrom('permission_grant').where('resource_id', '=', appId).execute();
  await transaction.deleteFrom('application').where('app_id', '=', appId).execute();
}

async function addIdentifierUris(transaction: Sql, { appId, tenantId, identifierUris }: Application) {
  for (const uri of new Set(identifierUris)) {
    await transaction
      .insertInto('identifier_uri')
      .values({ tenant_id: tenantId, uri, app_id: appId })
      .execute();
  }
}

function toRow(application: Application): ApplicationRow {
  return {
    app_id: application.appId,
    tenant_id: application.tenantId,
    display_name: application.displayName,
    redirect_uris: JSON.stringify(application.redirectUris),
    secrets: JSON.stringify(application.secrets),
    identifier_uris: JSON.stringify(application.identifierUris),
    oauth2_permission_scopes: JSON.stringify(application.oauth2PermissionScopes),
    required_resource_access: JSON.stringify(application.requiredResourceAccess),
    frontchannel_logout_uri: application.frontchannelLogoutUri ?? null,
    created_at: application.createdAt,
    key_credentials: JSON.stringify(application.keyCredentials),
    app_roles: JSON.stringify(application.appRoles),
    requires_multi_factor: flag(application.requiresMultiFactor === true),
    enable_id_token_issuance: flag(application.enableIdTokenIssuance === true),
    ...toTokenConfigurationColumns(application),
  };
}

function toApplication(row: ApplicationRow): Application {
  return {
    appId: row.app_id as ApplicationId,
    tenantId: row.tenant_id as TenantId,
    displayName: row.display_name,
    redirectUris: parseList(row.redirect_uris, 'application.redirect_uris', isRedirectUri),
    secrets: parseList(row.secrets, 'application.secrets', isClientSecret),
    identifierUris: parseList(row.identifier_uris, 'application.identifier_uris', isString),
    oauth2PermissionScopes: parseList(
      row.oauth2_permission_scopes,
      'application.oauth2_permission_scopes',
      isPermissionScope,
    ),
    requiredResourceAccess: parseList(
      row.required_resource_access,
      'application.required_resource_access',
      isRequiredResourceAccess,
    ),
    frontchannelLogoutUri: row.frontchannel_logout_uri ?? undefined,
    createdAt: row.created_at,
    keyCredentials: parseList(row.key_credentials, 'application.key_credentials', isKeyCredential),
    appRoles: parseList(row.app_roles, 'application.app_roles', isAppRole),
    ...(row.requires_multi_factor === 1 && { requiresMultiFactor: true }),
    ...(row.enable_id_token_issuance === 1 && { enableIdTokenIssuance: true }),
    ...toTokenConfiguration(row),
  };
}

function isRedirectUri(value: unknown): value is Application['redirectUris'][number] {
  if (!isRecord(value) || !isString(value['uri'])) return false;
  return value['type'] === 'web' || value['type'] === 'spa' || value['type'] === 'publicClient';
}

function isClientSecret(value: unknown): value is ClientSecret {
  if (!isRecord(value) || typeof value['endDate'] !== 'number') return false;
  if (!['undefined', 'number'].includes(typeof value['startDate'])) return false;
  const texts = ['keyId', 'sha256', 'hint'].every((name) => isString(value[name]));
  return texts && isOptionalString(value['displayName']);
}

function isPermissionScope(value: unknown): value is PermissionScope {
  if (!isRecord(value) || typeof value['isEnabled'] !== 'boolean') return false;
  if (value['type'] !== 'User' && value['type'] !== 'Admin') return false;
  const optional = ['userConsentDescription', 'adminConsentDisplayName', 'adminConsentDescription'];
  return (
    ['id', 'value', 'userConsentDisplayName'].every((name) => isString(value[name])) &&
    optional.every((name) => isOptionalString(value[name]))
  );
}

function isRequiredResourceAccess(value: unknown): value is RequiredResourceAccess {
  if (!isRecord(value) || !isString(value['resourceAppId'])) return false;
  return Array.isArray(value['scopes']) && value['scopes'].every(isString);
}

function isKeyCredential(value: unknown): value is KeyCredential {
  if (!isRecord(value)) return false;
  const texts = ['keyId', 'displayName', 'certificate', 'sha1', 'sha256'];
  return (
    texts.every((name) => isString(value[name])) &&
    typeof value['startDate'] === 'number' &&
    typeof value['endDate'] === 'number'
  );
}

function isAppRole(value: unknown): value is AppRole {
  if (!isRecord(value) || typeof value['isEnabled'] !== 'boolean') return false;
  const types = value['allowedMemberTypes'];
  return (
    ['id', 'value', 'displayName'].every((name) => isString(value[name])) &&
    isOptionalString(value['description']) &&
    Array.isArray(types) &&
    types.every((type) => type === 'User' || type === 'Application')
  );
}

function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || isString(value);
}
