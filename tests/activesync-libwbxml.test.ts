import { type ActiveSyncClient, DEMO_PEOPLE } from '@signet/lab';
import {
  AirSync,
  ComposeMail,
  decodeWbxml,
  Email,
  element,
  FolderHierarchy,
  ItemOperations,
  Move,
  Search,
  Settings,
  type WbxmlElement,
} from '@signet/wbxml';
import { DOMParser, type Element, type Node } from '@xmldom/xmldom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeWithLibwbxml, findLibwbxml, libwbxmlNameOf } from '../core/wbxml/tests/_libwbxml.ts';
import {
  createPhones,
  DELETED_ITEMS,
  estimateRequest,
  INBOX,
  idsOf,
  markRead,
  type Phones,
  pingRequest,
  wants,
} from './_phones.ts';
import { startWorld, type World } from './_world.ts';

// What the server sent, byte for byte, must say to libwbxml what it says to our own decoder.

const { alice } = DEMO_PEOPLE;
const isThere = findLibwbxml('activesync-libwbxml');

describe.skipIf(!isThere)('every document of a session, read by libwbxml', () => {
  let world: World;
  let phones: Phones;
  beforeAll(async () => {
    world = await startWorld();
    phones = createPhones(world);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it.each(['14.0', '14.1'])('says in version %s what we meant', async (protocolVersion) => {
    const sent: Uint8Array[] = [];
    const onDocument = (bytes: Uint8Array): void => void sent.push(bytes);
    const phone = phones.connect(await world.issueFor(alice), { protocolVersion, onDocument });
    await useEverything(phone);
    for (const bytes of sent) {
      expect(theirReading(decodeWithLibwbxml(bytes))).toEqual(ourReading(decodeWbxml(bytes)));
    }
    expect([...new Set(sent.flatMap((bytes) => pagesOf(decodeWbxml(bytes))))].sort()).toEqual(PAGES);
  });

  /** Every command, answered and refused. */
  async function useEverything(phone: ActiveSyncClient): Promise<void> {
    const folderSync = element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, '0')]);
    await phone.send('FolderSync', folderSync);
    await phone.provision();
    const folders = await phone.listFolders();
    const inbox = folders.get(INBOX) ?? '';
    await sendMail(phone);
    await sendMail(phone);
    await phones.deliver(alice, 'Grüße & <mehr> 👋', 'Zwei  Leerzeichen &amp; ein Ende ');
    await phone.send('GetItemEstimate', estimateRequest([inbox, '0']));
    const fresh = await phone.sync(inbox, '0', [wants(2)]);
    await phone.send('GetItemEstimate', estimateRequest([inbox, fresh.syncKey]));
    const first = await phone.sync(inbox, fresh.syncKey, [element(AirSync.WindowSize, 1), wants(4, 40)]);
    const second = await phone.sync(inbox, first.syncKey);
    const [id = ''] = idsOf(first.collection);
    const [other = ''] = idsOf(second.collection);
    await phone.send('ItemOperations', fetchRequest(inbox, id, '0'.repeat(32)));
    const commands = [fetchCommand(id), changeOfNothing()];
    const third = await phone.sync(inbox, second.syncKey, [element(AirSync.Commands, commands)]);
    const fourth = await phone.sync(inbox, third.syncKey, [markRead(id)]);
    await phone.send('Ping', pingRequest(inbox, 1));
    await phone.send('MoveItems', moveRequest([other, '0'.repeat(32)], inbox, folders.get(DELETED_ITEMS)));
    await phone.send('Ping', pingRequest(inbox));
    const fifth = await phone.sync(inbox, fourth.syncKey);
    expect(idsOf(fifth.collection, AirSync.Delete)).toEqual([other]);
    await phone.send('ItemOperations', emptyFolderRequest(folders.get(DELETED_ITEMS)));
    await phone.send('Settings', settingsRequest());
    await phone.send('Search', element(Search.Search));
  }

  /** The second time it is a duplicate, which is refused. */
  function sendMail(phone: ActiveSyncClient): Promise<unknown> {
    const mime = [
      `From: ${alice.userPrincipalName}`,
      `To: "Alice, Ahlberg" <${alice.userPrincipalName}>`,
      `Cc: ${DEMO_PEOPLE.bob.userPrincipalName}`,
      `Reply-To: ${DEMO_PEOPLE.bob.userPrincipalName}`,
      'Subject: With everybody',
      '',
      'First line\r\n\r\n  third, <indented>',
    ];
    return phone.send(
      'SendMail',
      element(ComposeMail.SendMail, [
        element(ComposeMail.ClientId, phone.deviceId),
        element(ComposeMail.Mime, Buffer.from(mime.join('\r\n'))),
      ]),
    );
  }
});

