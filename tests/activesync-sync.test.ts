import { DEMO_PEOPLE } from '@signet/lab';
import { AirSync, childOf, descendantOf, element, GetItemEstimate, textOf } from '@signet/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  commandsOf,
  createPhones,
  DELETED_ITEMS,
  idsOf,
  markRead,
  type Phones,
  subjectsOf,
} from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { dora } = DEMO_PEOPLE;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('sync keys', () => {
  it('answers the key before again, with the same new key and the same messages', async () => {
    const { phone, inbox, key } = await phones.start(dora);
    await phones.deliver(dora, 'Lost reply');
    const once = await phone.sync(inbox, key);
    const twice = await phone.sync(inbox, key);
    expect(twice).toEqual(once);
    expect(subjectsOf(once.collection)).toEqual(['Lost reply']);
    const next = await phone.sync(inbox, once.syncKey);
    expect(next.syncKey).toBe(once.syncKey);
    expect(commandsOf(next.collection)).toEqual([]);
  });

  it('refuses a key that is two steps old and one of another device with 3', async () => {
    const { phone, inbox, key } = await phones.start(dora);
    await phones.deliver(dora, 'One');
    const one = await phone.sync(inbox, key);
    await phones.deliver(dora, 'Two');
    await phone.sync(inbox, one.syncKey);
    expect((await phone.sync(inbox, key)).status).toBe('3');
    const { phone: other } = await phones.start(dora);
    expect((await other.sync(inbox, one.syncKey)).status).toBe('3');
  });

  it('says MoreAvailable with a new key each time until all is told, the newest first', async () => {
    const { phone, inbox } = await phones.start(dora);
    const start = await phone.sync(inbox, '0');
    const window = [element(AirSync.WindowSize, 1)];
    const first = await phone.sync(inbox, start.syncKey, window);
    expect(childOf(first.collection, AirSync.MoreAvailable)).toBeDefined();
    expect(commandsOf(first.collection)).toHaveLength(1);
    const second = await phone.sync(inbox, first.syncKey, window);
    expect(second.syncKey).not.toBe(first.syncKey);
    const estimate = await phone.send(
      'GetItemEstimate',
      element(GetItemEstimate.GetItemEstimate, [
        element(GetItemEstimate.Collections, [
          element(GetItemEstimate.Collection, [
            element(AirSync.SyncKey, second.syncKey),
            element(GetItemEstimate.CollectionId, inbox),
          ]),
        ]),
      ]),
    );
    const rest = await phone.sync(inbox, second.syncKey);
    expect(childOf(rest.collection, AirSync.MoreAvailable)).toBeUndefined();
    const response = descendantOf(estimate.document, GetItemEstimate.Response, GetItemEstimate.Collection);
    expect(textOf(response, GetItemEstimate.Estimate)).toBe(String(commandsOf(rest.collection).length));
  });

  it('loses and doubles nothing when each answer is dropped once', async () => {
    const { phone, inbox, key } = await phones.start(dora);
    for (const subject of ['First', 'Second', 'Third', 'Fourth', 'Fifth'])
      await phones.deliver(dora, subject);
    const told: (string | undefined)[] = [];
    let current = key;
    for (let more = true; more; ) {
      const window = [element(AirSync.WindowSize, 2)];
      const dropped = await phone.sync(inbox, current, window);
      const answer = await phone.sync(inbox, current, window);
      expect(answer).toEqual(dropped);
      told.push(...subjectsOf(answer.collection));
      expect(answer.syncKey).not.toBe(current);
      current = answer.syncKey;
      more = childOf(answer.collection, AirSync.MoreAvailable) !== undefined;
    }
    expect(told).toEqual(['Fifth', 'Fourth', 'Third', 'Second', 'First']);
  });

  it('applies the commands of a repeated request once, and tells neither of them back', async () => {
    await phones.deliver(dora, 'Stays');
    await phones.deliver(dora, 'Goes');
    const { phone, folders, inbox } = await phones.start(dora);
    const fresh = await phone.sync(inbox, '0');
    const first = await phone.sync(inbox, fresh.syncKey);
    const [goes = '', stays = ''] = idsOf(first.collection);
    const commands = [
      element(AirSync.Commands, [
        ...(markRead(stays).children ?? []),
        element(AirSync.Delete, [element(AirSync.ServerId, goes)]),
      ]),
    ];
    const deleted = folders.get(DELETED_ITEMS) ?? '';
    const count = async (): Promise<number> => {
      const start = await phone.sync(deleted, '0');
      return idsOf((await phone.sync(deleted, start.syncKey, [element(AirSync.WindowSize, 512)])).collection)
        .length;
    };
    const before = await count();
    const once = await phone.sync(inbox, first.syncKey, commands);
    const twice = await phone.sync(inbox, first.syncKey, commands);
    expect(twice).toEqual(once);
    expect(childOf(twice.collection, AirSync.Commands)).toBeUndefined();
    expect(childOf(twice.collection, AirSync.Responses)).toBeUndefined();
    expect(await count()).toBe(before + 1);
    const next = await phone.sync(inbox, twice.syncKey);
    expect(childOf(next.collection, AirSync.Commands)).toBeUndefined();
  });

  it('gives two requests with the same key at once the same answer', async () => {
    const { phone, inbox, key } = await phones.start(dora);
    await phones.deliver(dora, 'Wanted twice');
    const [one, other] = await Promise.all([phone.sync(inbox, key), phone.sync(inbox, key)]);
    expect(other).toEqual(one);
    expect(subjectsOf(one.collection)).toEqual(['Wanted twice']);
    const next = await phone.sync(inbox, one.syncKey);
    expect(childOf(next.collection, AirSync.Commands)).toBeUndefined();
  });
});
