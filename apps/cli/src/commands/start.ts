import { once } from 'node:events';
import { join } from 'node:path';
import { hasLabPki } from '@signet/lab';
import { readConfig, startServer } from '@signet/server';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { checkPortsAreFree } from '../demo/check-ports.ts';
import { DEMO_PORTS, type DemoPorts, settleDemoPorts } from '../demo/demo-files.ts';
import { type DemoIdentity, type DemoWorld, stageOf, startDemoWorld } from '../demo/demo-world.ts';
import { runJourney } from '../demo/journey.ts';
import { createStory } from '../demo/story.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { type GlobalOptions, locateInstallation, readInstalledConfig } from '../installation.ts';

export function registerStart(program: Command): void {
  program
    .command('start')
    .description('Serve the installation in the data folder until it is interrupted.')
    .option('--demo', 'create the demo organisation there, sign in once step by step, then serve')
    .option(
      '--ports <list>',
      'login, certificate, CRL, web app and, if wanted, SMTP port of a new demo',
      parsePorts,
    )
    .addOption(
      new Option(
        '--config <file>',
        'serve by this configuration file instead of the data folder’s',
      ).conflicts('demo'),
    )
    .addHelpText('after', '\nExample:\n  signet start --demo')
    .action(async (options: StartOptions, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      if (options.ports && !options.demo)
        throw new CommandError(EXIT.usage, '--ports is for a new demo: give --demo as well.');
      if (options.demo) await startDemo(globals, options.ports);
      else await startInstalled(globals, options.config);
    });
}

interface StartOptions {
  readonly demo?: boolean;
  readonly ports?: DemoPorts;
  readonly config?: string;
}

function parsePorts(text: string): DemoPorts {
  const ports = text.split(',').map(Number);
  const [login, certificate, publisher, webApp, smtp] = ports;
  const arePorts =
    ports.length <= 5 && ports.every((port) => Number.isInteger(port) && port > 0 && port < 65_536);
  if (
    !arePorts ||
    login === undefined ||
    certificate === undefined ||
    publisher === undefined ||
    webApp === undefined
  ) {
    throw new InvalidArgumentError(
      `Name four or five ports, such as ${Object.values(DEMO_PORTS).join(',')}.`,
    );
  }
  if (new Set(ports).size < ports.length) throw new InvalidArgumentError('Name each port once.');
  return { login, certificate, publisher, webApp, ...(smtp !== undefined && { smtp }) };
}

async function startDemo(globals: GlobalOptions, wanted: DemoPorts | undefined): Promise<void> {
  const installation = locateInstallation(globals);
  const ports = await settleDemoPorts(installation, wanted);
  await checkPortsAreFree(installation, ports);
  await using world = await startDemoWorld(installation, ports);
  const story = createStory((line) => console.log(line));
  await runJourney(stageOf(world), story);
  console.log(describeWorld(world, globals));
  await interrupted();
  console.log('\nSignet stops.');
}

async function startInstalled(globals: GlobalOptions, file: string | undefined): Promise<void> {
  const config =
    file === undefined
      ? await readInstalledConfig(locateInstallation(globals))
      : await readConfig(file, process.env);
  await using server = await startServer(config);
  console.log(
    `Signet serves ${server.origins.login} and asks for certificates at ${server.origins.certificate}.`,
  );
  if (file === undefined && hasLabPki(locateInstallation(globals).labFolder))
    console.log('This is a demo’s folder: «signet start --demo» serves its CRLs and its web app as well.');
  await interrupted();
  console.log('\nSignet stops.');
}

function describeWorld({ server, webApp, publisher, people }: DemoWorld, globals: GlobalOptions): string {
  const signet = globals.data === 'data' ? 'npx signet' : `npx signet --data ${globals.data}`;
  return [
    '',
    `Signet serves ${server.origins.login} and asks for certificates at ${server.origins.certificate}.`,
    '',
    'Import one of these certificates into a browser:',
    ...people.flatMap((person) => describeIdentity(person, signet, join(globals.data, 'new'))),
    `Then open ${webApp.origin} in it and sign in. The browser warns of the web site’s certificate: pass over it,`,
    `or trust the demo’s root http://localhost:${publisher.port}/ca/root.cer for web sites first.`,
    '',
    `More to do, in a second terminal in this folder: ${signet} --help`,
    '',
    ...(server.smtpPort === undefined
      ? []
      : [
          `Mail for its people is taken by SMTP at localhost:${server.smtpPort}, from this machine only.`,
          '',
        ]),
    'Ctrl-C ends it; the data folder keeps everything for the next start.',
  ].join('\n');
}

function describeIdentity(identity: DemoIdentity, signet: string, folder: string): readonly string[] {
  const { userPrincipalName, p12File, p12Password, isRevoked } = identity;
  return [
    `  ${userPrincipalName.padEnd(24)}${p12File}  password ${p12Password}`,
    ...(isRevoked
      ? [
          `    revoked, so it signs nobody in; for another: ${signet} lab issue --upn ${userPrincipalName} --out ${folder}`,
        ]
      : []),
  ];
}

async function interrupted(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}
