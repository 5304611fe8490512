import { expect, it } from 'vitest';
import { workThrough } from './work-through.ts';

it('does the work for each item once, never more of them at a time than it may', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await workThrough(new Set([1, 2, 3, 4, 5, 6, 7]), 3, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    done.push(item);
  });
  expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

it('lets one that is slow hold up no other', async () => {
  const slow = Promise.withResolvers<void>();
  const done: string[] = [];
  const all = workThrough(['slow', 'a', 'b', 'c'], 2, async (item) => {
    if (item === 'slow') await slow.promise;
    done.push(item);
    if (item === 'c') slow.resolve();
  });
  await all;
  expect(done).toEqual(['a', 'b', 'c', 'slow']);
});

it('rejects with the first error, and goes on with what is left', async () => {
  const done: number[] = [];
  const last = Promise.withResolvers<void>();
  const all = workThrough([1, 2, 3, 4], 2, async (item) => {
    if (item === 1) throw new Error('the first');
    done.push(item);
    if (item === 4) last.resolve();
  });
  await expect(all).rejects.toThrow('the first');
  await last.promise;
  expect(done).toEqual([2, 3, 4]);
});

it('has nothing to do for nothing', async () => {
  await expect(workThrough([], 8, () => Promise.reject(new Error('nothing')))).resolves.toBeUndefined();
});
