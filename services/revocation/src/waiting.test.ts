import { expect, it } from 'vitest';
import { PendingWork } from './waiting.ts';

it('tells an error of work that nobody waits for, and settles all the same', async () => {
  const told: unknown[] = [];
  const pending = new PendingWork({ warn: (facts) => told.push(facts) });
  pending.add(Promise.reject(new Error('no thread to be had')));
  pending.add(Promise.resolve());
  await pending.settle();
  expect(told).toEqual([{ error: 'Error: no thread to be had' }]);
});
