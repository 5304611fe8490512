import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, createSystemClock } from '@signet/crypto';
import type { Clock, Random } from '@signet/identity';
import { createFetch, openLabPki } from '@signet/lab';
import { findFreePort, openServices, originsOf } from '@signet/server/services';
import type { Command } from 'commander';
import { deliverDemoMail } from '../demo/deliver-demo-mail.ts';
import type { DemoPorts } from '../demo/demo-files.ts';
import { stageOf, startDemoWorld } from '../demo/demo-world.ts';
import { runJourney } from '../demo/journey.ts';
import { refreshTrustedCrls } from '../demo/refresh-crls.ts';
import { createStory, type Story } from '../demo/story.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import {
  type GlobalOptions,
  type Installation,
  locateInstallation,
  readInstalledConfig,
} from '../installation.ts';

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'Sign in, refresh, revoke, be refused: step by step, on the running demo or on a temporary one.',
    )
    .addHelpText('after', '\nExample:\n  signet demo')
    .action(async (_options: object, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const story = createStory(globals.json ? () => undefined : (line) => console.log(line));
      try {
        await runSomewhere(locateInstallation(globals), story);
      } catch (cause) {
        if (story.steps.at(-1)?.ok !== false) throw cause;
        throw new CommandError(EXIT.refused, 'The journey broke at the step marked ✗.', { cause });
      } finally {
        if (globals.json) console.log(JSON.stringify(story.steps, null, 2));
      }
    });
}

/** A server that already serves the data folder is taken as it is; else one is made for the occasion. */
async function runSomewhere(installation: Installation, story: Story): Promise<void> {
  if (existsSync(installation.configFile) && (await isServing(installation))) {
    await runAgainstRunning(installation, story);
  } else {
    await runInTemporary(story);
  }
}

async function runAgainstRunning(installation: Installation, story: Story): Promise<void> {
  const config = await readInstalledConfig(installation);
  await using services = await openServices({ ...config, log: { level: 'error' } });
  const pki = await openLabPki(installation.labFolder, services);
  const refreshCrls = (): Promise<void> => refreshTrustedCrls(services);
  const deliverMail = (to: string, subject: string): Promise<void> => deliverDemoMail(services, to, subject);
  await runJourney({ origins: originsOf(config.listen), pki, refreshCrls, deliverMail }, story);
}

async function runInTemporary(story: Story): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-demo-'));
  try {
    const installation = locateInstallation({ data: folder });
    await using world = await startDemoWorld(installation, await findFreePorts());
    await runJourney(stageOf(world), story);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function isServing(installation: Installation): Promise<boolean> {
  const { listen } = await readInstalledConfig(installation);
  try {
    const { root } = await openLabPki(installation.labFolder, labServices());
    return (await createFetch(root.certificatePem)(`${originsOf(listen).login}/healthz`)).ok;
  } catch {
    return false;
  }
}

function labServices(): { clock: Clock; random: Random } {
  return { clock: createSystemClock(), random: createRandom() };
}

async function findFreePorts(): Promise<DemoPorts> {
  const [login, certificate, publisher, webApp] = [
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
    await findFreePort(),
  ];
  return { login, certificate, publisher, webApp };
}
