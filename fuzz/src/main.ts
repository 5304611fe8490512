import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Finding, type FuzzOutcome, fuzz } from './fuzz.ts';
import { loadSeeds } from './seeds.ts';
import type { FuzzTarget } from './target.ts';
import { createTargets, TARGET_NAMES } from './targets/index.ts';
import { startWatchdog } from './watchdog.ts';

const { values, positionals } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string' },
    help: { type: 'boolean' },
  },
  allowPositionals: true,
});
process.exitCode = await main();

async function main(): Promise<number> {
  const seconds = Number(values.seconds);
  const seed = values.seed === undefined ? Date.now() >>> 0 : Number(values.seed);
  const unknown = positionals.filter((name) => !TARGET_NAMES.includes(name));
  if (values.help || unknown.length > 0 || !(seconds > 0) || !Number.isInteger(seed)) {
    console.error(
      `npm run fuzz [-- <target>… --seconds <each> --seed <number>]\ntargets: ${TARGET_NAMES.join(', ')}`,
    );
    return values.help ? 0 : 2;
  }
  const targets = createTargets(await loadSeeds());
  const chosen = targets.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  console.log(`seed ${seed}, ${seconds} s each`);
  let failed = false;
  for (const target of chosen) {
    await using watchdog = startWatchdog({ file: findingFile(target, `endless-${seed}`) });
    const outcome = await fuzz(target, {
      runs: Number.MAX_SAFE_INTEGER,
      seed,
      isOver: startTimer(seconds),
      onInput: watchdog.watch,
    });
    console.log(describeOutcome(target, outcome));
    for (const finding of outcome.findings) console.log(keepFinding(target, finding));
    failed ||= outcome.findings.length > 0;
  }
  return failed ? 1 : 0;
}

/** Runs from the first question on, so that trying the seeds is not counted. */
function startTimer(seconds: number): () => boolean {
  let end: number | undefined;
  return () => {
    const now = performance.now();
    end ??= now + seconds * 1000;
    return now > end;
  };
}

function describeOutcome({ name }: FuzzTarget, outcome: FuzzOutcome): string {
  const { runs, blocks, seedBlocks, corpus, findings, slowestMilliseconds } = outcome;
  return [
    name.padEnd(14),
    `${runs} runs`,
    `${blocks} blocks (${seedBlocks} by seeds)`,
    `corpus ${corpus}`,
    `slowest ${slowestMilliseconds.toFixed(1)} ms`,
    findings.length === 0 ? 'no findings' : `${findings.length} FINDINGS`,
  ].join('  ');
}

/** Keeps the input where the next session finds it, and says where. */
function keepFinding(target: FuzzTarget, { input, error }: Finding): string {
  const file = findingFile(target, createHash('sha256').update(input).digest('hex').slice(0, 16));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, input);
  return `  ${relative('.', file)}\n  ${error.stack ?? error.message}`;
}

function findingFile({ name }: FuzzTarget, which: string): string {
  return fileURLToPath(new URL(`../findings/${name}-${which}`, import.meta.url));
}
