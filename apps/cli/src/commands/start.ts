import { once } from 'node:events';
import { readConfig, startServer } from '@signet/server';
import type { Command } from 'commander';
import { DEMO_PORTS } from '../demo/demo-files.ts';
import { type DemoWorld, stageOf, startDemoWorld } from '../demo/demo-world.ts';
import { runJourney } from '../demo/journey.ts';
import { createStory } from '../demo/story.ts';
import { type GlobalOptions, locateInstallation, readInstalledConfig } from '../installation.ts';

export function registerStart(program: Command): void {
  program
    .command('start')
    .description('Serve the installation in the data folder until it is interrupted.')
    .option('--demo', 'create the demo organisation there, sign in once step by step, then serve')
    .option('--config <file>', 'serve by this configuration file instead of the data folder’s')
    .addHelpText('after', '\nExample:\n  signet start --demo')
    .action(async (options: { readonly demo?: boolean; readonly config?: string }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      if (options.demo) await startDemo(globals);
      else await startInstalled(globals, options.config);
    });
}

async function startDemo(globals: GlobalOptions): Promise<void> {
  await using world = await startDemoWorld(locateInstallation(globals), DEMO_PORTS);
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

function describeWorld({ server, webApp, publisher, people, pki }: DemoWorld): string {
  const identities = people.map(
    ({ userPrincipalName, p12File, p12Password }) =>
      `  ${userPrincipalName.padEnd(26)} ${p12File}  password ${p12Password}`,
  );
  return [
    '',
    `Signet serves ${server.origins.login} and asks for certificates at ${server.origins.certificate}.`,
    `CRLs and CA certificates: ${publisher.url} (the root is ${pki.publisherUrl}/ca/root.cer)`,
    '',
    `Open ${webApp.origin} in a browser that has one of these certificates:`,
    ...identities,
    '',
    'Ctrl-C ends it; the data folder keeps everything for the next start.',
  ].join('\n');
}

async function interrupted(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}
