import { existsSync } from 'node:fs';
import type { AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import { APPLICATION_IDS } from '@signet/lab';
import { originsOf } from '@signet/server/services';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { createClient, describe, tellAuthError } from '../../connection/client.ts';
import { writeConnection } from '../../connection/connection-file.ts';
import { findGraphUrl } from '../../connection/discovery.ts';
import { readTrustedCa, trustCa } from '../../connection/trust.ts';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { type GlobalOptions, locateInstallation, readInstalledConfig } from '../../installation.ts';
import { print } from '../../terminal/print.ts';
import { withoutControls } from '../../terminal/without-controls.ts';

interface ConnectOptions extends GlobalOptions {
  readonly url?: string;
  readonly tenant: string;
  readonly clientId: string;
  readonly scopes?: readonly string[];
  readonly deviceCode?: true;
  readonly ca?: string;
}

export function registerConnect(program: Command): void {
  program
    .command('connect')
    .description('Sign in to Graph, for «signet graph …» (Connect-MgGraph).')
    .option(
      '--url <url>',
      `the token service (default: the one of the data folder, else ${DEFAULT_URL})`,
      parseUrl,
    )
    .option('--tenant <tenant>', 'tenant by id or domain', 'common')
    .addOption(new Option('--device-code', 'confirm on another device').conflicts('browser'))
    .option('--browser', 'sign in with a browser of this machine (default)')
    .option('--scopes <scopes...>', `permissions to ask for (default: ${SCOPES.join(' ')})`)
    .option('--client-id <id>', 'application that signs in', APPLICATION_IDS.commandLine)
    .option('--ca <file>', 'CA certificate in PEM to trust (default: the demo’s root, where it is)')
    .addHelpText(
      'after',
      '\nStands for Connect-MgGraph; --device-code for Connect-MgGraph -UseDeviceCode.\n\nExample:\n  signet connect --device-code',
    )
    .action(async (_options, command: Command) => connect(command.optsWithGlobals<ConnectOptions>()));
}

async function connect(options: ConnectOptions): Promise<void> {
  const { tenant, clientId, scopes = SCOPES } = options;
  const url = options.url ?? (await findOwnUrl(options));
  const ca = await readTrustedCa(options);
  trustCa(ca);
  const graphUrl = await findGraphUrl(url, tenant);
  const client = createClient({ url, tenant, clientId });
  const signIn = options.deviceCode ? signInByDeviceCode : signInByBrowser;
  const { account } = describe(
    await signIn(client, [...scopes]).catch((cause: unknown) => tellAuthError(cause, url)),
  );
  const tokenCache = client.getTokenCache().serialize();
  const { homeAccountId } = account;
  await writeConnection(options, { url, tenant, clientId, graphUrl, scopes, ca, homeAccountId, tokenCache });
  const answer = { userPrincipalName: account.username, tenantId: account.tenantId, url, graphUrl, scopes };
  print(options, answer, () => `Welcome, ${account.username}. You are connected to ${url}.`);
}

function signInByDeviceCode(
  client: PublicClientApplication,
  scopes: string[],
): Promise<AuthenticationResult> {
  return client.acquireTokenByDeviceCode({ scopes, deviceCodeCallback: tellCode }).then((result) => {
    if (result) return result;
    throw new TypeError('MSAL answers null only when it was cancelled');
  });
}

/** MSAL does not look whether the token service refused to begin; then it has nothing to tell. */
function tellCode({ message }: { readonly message?: string }): void {
  if (message === undefined)
    throw new CommandError(
      EXIT.refused,
      'The token service gives this application no code: check --client-id, --tenant and --scopes.',
    );
  tellPerson(message);
}

/** Authorization code with PKCE; MSAL listens on a free port of this machine for the answer (RFC 8252 §7.3). */
function signInByBrowser(client: PublicClientApplication, scopes: string[]): Promise<AuthenticationResult> {
  return client.acquireTokenInteractive({
    scopes,
    openBrowser: async (url) =>
      tellPerson(`To sign in, open this address in a browser of this machine:\n${url}`),
    successTemplate: 'You are signed in. Go back to the command line; you can close this window.',
    errorTemplate: 'The sign-in failed. The command line says why; you can close this window.',
  });
}

/** Beside the answer, which standard output is for. The words are the server's. */
function tellPerson(message: string): void {
  process.stderr.write(`${withoutControls(message)}\n`);
}

/** The server that works on the data folder, so that a demo on ports of its own needs no --url. */
async function findOwnUrl(options: GlobalOptions): Promise<string> {
  const installation = locateInstallation(options);
  if (!existsSync(installation.configFile)) return DEFAULT_URL;
  return originsOf((await readInstalledConfig(installation)).listen).login;
}

function parseUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' && url.pathname === '/') return url.origin;
  throw new InvalidArgumentError(`Give the address of the token service, as in ${DEFAULT_URL}.`);
}

const DEFAULT_URL = 'https://localhost:8443';

/** What the commands below `signet graph` need. */
const SCOPES: readonly string[] = [
  'User.Read',
  'User.ReadWrite.All',
  'User.RevokeSessions.All',
  'Organization.ReadWrite.All',
];
