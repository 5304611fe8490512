import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { MailMessageId } from '@signet/identity';
import { DEMO_PEOPLE } from '@signet/lab';
import { AirSync, element } from '@signet/wbxml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPhones, estimateRequest, estimates, idsOf, type Phones } from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { alice } = DEMO_PEOPLE;
const MESSAGES = 100_000;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

it('tells ten changes in a folder of 100,000 messages, and keeps no list of them', async () => {
  await phones.deliver(alice, 'The newest');
  const { directory, mailboxes } = world.server.services;
  const [folder, , deleted] = await mailboxes.ensureMailbox(alice.id);
  copyInto(folder!.id);
  const { phone, inbox, key } = await phones.start(alice, undefined, [
    element(AirSync.Options, [element(AirSync.FilterType, 1)]),
  ]);
  // Everything is wanted, but little of it at a time.
  const wide = await phone.sync(inbox, key, [
    element(AirSync.WindowSize, 20),
    element(AirSync.Options, [element(AirSync.FilterType, 0)]),
  ]);
  const told = idsOf(wide.collection) as readonly MailMessageId[];
  expect(told).toHaveLength(20);
  const ask = async (): Promise<unknown> =>
    estimates((await phone.send('GetItemEstimate', estimateRequest([inbox, wide.syncKey]))).document);
  expect(await ask()).toEqual([['1', String(MESSAGES - 20)]]);
  await mailboxes.transaction(async (work) => {
    for (const id of told.slice(0, 6)) await work.mailboxes.setFlags(alice.id, id, { isRead: true });
    for (const id of told.slice(6, 10)) {
      const newId = randomBytes(16).toString('hex') as MailMessageId;
      await work.mailboxes.move(alice.id, id, deleted!.id, newId);
    }
  });
  expect(await ask()).toEqual([['1', String(MESSAGES - 20 + 10)]]);
  const after = await phone.sync(inbox, wide.syncKey, [element(AirSync.WindowSize, 10)]);
  expect([...idsOf(after.collection, AirSync.Change)].sort()).toEqual(told.slice(0, 6).sort());
  expect([...idsOf(after.collection, AirSync.Delete)].sort()).toEqual(told.slice(6, 10).sort());
  expect(idsOf(after.collection)).toEqual([]);
  const states = await directory.mailDevices.findSyncStates(alice.id, phone.deviceId, inbox);
  expect(states?.current.snapshot.length).toBeLessThan(1000);
});

/** As many copies of the message that is there, each a day older than anything that came today. */
function copyInto(folderId: string): void {
  const database = new DatabaseSync(join(world.folder, 'signet.sqlite'));
  try {
    database.exec(`
      begin immediate;
      insert into mail_message
        with recursive copy (i) as (values (1) union all select i + 1 from copy where i < ${MESSAGES})
        select printf('%032x', i), user_id, folder_id, content_id, received_at - 2 * 86400 - i, size_bytes,
          subject, from_text, to_text, date, preview, is_read, is_flagged, last_verb, modseq + i, modseq + i
        from mail_message, copy where folder_id = '${folderId}';
      update mail_folder set modseq = modseq + ${MESSAGES} where id = '${folderId}';
      commit;`);
  } finally {
    database.close();
  }
}
