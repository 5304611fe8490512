import { randomBytes } from 'node:crypto';
import type { MailFolderKind, MailMessageId } from '@signet/identity';
import type { DemoPerson } from '@signet/lab';
import { DEMO_PEOPLE } from '@signet/lab';
import { AirSync, childOf, childrenOf, element, type WbxmlElement } from '@signet/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPhones,
  estimateRequest,
  estimates,
  INBOX,
  idsOf,
  type Phones,
  SENT_ITEMS,
} from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob, emil, dora } = DEMO_PEOPLE;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld({ clock });
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

const clock = createTestClock();

/** Adds messages of these ages in days; their ids, as they were given. */
async function fill(
  person: DemoPerson,
  kind: MailFolderKind,
  ages: readonly number[],
): Promise<readonly string[]> {
  const { mailboxes } = world.server.services;
  const folders = await mailboxes.ensureMailbox(person.id);
  const folder = folders.find((candidate) => candidate.kind === kind);
  const raw = Buffer.from('Subject: Aged\r\n\r\nx\r\n');
  const ids = ages.map(() => randomBytes(16).toString('hex') as MailMessageId);
  await mailboxes.transaction(async (work) => {
    for (const [index, age] of ages.entries()) {
      const message = {
        id: ids[index]!,
        userId: person.id,
        folderId: folder!.id,
        receivedAt: clock.now() - Math.floor(age * 86_400),
        sizeBytes: raw.length,
        subject: 'Aged',
        from: '',
        to: '',
        date: undefined,
        preview: '',
        isRead: false,
        isFlagged: false,
        lastVerb: 'none',
      } as const;
      await work.mailboxes.add(message, raw);
    }
  });
  return ids;
}

function within(filterType: number): WbxmlElement {
  return element(AirSync.Options, [element(AirSync.FilterType, filterType)]);
}

/** Starts at the present, because TLS itself goes by the machine's clock. */
function createTestClock(): { now(): number; advance(seconds: number): void } {
  let now = Math.floor(Date.now() / 1000);
  return {
    now: () => now,
    advance: (seconds) => {
      now += seconds;
    },
  };
}

describe('the window', () => {
  it('brings what came within the window only, for each FilterType', async () => {
    await fill(alice, 'inbox', [0.5, 2, 5, 10, 20, 60, 400]);
    for (const [filterType, count] of [
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
      [0, 7],
      // Those of calendars mean everything here.
      [6, 7],
    ] as const) {
      const { phone, inbox } = await phones.start(alice);
      const fresh = await phone.sync(inbox, '0', [within(filterType)]);
      const { collection } = await phone.sync(inbox, fresh.syncKey);
      expect([filterType, idsOf(collection).length]).toEqual([filterType, count]);
    }
  });

  it('takes messages back with SoftDelete when the window narrows, and brings them when it widens', async () => {
    await fill(bob, 'inbox', [0.5, 2, 5, 60]);
    const { phone, inbox } = await phones.start(bob);
    const fresh = await phone.sync(inbox, '0', [within(0)]);
    const all = await phone.sync(inbox, fresh.syncKey);
    const [half, two, five, sixty] = idsOf(all.collection);
    const narrow = await phone.sync(inbox, all.syncKey, [within(2)]);
    expect(idsOf(narrow.collection, AirSync.SoftDelete)).toEqual([five, sixty]);
    expect(idsOf(narrow.collection, AirSync.Delete)).toEqual([]);
    expect(narrow.syncKey).not.toBe(all.syncKey);
    // What has left the window is still there, and its changes are no news.
    const { mailboxes, directory } = world.server.services;
    await mailboxes.transaction((work) =>
      work.mailboxes.setFlags(bob.id, five as MailMessageId, { isFlagged: true }),
    );
    expect(await directory.mailboxes.find(bob.id, five as MailMessageId)).toMatchObject({ isFlagged: true });
    const quiet = await phone.sync(inbox, narrow.syncKey);
    expect(childOf(quiet.collection, AirSync.Commands)).toBeUndefined();
    const wide = await phone.sync(inbox, quiet.syncKey, [within(3)]);
    expect(idsOf(wide.collection)).toEqual([five]);
    // A message that is gone for good is deleted, not soft-deleted.
    await mailboxes.transaction((work) => work.mailboxes.remove(bob.id, two as MailMessageId));
    const gone = await phone.sync(inbox, wide.syncKey);
    expect(idsOf(gone.collection, AirSync.Delete)).toEqual([two]);
    expect(idsOf(gone.collection, AirSync.SoftDelete)).toEqual([]);
    expect(half).toBeDefined();
  });

  it('takes messages back when they grow too old', async () => {
    await fill(dora, 'inbox', [0.5, 1.5]);
    const { phone, inbox } = await phones.start(dora, undefined, [within(1)]);
    const fresh = await phone.sync(inbox, '0', [within(1)]);
    const first = await phone.sync(inbox, fresh.syncKey);
    const [told] = idsOf(first.collection);
    clock.advance(86_400);
    await world.pki.publish();
    await world.refreshCrls();
    const estimate = await phone.send('GetItemEstimate', estimateRequest([inbox, first.syncKey]));
    expect(estimates(estimate.document)).toEqual([['1', '1']]);
    const aged = await phone.sync(inbox, first.syncKey);
    expect(idsOf(aged.collection, AirSync.SoftDelete)).toEqual([told]);
    expect(idsOf(aged.collection)).toEqual([]);
  });

  it('brings 1,200 messages window by window, each once, the newest first', async () => {
    const ages = Array.from({ length: 1200 }, (_, index) => 1 + index / 1000);
    const written = await fill(emil, 'inbox', ages);
    const { phone, inbox } = await phones.start(emil);
    const fresh = await phone.sync(inbox, '0');
    const seen: string[] = [];
    const sizes: number[] = [];
    let key = fresh.syncKey;
    for (let more = true; more; ) {
      const { collection, syncKey } = await phone.sync(inbox, key, [element(AirSync.WindowSize, 600)]);
      const ids = idsOf(collection);
      sizes.push(ids.length);
      seen.push(...ids);
      expect(syncKey).not.toBe(key);
      key = syncKey;
      more = childOf(collection, AirSync.MoreAvailable) !== undefined;
    }
    // 512 is the most that one answer brings, whatever is asked for.
    expect(sizes).toEqual([512, 512, 176]);
    expect(seen).toEqual(written);
  });

  it('spreads the window of a whole request over its folders', async () => {
    const { phone, folders } = await phones.start(emil);
    await fill(emil, 'sent-items', [1, 2, 3]);
    const both = [folders.get(INBOX) ?? '', folders.get(SENT_ITEMS) ?? ''];
    const keys = await Promise.all(both.map(async (id) => (await phone.sync(id, '0')).syncKey));
    const { document } = await phone.send(
      'Sync',
      element(AirSync.Sync, [
        element(
          AirSync.Collections,
          both.map((id, index) =>
            element(AirSync.Collection, [
              element(AirSync.SyncKey, keys[index] ?? ''),
              element(AirSync.CollectionId, id),
              element(AirSync.WindowSize, 50),
            ]),
          ),
        ),
        element(AirSync.WindowSize, 51),
      ]),
    );
    const collections = childrenOf(childOf(document, AirSync.Collections), AirSync.Collection);
    expect(collections.map((collection) => idsOf(collection).length)).toEqual([50, 1]);
    expect(collections.map((collection) => childOf(collection, AirSync.MoreAvailable) !== undefined)).toEqual(
      [true, true],
    );
  });
});
