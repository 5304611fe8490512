import { createHash } from 'node:crypto';
import {
  type Application,
  type ClientSecret,
  type Clock,
  type Directory,
  GRAPH_APP_ID,
  GRAPH_SCOPES,
  guid,
  type Random,
} from '@signet/identity';
import { APPLICATION_IDS, CONTOSO_TENANT_ID } from './constants.ts';

export interface ApplicationOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly webAppOrigin?: string;
  readonly spaRedirectUri?: string;
  readonly loginOrigin: string;
}

/** Registers the applications that are not registered yet. */
export async function seedApplications(
  directory: Directory,
  options: ApplicationOptions,
): Promise<{ readonly webAppClientSecret: string | undefined; readonly added: readonly string[] }> {
  const added: string[] = [];
  const add = async (application: Application): Promise<boolean> => {
    if (await directory.applications.find(application.appId)) return false;
    await directory.applications.add(application);
    // The organisation's own: nobody is asked what they may do (as Microsoft's own applications at Entra).
    await directory.permissionGrants.add({
      id: guid(options.random.guid()),
      tenantId: application.tenantId,
      clientId: application.appId,
      resourceId: GRAPH_APP_ID,
      principalId: 'AllPrincipals',
      scopes: GRAPH_SCOPES.map(({ value }) => value),
      createdAt: application.createdAt,
    });
    added.push(`application ${application.displayName}`);
    return true;
  };
  const createdAt = options.clock.now();
  const shared = {
    tenantId: CONTOSO_TENANT_ID,
    secrets: [],
    keyCredentials: [],
    identifierUris: [],
    oauth2PermissionScopes: [],
    requiredResourceAccess: [],
    frontchannelLogoutUri: undefined,
    appRoles: [],
    createdAt,
  };
  await add({
    ...shared,
    appId: APPLICATION_IDS.native,
    displayName: 'Demo native app',
    redirectUris: LOOPBACK,
  });
  await add({
    ...shared,
    appId: APPLICATION_IDS.commandLine,
    displayName: 'Signet command line',
    redirectUris: [{ type: 'publicClient', uri: 'http://localhost' }],
  });
  await add({
    ...shared,
    appId: APPLICATION_IDS.spa,
    displayName: 'Demo single-page app',
    redirectUris: [{ type: 'spa', uri: options.spaRedirectUri ?? 'http://localhost:3000' }],
  });
  await add({
    ...shared,
    appId: APPLICATION_IDS.admin,
    displayName: 'Signet admin center',
    redirectUris: [{ type: 'spa', uri: `${options.loginOrigin}/admin/` }],
  });
  const { secret, text } = createSecret(options);
  const isNew = await add({
    ...shared,
    appId: APPLICATION_IDS.web,
    displayName: 'Demo web app',
    redirectUris: webAppRedirectUris(options.webAppOrigin ?? 'http://localhost:8090'),
    secrets: [secret],
  });
  return { webAppClientSecret: isNew ? text : undefined, added };
}

/** Sign-in comes back to `/callback`, sign-out to `/`. */
function webAppRedirectUris(origin: string): Application['redirectUris'] {
  return [
    { type: 'web', uri: `${origin}/callback` },
    { type: 'web', uri: `${origin}/` },
  ];
}

function createSecret({ clock, random }: ApplicationOptions): { secret: ClientSecret; text: string } {
  const text = random.secret();
  const secret: ClientSecret = {
    keyId: random.guid(),
    sha256: createHash('sha256').update(text).digest('hex'),
    hint: text.slice(0, 3),
    endDate: clock.now() + SECRET_LIFETIME,
  };
  return { secret, text };
}

const LOOPBACK: Application['redirectUris'] = [
  { type: 'publicClient', uri: 'http://localhost' },
  { type: 'publicClient', uri: 'http://127.0.0.1' },
];
const SECRET_LIFETIME = 365 * 86_400;
