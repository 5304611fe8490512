import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import type { Matcher } from './_match.ts';
import { type Script, type Step, splitWords } from './_script.ts';
import type { World } from './_world.ts';

const NODE = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const SIGNET = fileURLToPath(new URL('../bin/signet.mjs', import.meta.url));
/** Halves the start of the hundred processes that the scripts are. */
const COMPILE_CACHE = mkdtempSync(join(tmpdir(), 'signet-cli-cache-'));
afterAll(() => rmSync(COMPILE_CACHE, { recursive: true, force: true }));
/** What scripts and pages call the publisher's address. */
const PUBLISHER = 'http://localhost:8080';
/** What they call the address of a server that runs. */
const LOGIN = 'https://localhost:8443';

/** Runs the steps one after the other and compares what they print and how they end. */
export async function runScript({ steps, files }: Script, world: World, matcher: Matcher): Promise<void> {
  for (const { name, contents } of files) await writeFile(join(world.folder, name), contents);
  for (const step of steps) await runStep(step, world, matcher);
}

async function runStep({ command, output, exitCode }: Step, world: World, matcher: Matcher): Promise<void> {
  const line = matcher.fill(command);
  const actual = await run(line, world);
  if (matcher.matches(output, actual.output) && actual.exitCode === exitCode) return;
  expect(`$ ${line}\n${actual.output}\n? ${actual.exitCode}`).toBe(`$ ${line}\n${output}\n? ${exitCode}`);
}

/** `$ next-second`: what follows has a later time, where a story hangs on that. Times of CRLs are whole seconds. */
async function nextSecond(): Promise<{ readonly output: string; readonly exitCode: number }> {
  await setTimeout(1000 - (Date.now() % 1000));
  return { output: '', exitCode: 0 };
}

/** Standard output and standard error in the order in which they were written. */
export async function run(
  command: string,
  { folder, publisherUrl, loginOrigin = LOGIN }: World,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const [program, ...words] = splitWords(
    command.replaceAll(PUBLISHER, publisherUrl).replaceAll(LOGIN, loginOrigin),
  );
  if (program === 'next-second') return nextSecond();
  if (program !== 'signet') throw new Error(`only signet and next-second are run here, not ${program}`);
  const file = join(folder, '.output');
  await using written = await open(file, 'w');
  const child = spawn(NODE, [SIGNET, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: ['ignore', written.fd, written.fd],
  });
  const [exitCode] = (await once(child, 'exit')) as [number];
  const output = (await readFile(file, 'utf8'))
    .replaceAll(publisherUrl, PUBLISHER)
    .replaceAll(loginOrigin, LOGIN)
    .replaceAll(`${folder}/`, '')
    .trim();
  return { output, exitCode };
}
