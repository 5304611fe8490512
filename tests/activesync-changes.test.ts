import type { MailMessageId } from '@signet/identity';
import { DEMO_PEOPLE } from '@signet/lab';
import { AirSync, childOf, descendantOf, Email, element, textOf } from '@signet/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOf, createPhones, DELETED_ITEMS, idsOf, markRead, type Phones } from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { dora } = DEMO_PEOPLE;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('changes on both sides', () => {
  it('takes flags and deletions from the client and never echoes them', async () => {
    const { phone, folders, inbox } = await phones.start(dora);
    await phones.deliver(dora, 'To be read');
    const start = await phone.sync(inbox, '0');
    const first = await phone.sync(inbox, start.syncKey);
    const serverId = element(
      AirSync.ServerId,
      textOf(commandsOf(first.collection)[0], AirSync.ServerId) ?? '',
    );
    const read = await phone.sync(inbox, first.syncKey, [
      element(AirSync.Commands, [
        element(AirSync.Change, [serverId, element(AirSync.ApplicationData, [element(Email.Read, 1)])]),
      ]),
    ]);
    expect(childOf(read.collection, AirSync.Commands)).toBeUndefined();
    expect(childOf(read.collection, AirSync.Responses)).toBeUndefined();
    const gone = await phone.sync(inbox, read.syncKey, [
      element(AirSync.Commands, [element(AirSync.Delete, [serverId])]),
    ]);
    expect(childOf(gone.collection, AirSync.Commands)).toBeUndefined();
    const bin = folders.get(DELETED_ITEMS) ?? '';
    const binStart = await phone.sync(bin, '0');
    const [deleted] = commandsOf((await phone.sync(bin, binStart.syncKey)).collection);
    expect(textOf(childOf(deleted, AirSync.ApplicationData), Email.Read)).toBe('1');
  });

  it('tells one device what another one changed', async () => {
    await phones.deliver(dora, 'Shared');
    const [one, two] = [await phones.start(dora), await phones.start(dora)];
    const first = await one.phone.sync(one.inbox, '0');
    const add = commandsOf((await one.phone.sync(one.inbox, first.syncKey)).collection)[0];
    const serverId = textOf(add, AirSync.ServerId) ?? '';
    await world.server.services.mailboxes.transaction(({ mailboxes }) =>
      mailboxes.setFlags(dora.id, serverId as MailMessageId, { isFlagged: true }),
    );
    const { collection } = await two.phone.sync(two.inbox, two.key);
    const change = commandsOf(collection, AirSync.Change)[0];
    const flag = descendantOf(change, AirSync.ApplicationData, Email.Flag);
    expect(textOf(flag, Email.Status)).toBe('2');
  });

  it.each([
    ['the server when nothing is said', undefined, '7'],
    ['the server by Conflict 1', 1, '7'],
    ['the phone by Conflict 0', 0, undefined],
  ])('lets %s win when both sides changed a message', async (_title, conflict, status) => {
    await phones.deliver(dora, 'Disputed');
    const options =
      conflict === undefined ? [] : [element(AirSync.Options, [element(AirSync.Conflict, conflict)])];
    const { phone, inbox } = await phones.start(dora);
    const fresh = await phone.sync(inbox, '0', options);
    const first = await phone.sync(inbox, fresh.syncKey);
    const [serverId = ''] = idsOf(first.collection);
    const { mailboxes, directory } = world.server.services;
    await mailboxes.transaction(async (work) => {
      await work.mailboxes.setFlags(dora.id, serverId as MailMessageId, { isFlagged: true });
    });
    const { collection, syncKey } = await phone.sync(inbox, first.syncKey, [markRead(serverId)]);
    const refused = descendantOf(collection, AirSync.Responses, AirSync.Change);
    expect(textOf(refused, AirSync.Status)).toBe(status);
    const stored = await directory.mailboxes.find(dora.id, serverId as MailMessageId);
    expect(stored).toMatchObject({ isFlagged: true, isRead: conflict === 0 });
    // Either way the phone hears how the message stands now, once.
    const [change] = commandsOf(collection, AirSync.Change);
    const data = childOf(change, AirSync.ApplicationData);
    expect(textOf(data, Email.Read)).toBe(conflict === 0 ? '1' : '0');
    expect(textOf(childOf(data, Email.Flag), Email.Status)).toBe('2');
    expect(childOf((await phone.sync(inbox, syncKey)).collection, AirSync.Commands)).toBeUndefined();
  });

  it('says nothing of a message that came and went, and takes one back that was told', async () => {
    await phones.deliver(dora, 'Told');
    const { phone, inbox } = await phones.start(dora);
    const fresh = await phone.sync(inbox, '0');
    const first = await phone.sync(inbox, fresh.syncKey);
    const [told = ''] = idsOf(first.collection);
    await phones.deliver(dora, 'Passing');
    const other = await phones.start(dora);
    const start = await other.phone.sync(inbox, '0');
    const [passing = ''] = idsOf((await other.phone.sync(inbox, start.syncKey)).collection);
    const { mailboxes } = world.server.services;
    await mailboxes.transaction(async (work) => {
      await work.mailboxes.remove(dora.id, passing as MailMessageId);
      await work.mailboxes.remove(dora.id, told as MailMessageId);
    });
    const { collection } = await phone.sync(inbox, first.syncKey);
    expect(idsOf(collection, AirSync.Delete)).toEqual([told]);
    expect(idsOf(collection)).toEqual([]);
  });

  it('refuses a change of a message that is not there with 8, and a message made by the phone with 4', async () => {
    const { phone, inbox, key } = await phones.start(dora);
    const { collection } = await phone.sync(inbox, key, [
      element(AirSync.Commands, [
        ...markRead('0'.repeat(32)).children,
        element(AirSync.Add, [element(AirSync.ClientId, 'mine'), element(AirSync.ApplicationData, [])]),
        element(AirSync.Fetch, [element(AirSync.ServerId, '0'.repeat(32))]),
      ]),
    ]);
    const responses = childOf(collection, AirSync.Responses);
    const statusOf = (tag: typeof AirSync.Add): string | undefined =>
      textOf(childOf(responses, tag), AirSync.Status);
    expect([AirSync.Change, AirSync.Add, AirSync.Fetch].map(statusOf)).toEqual(['8', '4', '8']);
  });
});
