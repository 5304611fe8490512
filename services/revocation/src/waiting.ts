import { setTimeout } from 'node:timers/promises';
import type { RevocationLog } from './types.ts';

/** The result, or nothing when it takes longer; the work goes on all the same. */
export async function waitAtMost<Result>(
  work: Promise<Result>,
  milliseconds: number,
): Promise<Result | undefined> {
  const waiting = new AbortController();
  const patience = setTimeout(milliseconds, undefined, { signal: waiting.signal }).catch(() => undefined);
  try {
    return await Promise.race([work, patience]);
  } finally {
    waiting.abort();
  }
}

/** Work that goes on when whoever asked for it has been answered: nobody else would hear of its errors. */
export class PendingWork {
  readonly #pending = new Set<Promise<unknown>>();
  readonly #log: Pick<RevocationLog, 'warn'>;

  constructor(log: Pick<RevocationLog, 'warn'>) {
    this.#log = log;
  }

  add(work: Promise<unknown>): void {
    const kept = work
      .catch((error: unknown) =>
        this.#log.warn({ error: String(error) }, 'work on CRLs in the background failed'),
      )
      .finally(() => this.#pending.delete(kept));
    this.#pending.add(kept);
  }

  /** When nothing is pending any more, with what begins meanwhile. */
  async settle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
  }
}
