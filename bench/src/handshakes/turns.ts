import type { SecureContext } from 'node:tls';
import { median } from '../measure.ts';
import type { MeasuredServer } from '../measured-process.ts';
import { costOfVisits } from './visit.ts';

/** A server with what its visits have cost so far. */
export interface Contestant {
  /** Absent when its program is not installed. */
  readonly server: MeasuredServer | undefined;
  readonly path: string;
  readonly pace: Pace;
  /** Processor seconds a visit, of each block of visits. */
  readonly costs: number[];
}

/** A block of `visits` in every so many rounds, after so many visits that do not count. */
export interface Pace {
  readonly warmUp: number;
  readonly every: number;
  readonly visits: number;
}

/** In turns, too: all meet the same machine while V8 compiles what they do. */
export async function warmUp(contestants: readonly Contestant[], client: SecureContext): Promise<void> {
  for (let part = 0; part < WARM_UP_PARTS; part++) {
    for (const { server, path, pace } of contestants) {
      if (server !== undefined) await costOfVisits(server, path, client, pace.warmUp / WARM_UP_PARTS);
    }
  }
}

/**
 * So many rounds, in each a block of visits to all whose turn it is. Every other round goes backwards: each comes as
 * often before its neighbour as after it, and what slows the machine for longer than a block slows both.
 */
export async function takeTurns(
  contestants: readonly Contestant[],
  client: SecureContext,
  rounds: number,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const { server, path, pace, costs } of round % 2 === 0 ? contestants : contestants.toReversed()) {
      if (server === undefined || round % pace.every !== pace.every - 1) continue;
      costs.push(await costOfVisits(server, path, client, pace.visits));
    }
  }
}

/**
 * Visits per core-second, by the median over blocks: one that shared its moment with another program, or held a full
 * garbage collection, does not move it, while the best of all would be the luck of one.
 */
export function rateOf(costs: readonly number[]): number {
  return 1 / median(costs);
}

const WARM_UP_PARTS = 10;
