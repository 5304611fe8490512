import { setTimeout } from 'node:timers/promises';

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
