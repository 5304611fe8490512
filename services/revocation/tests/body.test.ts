import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { readBody } from '../src/body.ts';

/** A body as Node hands it over that has arrived already: the next chunk is there at once. */
function createBody(chunks: number, bytes: number) {
  const chunk = new Uint8Array(bytes).fill(0x30);
  let taken = 0;
  const next = async () => {
    if (taken === chunks) return { done: true, value: undefined } as const;
    taken += 1;
    return { done: false, value: chunk } as const;
  };
  return { taken: () => taken, [Symbol.asyncIterator]: () => ({ next }) };
}

it('lets others have their turn while a body of many chunks is read', async () => {
  let done = false;
  const reading = readBody(createBody(200_000, 40), 10_000_000, 0).finally(() => {
    done = true;
  });
  let turns = 0;
  for (; !done; turns += 1) await setImmediate();
  expect(turns).toBeGreaterThan(3);
  expect(await reading).toMatchObject({ body: { length: 8_000_000 } });
});

it('reads no more than a thousand tiny chunks', async () => {
  const body = createBody(1_000_000, 1);
  expect(await readBody(body, 10_000_000, 0)).toEqual({ refused: 'tiny-chunks' });
  expect(body.taken()).toBeLessThan(1100);
});

it('reads a short body however it is cut', async () => {
  expect(await readBody(createBody(900, 1), 1000, 0)).toMatchObject({ body: { length: 900 } });
  expect(await readBody(createBody(1001, 1), 1000, 0)).toEqual({ refused: 'too-large' });
});
