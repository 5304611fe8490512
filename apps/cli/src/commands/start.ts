import { once } from 'node:events';
import { readConfig, startServer } from '@signet/server';
import { type Command, InvalidArgumentError } from 'commander';
import { DEMO_PORTS, type DemoPorts, settleDemoPorts } from '../demo/demo-files.ts';
import { type DemoWorld, stageOf, startDemoWorld } from '../demo/demo-world.ts';
import { runJourney } from '../demo/journey.ts';
import { createStory } from '../demo/story.ts';
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
    .option('--config <file>', 'serve by this configuration file instead of the data folder’s')
    .addHelpText('after', '\nExample:\n  signet start --demo')
    .action(async (options: StartOptions, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
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
  return { login, certificate, publisher, webApp, ...(smtp !== undefined && { smtp }) };
}

async function startDemo(globals: GlobalOptions, wanted: DemoPorts | undefined): Promise<void> {
  const installation = locateInstallation(globals);
  await using world = await startDemoWorld(installation, await settleDemoPorts(installation, wanted));
  const story = createStory((line) => console.log(line));
  await runJourney(stageOf(world), story);
  console.log(describeWorld(world));
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
  await interrupted();
  console.log('\nSignet stops.');
}

function describeWorld({ server, webApp, publisher, people }: DemoWorld): string {
  const identities = people.map(
    ({ userPrincipalName, p12File, p12Password }) =>
      `  ${userPrincipalName.padEnd(24)}${p12File}  password ${p12Password}`,
  );
  return [
    '',
    `Signet serves ${server.origins.login} and asks for certificates at ${server.origins.certificate}.`,
    '',
    `Open ${webApp.origin} in a browser and sign in. Import one of these certificates into it before:`,
    ...identities,
    `and trust the demo’s root for web sites, or pass over the browser’s warning: http://localhost:${publisher.port}/ca/root.cer`,
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

async function interrupted(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}
