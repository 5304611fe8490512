import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { runInHost } from './_command-host.ts';
import type { Matcher } from './_match.ts';
import { type Script, type Step, splitWords } from './_script.ts';
import type { World } from './_world.ts';

const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const SIGNET = fileURLToPath(new URL('../bin/signet.mjs', import.meta.url));
/** What scripts and pages call the publisher's address. */
const PUBLISHER = 'http://localhost:8080';
/** What they call the address of a server that runs. */
const LOGIN = 'https://localhost:8443';

/** How a command ended, with standard output and standard error in the order in which they were written. */
export interface Outcome {
  readonly output: string;
  readonly exitCode: number;
}

/** Whether commands share a process that has the program loaded, or each has one of its own as people's have. */
export type Processes = 'shared' | 'own';

/** Runs the steps one after the other and compares what they print and how they end. */
export async function runScript(
  { steps, files }: Script,
  world: World,
  matcher: Matcher,
  processes: Processes = 'own',
): Promise<void> {
  for (const { name, contents } of files) await writeFile(join(world.folder, name), contents);
  for (const step of steps) await runStep(step, world, matcher, processes);
}

async function runStep(
  { command, output, exitCode }: Step,
  world: World,
  matcher: Matcher,
  processes: Processes,
): Promise<void> {
  const line = matcher.fill(command);
  const actual = await run(line, world, processes);
  if (matcher.matches(output, actual.output) && actual.exitCode === exitCode) return;
  expect(`$ ${line}\n${actual.output}\n? ${actual.exitCode}`).toBe(`$ ${line}\n${output}\n? ${exitCode}`);
}

/** Runs a line of a script. */
export async function run(command: string, world: World, processes: Processes = 'shared'): Promise<Outcome> {
  const { folder, publisherUrl, loginOrigin = LOGIN } = world;
  const [program, ...words] = splitWords(
    command.replaceAll(PUBLISHER, publisherUrl).replaceAll(LOGIN, loginOrigin),
  );
  if (program === 'next-second') return nextSecond();
  if (program !== 'signet') throw new Error(`only signet and next-second are run here, not ${program}`);
  const { output, exitCode } = await (processes === 'own'
    ? runAlone(words, folder)
    : runShared(words, folder));
  const shown = output
    .replaceAll(publisherUrl, PUBLISHER)
    .replaceAll(loginOrigin, LOGIN)
    .replaceAll(`${folder}/`, '')
    .trim();
  return { output: shown, exitCode };
}

/** `$ next-second`: what follows has a later time, where a story hangs on that. Times of CRLs are whole seconds. */
async function nextSecond(): Promise<Outcome> {
  await setTimeout(1000 - (Date.now() % 1000));
  return { output: '', exitCode: 0 };
}

async function runShared(words: readonly string[], cwd: string): Promise<Outcome> {
  const { stdout, exitCode } = await runInHost(words, cwd, 'together');
  return { output: stdout, exitCode };
}

async function runAlone(words: readonly string[], cwd: string): Promise<Outcome> {
  const file = join(cwd, '.output');
  await using written = await open(file, 'w');
  const child = spawn(NODE, [SIGNET, ...words], {
    cwd,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', written.fd, written.fd],
  });
  const [exitCode] = (await once(child, 'exit')) as [number];
  return { output: await readFile(file, 'utf8'), exitCode };
}
