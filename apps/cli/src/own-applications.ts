import {
  type Application,
  type ApplicationId,
  type Directory,
  guid,
  newApplication,
  ownApplicationGrant,
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
  const application = newApplication({
    ...ofTenant(tenant),
    appId: guid<ApplicationId>(random.guid()),
    displayName: 'Signet admin center',
    redirectUris: [{ type: 'spa', uri: `${loginOrigin}/admin/` }],
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
  const application = newApplication({
    ...ofTenant(tenant),
    appId,
    displayName: 'Signet command line',
    redirectUris: [{ type: 'publicClient', uri: 'http://localhost' }],
  });
  return await add(directory, application, random.guid());
}

async function add(directory: Directory, application: Application, grantId: string): Promise<Application> {
  await directory.applications.add(application);
  await directory.permissionGrants.add(ownApplicationGrant(application, guid(grantId)));
  return application;
}

function ofTenant({ id, createdAt }: Tenant): Pick<Application, 'tenantId' | 'createdAt'> {
  return { tenantId: id, createdAt };
}
