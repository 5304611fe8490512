import { createHash } from 'node:crypto';
import {
  type Application,
  type ClientSecret,
  type Clock,
  type Directory,
  guid,
  newApplication,
  ownApplicationGrant,
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
  const add = async (facts: Parameters<typeof newApplication>[0]): Promise<boolean> => {
    const application = newApplication(facts);
    if (await directory.applications.find(application.appId)) return false;
    await directory.applications.add(application);
    await directory.permissionGrants.add(ownApplicationGrant(application, guid(options.random.guid())));
    added.push(`application ${application.displayName}`);
    return true;
  };
  const shared = { tenantId: CONTOSO_TENANT_ID, createdAt: options.clock.now() };
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
