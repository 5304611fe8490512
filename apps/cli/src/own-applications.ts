import {
  type Application,
  type ApplicationId,
  type Directory,
  GRAPH_APP_ID,
  GRAPH_SCOPES,
  guid,
  type Tenant,
} from '@signet/identity';
import { APPLICATION_IDS } from '@signet/lab';
import type { Services } from '@signet/server';

/** Registers the admin center of a tenant, below `/admin/` of the login host. */
export async function addAdminCenter(
  directory: Directory,
  tenant: Tenant,
  loginOrigin: string,
  { random }: Pick<Services, 'random'>,
): Promise<Application> {
  const application = describe(guid<ApplicationId>(random.guid()), 'Signet admin center', tenant, {
    type: 'spa',
    uri: `${loginOrigin}/admin/`,
  });
  return await add(directory, application, random.guid());
}

/** Registers `signet connect`; the first tenant's has the id that the command knows, the others' one of their own. */
export async function addCommandLine(
  directory: Directory,
  tenant: Tenant,
  { random }: Pick<Services, 'random'>,
): Promise<Application> {
  const isTaken = (await directory.applications.find(APPLICATION_IDS.commandLine)) !== undefined;
  const appId = isTaken ? guid<ApplicationId>(random.guid()) : APPLICATION_IDS.commandLine;
  const application = describe(appId, 'Signet command line', tenant, {
    type: 'publicClient',
    uri: 'http://localhost',
  });
  return await add(directory, application, random.guid());
}

/** The organisation's own: nobody is asked what they may do, as with Microsoft's own applications at Entra. */
async function add(directory: Directory, application: Application, grantId: string): Promise<Application> {
  await directory.applications.add(application);
  await directory.permissionGrants.add({
    id: guid(grantId),
    tenantId: application.tenantId,
    clientId: application.appId,
    resourceId: GRAPH_APP_ID,
    principalId: 'AllPrincipals',
    scopes: GRAPH_SCOPES.map(({ value }) => value),
    createdAt: application.createdAt,
  });
  return application;
}

function describe(
  appId: ApplicationId,
  displayName: string,
  { id: tenantId, createdAt }: Tenant,
  redirectUri: Application['redirectUris'][number],
): Application {
  return {
    appId,
    tenantId,
    displayName,
    redirectUris: [redirectUri],
    secrets: [],
    keyCredentials: [],
    identifierUris: [],
    oauth2PermissionScopes: [],
    requiredResourceAccess: [],
    frontchannelLogoutUri: undefined,
    appRoles: [],
    createdAt,
  };
}
