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

const USAGE = `npm run fuzz [-- <target>… --seconds <each> --seed <number>]

  --seconds   how long each target is tried; 30 when absent
  --seed      repeats the run that told this number
  --help      this text

Targets: ${TARGET_NAMES.join(', ')}
Exit codes: 0 no findings, 1 findings (each is kept in a file), 2 wrong arguments.`;

const SEE_HELP = '`npm run fuzz -- --help` names targets and options.';

interface Wanted {
  readonly targets: readonly string[];
  readonly seconds: number;
  readonly seed: number;
  readonly help: boolean;
}

process.exitCode = await main();

async function main(): Promise<number> {
  let wanted: Wanted;
  try {
    wanted = readWords();
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}. ${SEE_HELP}`);
    return 2;
  }
  if (!wanted.help) return (await fuzzTargets(wanted)) ? 1 : 0;
  console.log(USAGE);
  return 0;
}

/** Throws an error with one sentence. */
function readWords(): Wanted {
  const { values, positionals } = parseArgs({
    options: {
      seconds: { type: 'string', default: '30' },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const seconds = Number(values.seconds);
  const seed = values.seed === undefined ? Date.now() >>> 0 : Number(values.seed);
  const unknown = positionals.find((name) => !TARGET_NAMES.includes(name));
  if (unknown !== undefined) throw new Error(`There is no target ${unknown}`);
  if (!(seconds > 0)) throw new Error('--seconds takes a number above 0');
  if (!Number.isInteger(seed)) throw new Error('--seed takes a whole number');
  return { targets: positionals, seconds, seed, help: values.help };
}

/** Whether anything was found. */
async function fuzzTargets({ targets, seconds, seed }: Wanted): Promise<boolean> {
  const all = createTargets(await loadSeeds());
  const chosen = all.filter(({ name }) => targets.length === 0 || targets.includes(name));
  console.log(`seed ${seed}, ${seconds} s each`);
  let hasFindings = false;
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
    hasFindings ||= outcome.findings.length > 0;
  }
  return hasFindings;
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