function fetchCommand(id: string): WbxmlElement {
  return element(AirSync.Fetch, [element(AirSync.ServerId, id)]);
}

function changeOfNothing(): WbxmlElement {
  return element(AirSync.Change, [
    element(AirSync.ServerId, '0'.repeat(32)),
    element(AirSync.ApplicationData, [element(Email.Read, 1)]),
  ]);
}

function fetchRequest(folder: string, ...ids: readonly string[]): WbxmlElement {
  return element(
    ItemOperations.ItemOperations,
    ids.map((id) =>
      element(ItemOperations.Fetch, [
        element(ItemOperations.Store, 'Mailbox'),
        element(AirSync.CollectionId, folder),
        element(AirSync.ServerId, id),
      ]),
    ),
  );
}

function emptyFolderRequest(folder = ''): WbxmlElement {
  return element(ItemOperations.ItemOperations, [
    element(ItemOperations.EmptyFolderContents, [element(AirSync.CollectionId, folder)]),
  ]);
}

function moveRequest(ids: readonly string[], from: string, to = ''): WbxmlElement {
  return element(
    Move.MoveItems,
    ids.map((id) =>
      element(Move.Move, [
        element(Move.SrcMsgId, id),
        element(Move.SrcFldId, from),
        element(Move.DstFldId, to),
      ]),
    ),
  );
}

function settingsRequest(): WbxmlElement {
  return element(Settings.Settings, [
    element(Settings.UserInformation, [element(Settings.Get)]),
    element(Settings.Oof, [element(Settings.Get, [element(Settings.BodyType, 'Text')])]),
    element(Settings.DeviceInformation, [element(Settings.Set, [element(Settings.Model, 'Lab')])]),
  ]);
}

/** An element as both readers can tell it: its name, and its text or its children. */
type Reading = readonly [name: string, content: string | readonly Reading[]];

function ourReading({ tag, children, text, opaque }: WbxmlElement): Reading {
  // XML has one kind of line end (XML 1.0 §2.11).
  const content = opaque ? Buffer.from(opaque).toString('base64') : (text ?? '').replace(/\r\n?/g, '\n');
  return [libwbxmlNameOf(tag), children.length > 0 ? children.map(ourReading) : content];
}

function theirReading(xml: string): Reading {
  const { documentElement } = new DOMParser().parseFromString(xml, 'text/xml');
  if (!documentElement) throw new Error('libwbxml wrote no element');
  return readElement(documentElement);
}

function readElement(of: Element): Reading {
  const children = [...of.childNodes].filter((node: Node): node is Element => node.nodeType === 1);
  return [of.localName ?? '', children.length > 0 ? children.map(readElement) : (of.textContent ?? '')];
}

function pagesOf({ tag, children }: WbxmlElement): readonly string[] {
  return [tag.name.slice(0, tag.name.indexOf(':')), ...children.flatMap(pagesOf)];
}

/** All that the codec knows but GAL, which only an answer to Search would use. */
const PAGES = [
  'AirSync',
  'AirSyncBase',
  'ComposeMail',
  'Email',
  'Email2',
  'FolderHierarchy',
  'GetItemEstimate',
  'ItemOperations',
  'Move',
  'Ping',
  'Provision',
  'Search',
  'Settings',
];
