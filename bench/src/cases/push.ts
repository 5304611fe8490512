import type { Push, PushOptions, PushRun } from '../live/push-run.ts';
import { runInProcess } from '../live/run-in-process.ts';
import { LARGE_ENTRIES } from '../live/world.ts';
import type { Bench, Row } from '../row.ts';

/**
 * Seconds from a fetched CRL of 20 MB to the end of the last session and grant of the certificate that it newly
 * revokes, with 100,000 of each alive. The slowest of several pushes counts; the limit is what is wanted.
 */
export const push: Bench = {
  cases: ['push-100k', 'push-100k-one'],
  async *run({ note }, wanted) {
    for (const [name, options] of Object.entries(CASES)) {
      if (!wanted(name)) continue;
      note(`${name}: making 100,000 sessions and grants`);
      yield toRow(name, await runInProcess<PushOptions, PushRun>(PROGRAM, options));
    }
  },
};

function toRow(name: string, { crlBytes, pushes }: PushRun): Row {
  const longest = (of: (push: Push) => number): number => Math.max(...pushes.map(of));
  return {
    case: name,
    unit: 's',
    ours: longest(({ seconds }) => seconds),
    limit: WANTED_SECONDS,
    peers: {},
    facts: {
      'each push (s)': pushes.map(({ seconds }) => seconds),
      'from the request for the list until nothing lives (s)': pushes.map(
        ({ secondsFromRequest }) => secondsFromRequest,
      ),
      'ended by a push (sessions, grants)': [pushes[0]?.sessions ?? 0, pushes[0]?.grants ?? 0],
      'longest pause of the loop (ms)': longest(({ pauses }) => pauses.byTheClock.longest),
      'of it own work (ms)': longest(({ pauses }) => pauses.ownWork.longest),
      'size of the list (MB)': crlBytes / 1e6,
    },
  };
}

const CASES: Readonly<Record<string, PushOptions>> = {
  'push-100k': { live: 100_000, own: 10, pushes: 5, entries: LARGE_ENTRIES },
  'push-100k-one': { live: 100_000, own: 100_000, pushes: 1, entries: LARGE_ENTRIES },
};

const WANTED_SECONDS = 1;

const PROGRAM = new URL('../live/push-run.ts', import.meta.url);
