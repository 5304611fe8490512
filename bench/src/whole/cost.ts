import { workThrough } from '@signet/identity';
import type { MeasuredServer } from '../measured-process.ts';

/** Processor seconds of the server for each of `count` tasks, so many of them at a time. */
export async function costOf(
  server: Pick<MeasuredServer, 'cpuSeconds'>,
  count: number,
  task: (number: number) => Promise<unknown>,
): Promise<number> {
  const before = await server.cpuSeconds();
  await workThrough(Array(count).keys(), AT_A_TIME, task);
  return ((await server.cpuSeconds()) - before) / count;
}

/** Enough that the server never waits for the bench. */
const AT_A_TIME = 8;
