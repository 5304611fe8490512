import { gzipSync } from 'node:zlib';
import { DEMO_PEOPLE } from '@signet/lab';
import {
  AirSync,
  AirSyncBase,
  childOf,
  childrenOf,
  contentText,
  descendantOf,
  Email,
  element,
  encodeWbxml,
  FolderHierarchy,
  ItemOperations,
  Move,
  Settings,
  textOf,
} from '@signet/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOf, createPhones, DELETED_ITEMS, INBOX, type Phones, wants } from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { alice, dora } = DEMO_PEOPLE;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('the ladder', () => {
  it('tells what it speaks', async () => {
    const { status, headers } = await phones.connect(await world.issueFor(alice)).options();
    expect(status).toBe(200);
    expect(headers['ms-asprotocolversions']).toBe('14.0,14.1');
    expect(headers['ms-asprotocolcommands']).toContain('Provision');
  });

  it('provisions, lists folders and synchronises mail for a federated and a managed person', async () => {
    for (const person of [alice, dora]) {
      await phones.deliver(person, 'Welcome');
      const phone = phones.connect(await world.issueFor(person));
      await phone.provision();
      const folders = await phone.listFolders();
      expect([...folders.keys()].sort()).toEqual([2, 3, 4, 5]);
      const inbox = folders.get(INBOX) ?? '';
      const fresh = await phone.sync(inbox, '0', [wants(2)]);
      expect(fresh.status).toBe('1');
      expect(commandsOf(fresh.collection)).toEqual([]);
      const first = await phone.sync(inbox, fresh.syncKey);
      const data = childOf(commandsOf(first.collection)[0], AirSync.ApplicationData);
      expect(textOf(data, Email.Subject)).toBe('Welcome');
      expect(textOf(data, Email.Read)).toBe('0');
      expect(textOf(data, Email.DateReceived)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
      expect(textOf(childOf(data, AirSyncBase.Body), AirSyncBase.Data)).toContain('<p>Hello there.</p>');
    }
  });

  it('fetches the message as MIME and its attachment', async () => {
    const { phone, inbox } = await phones.start(alice);
    await phones.deliver(alice, 'With attachment');
    const fresh = await phone.sync(inbox, '0', [wants(1)]);
    const { collection } = await phone.sync(inbox, fresh.syncKey);
    const add = commandsOf(collection)[0];
    const serverId = textOf(add, AirSync.ServerId) ?? '';
    const reference = descendantOf(
      add,
      AirSync.ApplicationData,
      AirSyncBase.Attachments,
      AirSyncBase.Attachment,
      AirSyncBase.FileReference,
    );
    const { document } = await phone.send(
      'ItemOperations',
      element(ItemOperations.ItemOperations, [
        element(ItemOperations.Fetch, [
          element(ItemOperations.Store, 'Mailbox'),
          element(AirSync.CollectionId, inbox),
          element(AirSync.ServerId, serverId),
          element(ItemOperations.Options, [
            element(AirSyncBase.BodyPreference, [element(AirSyncBase.Type, 4)]),
          ]),
        ]),
        element(ItemOperations.Fetch, [
          element(ItemOperations.Store, 'Mailbox'),
          element(AirSyncBase.FileReference, reference ? contentText(reference) : ''),
        ]),
      ]),
    );
    const [message, attachment] = childrenOf(
      childOf(document, ItemOperations.Response),
      ItemOperations.Fetch,
    );
    const body = descendantOf(message, ItemOperations.Properties, AirSyncBase.Body);
    expect(textOf(body, AirSyncBase.Data)).toMatch(/^From: Sender <sender@elsewhere\.example>\r\n/m);
    const data = textOf(childOf(attachment, ItemOperations.Properties), ItemOperations.Data) ?? '';
    expect(Buffer.from(data, 'base64').toString().trim()).toBe('attached');
  });

  it('moves a message and tells both folders', async () => {
    const { phone, folders, inbox } = await phones.start(alice);
    await phones.deliver(alice, 'Movable');
    const fresh = await phone.sync(inbox, '0');
    const first = await phone.sync(inbox, fresh.syncKey);
    const serverId = textOf(commandsOf(first.collection)[0], AirSync.ServerId) ?? '';
    const target = folders.get(DELETED_ITEMS) ?? '';
    const { document } = await phone.send(
      'MoveItems',
      element(Move.MoveItems, [
        element(Move.Move, [
          element(Move.SrcMsgId, serverId),
          element(Move.SrcFldId, inbox),
          element(Move.DstFldId, target),
        ]),
      ]),
    );
    expect(textOf(childOf(document, Move.Response), Move.Status)).toBe('3');
    const after = await phone.sync(inbox, first.syncKey);
    expect(commandsOf(after.collection, AirSync.Delete)).toHaveLength(1);
  });

  it('answers what a phone asks of the account', async () => {
    const { phone } = await phones.start(alice);
    const { document } = await phone.send(
      'Settings',
      element(Settings.Settings, [
        element(Settings.UserInformation, [element(Settings.Get)]),
        element(Settings.Oof, [element(Settings.Get, [element(Settings.BodyType, 'Text')])]),
        element(Settings.DeviceInformation, [element(Settings.Set, [element(Settings.Model, 'Lab')])]),
      ]),
    );
    const account = descendantOf(
      document,
      Settings.UserInformation,
      Settings.Get,
      Settings.Accounts,
      Settings.Account,
    );
    expect(textOf(childOf(account, Settings.EmailAddresses), Settings.PrimarySmtpAddress)).toBe(
      alice.userPrincipalName,
    );
    expect(textOf(descendantOf(document, Settings.Oof, Settings.Get), Settings.OofState)).toBe('0');
    expect(textOf(childOf(document, Settings.DeviceInformation), Settings.Status)).toBe('1');
  });

  it('reads gzip and the base64 form of the query', async () => {
    const phone = phones.connect(await world.issueFor(alice));
    await phone.provision();
    const folderSync = element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, '0')]);
    const text = (value: string): readonly number[] => [value.length, ...Buffer.from(value)];
    const key = Buffer.alloc(4);
    key.writeUInt32LE(Number(phone.policyKey));
    const fields = [0x8d, 9, 0x09, 0x04, ...text(phone.deviceId), 4, ...key, ...text('LabPhone')];
    const answer = await phone.send('', gzipSync(encodeWbxml(folderSync)), {
      query: `?${Buffer.from(fields).toString('base64')}`,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(200);
    expect(textOf(answer.document, FolderHierarchy.Status)).toBe('1');
  });
});
