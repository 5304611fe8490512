import { type CoverageProbe, openCoverage, Reached } from './coverage.ts';
import { mutate } from './mutate.ts';
import { createSeededRandom, type SeededRandom } from './random.ts';
import type { FuzzTarget } from './target.ts';

export interface FuzzOptions {
  /** Inputs to try beyond the seeds. */
  readonly runs: number;
  readonly seed: number;
  /** Asked between inputs; true ends early. Default: never. */
  readonly isOver?: () => boolean;
  /** Told of each input before it is tried. */
  readonly onInput?: (input: Uint8Array) => void;
}

export interface FuzzOutcome {
  readonly runs: number;
  /** Functions and blocks of the target's folders that ran. */
  readonly blocks: number;
  /** Blocks that the seeds alone reached. */
  readonly seedBlocks: number;
  /** Inputs that reached something new, the seeds among them. */
  readonly corpus: number;
  readonly findings: readonly Finding[];
  /** Of the input that took longest. */
  readonly slowestMilliseconds: number;
}

export interface Finding {
  readonly input: Uint8Array;
  readonly error: Error;
}

/**
 * Coverage-guided fuzzing in this thread: changes an input that reached something new, and keeps the result when
 * it reaches something new in turn. Ends after so many runs, and early after `MAX_FINDINGS` findings.
 */
export async function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzOutcome> {
  const probe = await openCoverage((url) => target.covers.some((folder) => url.includes(folder)));
  const run = (input: Uint8Array): void => {
    options.onInput?.(input);
    target.run(input);
  };
  const watched = { ...target, run };
  const state: FuzzState = {
    target: watched,
    probe,
    corpus: [],
    findings: [],
    reached: new Reached(),
    slowest: 0,
  };
  await tryInputs(
    state,
    target.seeds.map((seed) => seed.subarray(0, target.maxLength)),
  );
  const seedBlocks = state.reached.count;
  const random = createSeededRandom(options.seed);
  let runs = 0;
  while (runs < options.runs && state.findings.length < MAX_FINDINGS && options.isOver?.() !== true) {
    const length = Math.min(BATCH, options.runs - runs);
    await tryInputs(
      state,
      Array.from({ length }, () => nextInput(state, random)),
    );
    runs += length;
  }
  const { corpus, findings, reached, slowest } = state;
  return {
    runs,
    blocks: reached.count,
    seedBlocks,
    corpus: corpus.length,
    findings,
    slowestMilliseconds: slowest,
  };
}

interface FuzzState {
  readonly target: FuzzTarget;
  readonly probe: CoverageProbe;
  readonly corpus: Uint8Array[];
  readonly findings: Finding[];
  readonly reached: Reached;
  slowest: number;
}

/** Reading coverage costs many times an input, so it is read for many; which of them was new, they tell one by one. */
async function tryInputs(state: FuzzState, inputs: readonly Uint8Array[]): Promise<void> {
  for (let from = 0; from < inputs.length; from += BATCH) {
    const batch = inputs.slice(from, from + BATCH);
    for (const input of batch) runOnce(state, input);
    const ran = await state.probe.read();
    if (!state.reached.isNew(ran)) continue;
    for (const input of batch) await keepIfNew(state, input);
    // What the first run of something does once, like filling a cache, no second run shows.
    state.reached.add(ran);
  }
}

async function keepIfNew({ target, probe, reached, corpus }: FuzzState, input: Uint8Array): Promise<void> {
  try {
    target.run(input);
  } catch {
    // It is among the findings already.
  }
  const ran = await probe.read();
  if (reached.isNew(ran)) corpus.push(input);
  reached.add(ran);
}

function runOnce(state: FuzzState, input: Uint8Array): void {
  const startedAt = performance.now();
  try {
    state.target.run(input);
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    // One fault shows in many inputs; the first is enough.
    if (!state.findings.some((known) => placeOf(known.error) === placeOf(error))) {
      state.findings.push({ input, error });
    }
  }
  state.slowest = Math.max(state.slowest, performance.now() - startedAt);
}

function nextInput({ target, corpus }: FuzzState, random: SeededRandom): Uint8Array {
  // What came last reached what nothing before did, so half of the tries go there.
  const young = random.chance(0.5) ? corpus.slice(-YOUNG) : corpus;
  return mutate(random.pick(young) ?? new Uint8Array(0), {
    random,
    other: random.pick(corpus) ?? new Uint8Array(0),
    shape: target.shape,
    dictionary: target.dictionary.map((word) => Buffer.from(word)),
    maxLength: target.maxLength,
  });
}

function placeOf({ name, message, stack = '' }: Error): string {
  return `${name}: ${stack.split('\n').find((line) => line.includes('    at ')) ?? message}`;
}

const BATCH = 32;
const MAX_FINDINGS = 10;
const YOUNG = 16;
