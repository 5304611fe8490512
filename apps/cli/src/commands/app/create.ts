import { type Application, type ApplicationId, guid, newApplication } from '@signet/identity';
import type { Services } from '@signet/server';
import type { Command } from 'commander';
import { chooseTenant } from '../../choose-tenant.ts';
import { type GlobalOptions, withServices } from '../../installation.ts';
import { collectUrls, parseCrlUrl } from '../../parse-options.ts';
import { print, warn } from '../../terminal/print.ts';
import { appToJson, formatApp } from './app-json.ts';
import { readKeyCredential } from './read-key-credential.ts';

interface AppCreateOptions extends GlobalOptions {
  readonly certificate?: string;
  readonly redirectUri?: readonly string[];
  readonly frontChannelLogout?: string;
  readonly idTokenIssuance?: true;
  readonly tenant?: string;
}

export function registerAppCreate(app: Command): void {
  app
    .command('create')
    .description('Register an application.')
    .argument('<name>', 'its name, for people')
    .option('--certificate <file>', 'the certificate it proves itself by, in DER or PEM')
    .option('--redirect-uri <url...>', 'where people come back to, signed in or out', collectUrls)
    .option('--front-channel-logout <url>', 'what tells it that a session has ended', parseCrlUrl)
    .option('--id-token-issuance', 'the authorize endpoint itself gives it ID tokens (implicit, hybrid)')
    .option('--tenant <tenant>', 'tenant by id or name (default: the only one)')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, _options, command: Command) => {
      const options = command.optsWithGlobals<AppCreateOptions>();
      await withServices(options, (services) => createApp(name, options, services));
    });
}

async function createApp(displayName: string, options: AppCreateOptions, services: Services): Promise<void> {
  const { directory, clock, random } = services;
  const { certificate, redirectUri = [], frontChannelLogout, idTokenIssuance } = options;
  const keyCredentials = certificate === undefined ? [] : [await readKeyCredential(certificate, random)];
  const tenant = await chooseTenant(directory, options.tenant);
  const application = newApplication({
    appId: guid<ApplicationId>(random.guid()),
    tenantId: tenant.id,
    displayName,
    redirectUris: redirectUri.map((uri) => ({ type: 'web', uri })),
    keyCredentials,
    frontchannelLogoutUri: frontChannelLogout,
    ...(idTokenIssuance && { enableIdTokenIssuance: true }),
    createdAt: clock.now(),
  });
  const twins = (await directory.applications.list(tenant.id)).filter(
    (other) => other.displayName === displayName,
  );
  await directory.applications.add(application);
  if (twins.length > 0) warn(describeTwins(twins, application));
  print(options, appToJson(application), () => formatApp(application));
}

/** As in Entra, a name may be given twice; whoever repeats a command should know that it made a second one. */
function describeTwins(twins: readonly Application[], { displayName, appId }: Application): string {
  const ids = twins.map((twin) => twin.appId).join(', ');
  return `${displayName} is the name of ${ids} already, and this is another application: «signet app remove ${appId}» takes it away again.`;
}

const EXAMPLES = `
Examples:
  signet app create "Nightly job" --certificate job.cer
  signet app create Wiki --certificate wiki.pem --redirect-uri https://wiki.contoso.example/signed-in`;
