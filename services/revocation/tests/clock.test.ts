import { afterEach, beforeEach, expect, it } from 'vitest';
import { BASE_PATH, createWorld, NOW, type World } from './_world.ts';

// A clock that was ahead and is set back: what was noted in the future holds nothing up until the clock is there again.

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const DAY = 86_400;

function question(publishedAfter?: number) {
  return { authority: world.authority, serialNumber: 'a1', subjectIsCA: false, publishedAfter };
}

it('a failed download is tried again', async () => {
  const service = world.startService();
  world.server.answer(BASE_PATH, (_, response) => void response.writeHead(500).end());
  world.clock.advance(DAY);
  expect((await service.check(question())).status).toBe('undetermined');
  world.clock.advance(-DAY);
  await world.publish({ crlNumber: 1 });
  expect((await service.check(question())).status).toBe('good');
});

it('the background asks for the list again, in this process and in others', async () => {
  const nextUpdate = NOW + 30 * DAY;
  await world.publish({ crlNumber: 1, nextUpdate });
  const service = world.startService();
  world.clock.advance(10 * DAY);
  await service.refresh(world.authority);
  world.clock.advance(-10 * DAY);
  const other = world.startService();
  expect((await other.check(question())).status).toBe('good');
  await world.publish({ crlNumber: 2, nextUpdate, entries: [{ serialNumber: 'a1' }] });
  await other.refreshDue();
  expect((await other.check(question())).status).toBe('revoked');
  world.clock.advance(60);
  await world.publish({ crlNumber: 3, nextUpdate });
  world.clock.advance(2 * DAY);
  await service.refreshDue();
  expect((await service.check(question())).status).toBe('good');
});

it('a list newer than the user’s valid-from is fetched', async () => {
  await world.publish({ crlNumber: 1, nextUpdate: NOW + 30 * DAY });
  const service = world.startService();
  world.clock.advance(DAY);
  await service.check(question(NOW + DAY));
  world.clock.advance(3600 - DAY);
  await world.publish({ crlNumber: 2 });
  expect((await service.check(question(NOW + 60))).status).toBe('good');
});
