import type { Pauses, Turn } from '../live/pauses.ts';
import { runInProcess } from '../live/run-in-process.ts';
import type { Replacement, SoakOptions, SoakRun } from '../live/soak-run.ts';
import { LARGE_ENTRIES } from '../live/world.ts';
import type { Bench, Fact, Row } from '../row.ts';

/**
 * Sign-ins at a steady rate while a CRL of 20 MB is replaced again and again, beside the same without replacing. The
 * longest pause of the event loop by the clock and by the thread's own work, whose limit is what is wanted, and the
 * memory, whose limit is what it was before.
 */
export const soak: Bench = {
  cases: ['soak-pause', 'soak-work', 'soak-memory'],
  async *run({ note }, wanted) {
    const signIns = Number(process.env['SIGNET_SOAK_SIGN_INS'] ?? 20_000);
    const seconds = Math.round((2 * signIns) / SIGN_INS_PER_SECOND);
    note(`soak: two times ${signIns} sign-ins, ${seconds} s`);
    const options = {
      signIns,
      signInsPerSecond: SIGN_INS_PER_SECOND,
      replaceEverySeconds: 10,
      entries: LARGE_ENTRIES,
    };
    const run = await runInProcess<SoakOptions, SoakRun>(PROGRAM, options);
    yield* [pauseRow(run), workRow(run), memoryRow(run)].filter((row) => wanted(row.case));
  },
};

function pauseRow(run: SoakRun): Row {
  const { quiet, replacing, replacements } = run;
  const { near, apart } = splitByReplacing(replacing.pauses, replacements);
  return {
    case: 'soak-pause',
    unit: 'ms',
    ours: replacing.pauses.byTheClock.longest,
    limit: WANTED_MILLISECONDS,
    peers: { 'ours without replacing': quiet.pauses.byTheClock.longest },
    facts: {
      ...percentiles(run, ({ byTheClock }) => byTheClock),
      'longest turns near a replacing (ms by the clock)': near.map(({ byTheClock }) => byTheClock),
      'of these own work (ms)': near.map(({ ownWork }) => ownWork),
      'of these no core was free (ms)': near.map(({ withoutCore }) => withoutCore),
      'longest turns apart from any, same run (ms by the clock)': apart.map(({ byTheClock }) => byTheClock),
      'their own work (ms)': apart.map(({ ownWork }) => ownWork),
      'of them no core was free (ms)': apart.map(({ withoutCore }) => withoutCore),
      'lists taken': replacements.length,
      'sign-ins a second': replacing.signInsPerSecond,
      'size of the list (MB)': run.crlBytes / 1e6,
    },
  };
}

function workRow(run: SoakRun): Row {
  return {
    case: 'soak-work',
    unit: 'ms',
    ours: run.replacing.pauses.ownWork.longest,
    limit: WANTED_MILLISECONDS,
    peers: { 'ours without replacing': run.quiet.pauses.ownWork.longest },
    facts: percentiles(run, ({ ownWork }) => ownWork),
  };
}

function memoryRow({ quiet, replacing }: SoakRun): Row {
  const before = averageOfQuarters(quiet.resident);
  const during = averageOfQuarters(replacing.resident);
  return {
    case: 'soak-memory',
    unit: 'MB',
    ours: during.at(-1) ?? Number.NaN,
    limit: before.at(-1) ?? Number.NaN,
    peers: {},
    facts: {
      'resident by quarters of the time (MB)': during,
      'without replacing (MB)': before,
      'highest (MB)': Math.max(...replacing.resident) / 1e6,
    },
  };
}

type DistributionOf = (pauses: Pauses) => { readonly p999: number; readonly p99: number };

function percentiles({ quiet, replacing }: SoakRun, of: DistributionOf): Readonly<Record<string, Fact>> {
  const pair = (pauses: Pauses): readonly number[] => [of(pauses).p999, of(pauses).p99];
  return {
    'p99.9, p99 (ms)': pair(replacing.pauses),
    'p99.9, p99 without replacing (ms)': pair(quiet.pauses),
  };
}

// What a list causes comes while it is read, or soon after, while it is stored and the one before it is thrown away.
function splitByReplacing({ longTurns }: Pauses, replacements: readonly Replacement[]) {
  const isNear = (turn: Turn): boolean =>
    replacements.some(({ from, to }) => turn.to > from && turn.from < to + AFTERWARDS_MILLISECONDS);
  const five = (turns: readonly Turn[]): readonly Turn[] =>
    turns.toSorted((a, b) => b.byTheClock - a.byTheClock).slice(0, 5);
  return {
    near: five(longTurns.filter(isNear)),
    apart: five(longTurns.filter((turn) => !isNear(turn))),
  };
}

function averageOfQuarters(samples: readonly number[]): readonly number[] {
  return [0, 1, 2, 3].map((quarter) => {
    const part = samples.slice((quarter * samples.length) / 4, ((quarter + 1) * samples.length) / 4);
    return part.reduce((sum, one) => sum + one, 0) / Math.max(1, part.length) / 1e6;
  });
}

const SIGN_INS_PER_SECOND = 800;
const WANTED_MILLISECONDS = 20;
const AFTERWARDS_MILLISECONDS = 1500;

const PROGRAM = new URL('../live/soak-run.ts', import.meta.url);
