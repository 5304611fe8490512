import { DEMO_PEOPLE } from '@signet/lab';
import {
  AirSync,
  AirSyncBase,
  childOf,
  childrenOf,
  descendantOf,
  element,
  GetItemEstimate,
  ItemOperations,
  Move,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  commandsOf,
  createPhones,
  DELETED_ITEMS,
  estimateRequest,
  estimates,
  idsOf,
  type Phones,
  SENT_ITEMS,
  wants,
} from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob, dora } = DEMO_PEOPLE;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

function fetchRequest(...items: readonly (readonly WbxmlElement[])[]): WbxmlElement {
  return element(
    ItemOperations.ItemOperations,
    items.map((item) => element(ItemOperations.Fetch, [element(ItemOperations.Store, 'Mailbox'), ...item])),
  );
}

describe('messages and folders', () => {
  it('estimates what there is to tell, and says what is wrong with a folder or a key', async () => {
    await phones.deliver(alice, 'Counted');
    const { phone, folders, inbox, key } = await phones.start(alice);
    await phones.deliver(alice, 'One more');
    await phones.deliver(alice, 'And another');
    const sent = folders.get(SENT_ITEMS) ?? '';
    const ask = async (...of: readonly (readonly [string, string])[]): Promise<unknown> =>
      estimates((await phone.send('GetItemEstimate', estimateRequest(...of))).document);
    expect(await ask([inbox, key])).toEqual([['1', '2']]);
    expect(await ask(['0123456789abcdef', key], [sent, '0'], [inbox, '{nobody}'], [inbox, '0'])).toEqual([
      ['2', undefined],
      ['3', undefined],
      ['4', undefined],
      ['3', undefined],
    ]);
    const fresh = await phone.sync(sent, '0');
    expect(await ask([sent, fresh.syncKey])).toEqual([['1', '0']]);
    const { document } = await phone.send('GetItemEstimate', element(GetItemEstimate.GetItemEstimate, []));
    expect(textOf(document, GetItemEstimate.Status)).toBe('2');
  });

  it('moves a message, or says by number why not', async () => {
    await phones.deliver(alice, 'Movable');
    const { phone, folders, inbox } = await phones.start(alice);
    const fresh = await phone.sync(inbox, '0');
    const first = await phone.sync(inbox, fresh.syncKey, [element(AirSync.WindowSize, 1)]);
    const [id = ''] = idsOf(first.collection);
    const target = folders.get(DELETED_ITEMS) ?? '';
    const moves = [
      ['0'.repeat(32), inbox, target],
      [id, target, inbox],
      [id, inbox, '0123456789abcdef'],
      [id, inbox, inbox],
      [id, inbox, target],
      // The same once more, as after a lost answer: it is not there any more.
      [id, inbox, target],
    ] as const;
    const { document } = await phone.send(
      'MoveItems',
      element(
        Move.MoveItems,
        moves.map(([message, from, to]) =>
          element(Move.Move, [
            element(Move.SrcMsgId, message),
            element(Move.SrcFldId, from),
            element(Move.DstFldId, to),
          ]),
        ),
      ),
    );
    const responses = childrenOf(document, Move.Response);
    expect(responses.map((response) => textOf(response, Move.Status))).toEqual([
      '1',
      '1',
      '2',
      '4',
      '3',
      '1',
    ]);
    const newId = textOf(responses[4], Move.DstMsgId) ?? '';
    const start = await phone.sync(target, '0');
    expect(idsOf((await phone.sync(target, start.syncKey)).collection)).toContain(newId);
    const empty = await phone.send('MoveItems', element(Move.MoveItems, []));
    expect(textOf(empty.document, Move.Status)).toBe('101');
  });

  it('cuts a body where asked and says so', async () => {
    // A mailbox of her own: of two messages of one second either may come first.
    const { phone, inbox } = await phones.start(dora);
    await phones.deliver(dora, 'Long', 'ä'.repeat(2000));
    const start = await phone.sync(inbox, '0', [wants(1, 501)]);
    const add = commandsOf((await phone.sync(inbox, start.syncKey)).collection)[0];
    const body = descendantOf(add, AirSync.ApplicationData, AirSyncBase.Body);
    expect(textOf(body, AirSyncBase.Truncated)).toBe('1');
    expect(textOf(body, AirSyncBase.Data)).toBe('ä'.repeat(250));
    expect(Number(textOf(body, AirSyncBase.EstimatedDataSize))).toBeGreaterThanOrEqual(4000);
  });

  it.each([
    ['text', 1, undefined, /^Hello there\.\s*$/],
    ['text, cut', 1, 5, /^Hello$/],
    ['HTML', 2, undefined, /^<p>Hello there\.<\/p>\s*$/],
    ['HTML, cut', 2, 8, /^<p>Hello$/],
    ['MIME', 4, undefined, /^Return-Path: .*Content-Disposition: attachment.*--b--\r\n$/s],
    ['MIME, cut', 4, 12, /^Return-Path:$/],
  ])('fetches a message as %s', async (_title, type, size, expected) => {
    await phones.deliver(alice, 'Fetched');
    const { phone, inbox } = await phones.start(alice);
    const fresh = await phone.sync(inbox, '0');
    const first = await phone.sync(inbox, fresh.syncKey, [element(AirSync.WindowSize, 1)]);
    const { document } = await phone.send(
      'ItemOperations',
      fetchRequest([
        element(AirSync.CollectionId, inbox),
        element(AirSync.ServerId, idsOf(first.collection)[0] ?? ''),
        element(ItemOperations.Options, wants(type, size).children.slice(1)),
      ]),
    );
    const [fetched] = childrenOf(childOf(document, ItemOperations.Response), ItemOperations.Fetch);
    const body = descendantOf(fetched, ItemOperations.Properties, AirSyncBase.Body);
    expect(textOf(body, AirSyncBase.Type)).toBe(String(type));
    expect(textOf(body, AirSyncBase.Data)).toMatch(expected);
    expect(textOf(body, AirSyncBase.Truncated)).toBe(size === undefined ? '0' : '1');
  });

  it('fetches a part of an attachment by Range, and refuses a Range beyond it with 8', async () => {
    await phones.deliver(alice, 'In parts');
    const { phone, inbox } = await phones.start(alice);
    const fresh = await phone.sync(inbox, '0');
    const first = await phone.sync(inbox, fresh.syncKey, [element(AirSync.WindowSize, 1)]);
    const attachment = descendantOf(
      commandsOf(first.collection)[0],
      AirSync.ApplicationData,
      AirSyncBase.Attachments,
      AirSyncBase.Attachment,
    );
    const reference = element(AirSyncBase.FileReference, textOf(attachment, AirSyncBase.FileReference) ?? '');
    const size = Number(textOf(attachment, AirSyncBase.EstimatedDataSize));
    const ask = (range: string): WbxmlElement[] => [
      reference,
      element(ItemOperations.Options, [element(ItemOperations.Range, range)]),
    ];
    const ranges = ['0-2', '3-999', `${size}-${size}`, '5-4', 'all'];
    const { document } = await phone.send('ItemOperations', fetchRequest(...ranges.map(ask)));
    const fetched = childrenOf(childOf(document, ItemOperations.Response), ItemOperations.Fetch);
    expect(fetched.map((each) => textOf(each, ItemOperations.Status))).toEqual(['1', '1', '8', '8', '8']);
    const parts = fetched.slice(0, 2).map((each) => {
      const properties = childOf(each, ItemOperations.Properties);
      expect(textOf(properties, ItemOperations.Total)).toBe(String(size));
      return [
        textOf(properties, ItemOperations.Range),
        Buffer.from(textOf(properties, ItemOperations.Data) ?? '', 'base64')
          .toString()
          .trim(),
      ];
    });
    expect(parts).toEqual([
      ['0-2', 'att'],
      [`3-${size - 1}`, 'ached'],
    ]);
  });

  it('says of each operation on its own why it failed', async () => {
    const { phone, inbox } = await phones.start(alice);
    const { document } = await phone.send(
      'ItemOperations',
      element(ItemOperations.ItemOperations, [
        ...fetchRequest(
          [element(AirSync.CollectionId, inbox), element(AirSync.ServerId, '0'.repeat(32))],
          [element(AirSyncBase.FileReference, `${'0'.repeat(32)}:0`)],
        ).children,
        element(ItemOperations.Fetch, [element(ItemOperations.Store, 'Document Library')]),
        element(ItemOperations.EmptyFolderContents, [element(AirSync.CollectionId, '0123456789abcdef')]),
        element(ItemOperations.Move, [element(ItemOperations.DstFldId, inbox)]),
      ]),
    );
    const answers = childOf(document, ItemOperations.Response)?.children ?? [];
    expect(answers.map((each) => textOf(each, ItemOperations.Status))).toEqual(['6', '15', '9', '6', '156']);
    const none = await phone.send('ItemOperations', element(ItemOperations.ItemOperations, []));
    expect(textOf(none.document, ItemOperations.Status)).toBe('2');
  });

  it('empties a folder for good, and the next Sync says so', async () => {
    await phones.deliver(bob, 'Rubbish');
    await phones.deliver(bob, 'More rubbish');
    const { phone, inbox } = await phones.start(bob);
    const fresh = await phone.sync(inbox, '0');
    const first = await phone.sync(inbox, fresh.syncKey);
    const { document } = await phone.send(
      'ItemOperations',
      element(ItemOperations.ItemOperations, [
        element(ItemOperations.EmptyFolderContents, [element(AirSync.CollectionId, inbox)]),
      ]),
    );
    const answer = descendantOf(document, ItemOperations.Response, ItemOperations.EmptyFolderContents);
    expect(textOf(answer, ItemOperations.Status)).toBe('1');
    const after = await phone.sync(inbox, first.syncKey);
    expect([...idsOf(after.collection, AirSync.Delete)].sort()).toEqual([...idsOf(first.collection)].sort());
    const folders = await world.server.services.directory.mailboxes.listFolders(bob.id);
    expect(folders.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(0);
  });
});
