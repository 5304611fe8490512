import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { measurePauses } from './pauses.ts';

it('a long turn of the loop is told by the clock and as own work', async () => {
  const end = measurePauses();
  await setTimeout(5);
  // By the processor's time, since another program may have it meanwhile.
  const before = process.threadCpuUsage();
  while (process.threadCpuUsage(before).user < 40_000);
  await setTimeout(5);
  const { byTheClock, ownWork, longTurns } = end();
  expect(byTheClock.longest).toBeGreaterThanOrEqual(38);
  expect(ownWork.longest).toBeGreaterThan(30);
  expect(longTurns.some(({ from, to }) => to - from >= 38)).toBe(true);
});

it('a wait for something else is a pause but no work', async () => {
  const end = measurePauses();
  await setTimeout(5);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40);
  const { longTurns } = end();
  const [longest] = longTurns.toSorted((a, b) => b.byTheClock - a.byTheClock);
  expect(longest?.byTheClock).toBeGreaterThanOrEqual(38);
  expect(longest?.ownWork).toBeLessThan(20);
});

it.runIf(process.platform === 'linux')(
  'a wait for a core is told apart from one for something else',
  async () => {
    const end = measurePauses();
    await setTimeout(5);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40);
    const { longTurns } = end();
    const [longest] = longTurns.toSorted((a, b) => b.byTheClock - a.byTheClock);
    expect(longest?.withoutCore).toBeGreaterThanOrEqual(0);
    expect(longest?.withoutCore).toBeLessThanOrEqual((longest?.byTheClock ?? 0) - 38);
  },
);
