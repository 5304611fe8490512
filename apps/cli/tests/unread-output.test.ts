import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const NODE = join(import.meta.dirname, '../../../node_modules/.bin/node');
const SIGNET = join(import.meta.dirname, '../bin/signet.mjs');
const HELP = ['--help', 'whoami --help'];

it.each(HELP)('signet %s is read by nobody, and says nothing of it', async (words) => {
  const child = spawn(NODE, [SIGNET, ...words.split(' ')], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const [said, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect([said, exitCode]).toEqual(['', 0]);
});

it('an error that nobody reads leaves the exit code', async () => {
  const child = spawn(NODE, [SIGNET, 'graph'], { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.destroy();
  expect(await once(child, 'exit')).toEqual([2, null]);
});

it.skipIf(!existsSync('/dev/full')).each([...HELP, 'cert verify package.json'])(
  'signet %s says in a sentence that a disk is full',
  async (words) => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(NODE, [SIGNET, ...words.split(' ')], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    const [said, [exitCode]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
    expect(said).toMatch(
      /^signet: The output cannot be written \(ENOSPC: .*\): make room, or send it elsewhere\.\n$/,
    );
    expect(exitCode).toBe(1);
  },
);
