import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSampleMatcher, createScriptMatcher } from './_match.ts';
import { runScript } from './_run.ts';
import { parseConsoleBlocks, parseScript } from './_script.ts';
import { createWorld } from './_world.ts';

const FOLDER = new URL('scripts/', import.meta.url);
const GUIDE = new URL('../../../docs/guide/command-line.md', import.meta.url);

describe('the command line prints what its scripts say', () => {
  for (const name of readdirSync(FOLDER)) {
    it(name.replace('.txt', ''), async () => {
      const script = parseScript(readFileSync(new URL(name, FOLDER), 'utf8'));
      await using world = await createWorld();
      await runScript(script, world, createScriptMatcher());
    });
  }
});

it('the examples of docs/guide/command-line.md print what the page shows', async () => {
  const steps = parseConsoleBlocks(readFileSync(GUIDE, 'utf8'));
  expect(steps.length).toBeGreaterThan(10);
  await using world = await createWorld();
  await runScript({ steps, files: [] }, world, createSampleMatcher());
});
