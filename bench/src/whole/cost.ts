import type { MeasuredServer } from '../measured-process.ts';

/** Processor seconds of the server for each of `count` tasks, so many of them at a time. */
export async function costOf(
  server: Pick<MeasuredServer, 'cpuSeconds'>,
  count: number,
  task: (number: number) => Promise<unknown>,
): Promise<number> {
  const before = await server.cpuSeconds();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return ((await server.cpuSeconds()) - before) / count;
}

/** Enough that the server never waits for the bench. */
const AT_A_TIME = 8;
