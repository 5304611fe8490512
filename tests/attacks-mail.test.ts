import { gzipSync } from 'node:zlib';
import {
  type ActiveSyncAnswer,
  type ActiveSyncClient,
  createActiveSyncClient,
  DEMO_PEOPLE,
  type DemoPerson,
} from '@signet/lab';
import {
  AirSync,
  AirSyncBase,
  ComposeMail,
  childOf,
  childrenOf,
  contentBytes,
  descendantOf,
  Email,
  element,
  FolderHierarchy,
  GetItemEstimate,
  ItemOperations,
  Move,
  Ping,
  Provision,
  Settings,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPhones, type Phones } from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob, dora } = DEMO_PEOPLE;

let world: World;
let phones: Phones;

beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world[Symbol.asyncDispose]());

async function deliver(person: DemoPerson, subject: string, body: string): Promise<void> {
  const raw = Buffer.from(`From: a@elsewhere.example\r\nSubject: ${subject}\r\n\r\n${body}\r\n`);
  const envelope = { from: 'a@elsewhere.example', to: [person.userPrincipalName] };
  expect(await world.server.services.mailboxes.deliver(raw, envelope)).toMatchObject({
    outcome: 'delivered',
  });
}

const asMime = element(AirSync.Options, [
  element(AirSync.MIMESupport, 2),
  element(AirSyncBase.BodyPreference, [element(AirSyncBase.Type, 4)]),
]);

const ask = (inbox: string, ids: readonly string[]): WbxmlElement =>
  element(Ping.Ping, [
    element(Ping.HeartbeatInterval, 60),
    element(
      Ping.Folders,
      [inbox, ...ids].map((id) => element(Ping.Folder, [element(Ping.Id, id), element(Ping.Class, 'Email')])),
    ),
  ]);

const pingStatus = ({ document }: ActiveSyncAnswer): string | undefined => textOf(document, Ping.Status);

describe('a request that unpacks to much', () => {
  it.each([
    ['four million bytes of empty byte strings', 0xc3],
    ['four million bytes of empty strings', 0x03],
  ])('%s are refused as no document', async (_what, token) => {
    const { phone } = await phones.begin(alice);
    const bytes = Buffer.alloc(4_000_000);
    bytes.set([0x03, 0x01, 0x6a, 0x00, 0x45]);
    for (let at = 5; at < bytes.length; at += 2) bytes[at] = token;
    const answer = await phone.send('Sync', gzipSync(bytes), { headers: { 'content-encoding': 'gzip' } });
    expect(textOf(answer.document, AirSync.Status)).toBe('102');
  });

  it('a gzip of 60 MB of zeros is refused before it is unpacked whole', async () => {
    const { phone } = await phones.begin(alice);
    const packed = gzipSync(Buffer.alloc(60 * 1024 * 1024));
    const answer = await phone.send('Sync', packed, { headers: { 'content-encoding': 'gzip' } });
    expect(answer.status).toBe(413);
  });

  it('a hundred thousand levels are refused', async () => {
    const { phone } = await phones.begin(alice);
    const bytes = Buffer.alloc(100_000, 0x45);
    bytes.set([0x03, 0x01, 0x6a, 0x00]);
    const answer = await phone.send('Sync', bytes);
    expect(textOf(answer.document, AirSync.Status)).toBe('102');
  });
});

describe('a request that asks for much', () => {
  it('gets 32 MB of messages and the rest cut, which it fetches one by one', async () => {
    const { phone, inbox, key } = await phones.begin(dora);
    const body = `${'x'.repeat(70)}\r\n`.repeat(125_000);
    for (let count = 0; count < 5; count += 1) await deliver(dora, `Large ${count}`, body);
    const { collection } = await phone.sync(inbox, key, [asMime]);
    const adds = childrenOf(childOf(collection, AirSync.Commands), AirSync.Add);
    const bodies = adds.map((add) => descendantOf(add, AirSync.ApplicationData, AirSyncBase.Body));
    expect(bodies.map((each) => textOf(each, AirSyncBase.Truncated))).toEqual(['0', '0', '0', '1', '1']);
    const sizes = bodies.map((each) => Number(textOf(each, AirSyncBase.EstimatedDataSize)));
    expect(Math.min(...sizes)).toBeGreaterThan(9_000_000);

    const serverIds = adds.map((add) => textOf(add, AirSync.ServerId) ?? '');
    const whole = await fetchAll(phone, inbox, serverIds.slice(4));
    expect(whole.map((each) => textOf(each, AirSyncBase.Truncated))).toEqual(['0']);
    const again = await fetchAll(phone, inbox, Array<string>(20).fill(serverIds[4] ?? ''));
    expect(again).toHaveLength(20);
    expect(again.filter((each) => textOf(each, AirSyncBase.Truncated) === '0')).toHaveLength(3);
    const bytes = again.map((each) =>
      contentBytes(childOf(each, AirSyncBase.Data) ?? element(AirSyncBase.Data)),
    );
    expect(bytes.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(32 * 1024 * 1024);
  });

  it('names each folder once in a Sync, and at most 2000 changes', async () => {
    const { phone, inbox, key } = await phones.begin(bob);
    const collection = (more: readonly WbxmlElement[]): WbxmlElement =>
      element(AirSync.Collection, [
        element(AirSync.SyncKey, key),
        element(AirSync.CollectionId, inbox),
        ...more,
      ]);
    const statusOf = async (collections: readonly WbxmlElement[]): Promise<string | undefined> => {
      const request = element(AirSync.Sync, [element(AirSync.Collections, collections)]);
      return textOf((await phone.send('Sync', request)).document, AirSync.Status);
    };
    expect(await statusOf([collection([]), collection([])])).toBe('4');
    const removals = Array.from({ length: 2001 }, (_, index) =>
      element(AirSync.Delete, [element(AirSync.ServerId, index.toString(16).padStart(32, '0'))]),
    );
    expect(await statusOf([collection([element(AirSync.Commands, removals)])])).toBe('4');
  });

  it('is told of its account once, however often it asks', async () => {
    const { phone } = await phones.begin(bob);
    const questions = Array.from({ length: 10_000 }, () =>
      element(Settings.UserInformation, [element(Settings.Get)]),
    );
    const { document } = await phone.send('Settings', element(Settings.Settings, questions));
    expect(childrenOf(document, Settings.UserInformation)).toHaveLength(1);
  });

  it('has Ping look into a folder once, and remember nothing that is no folder’s id', async () => {
    const { phone, inbox } = await phones.begin(bob);
    await deliver(bob, 'News', 'x');
    const many = await phone.send('Ping', ask(inbox, Array<string>(200).fill(inbox)));
    expect(pingStatus(many)).toBe('2');
    expect(childrenOf(childOf(many.document, Ping.Folders), Ping.Folder)).toHaveLength(1);
    expect(pingStatus(await phone.send('Ping', ask(inbox, ['x'.repeat(5_000_000)])))).toBe('7');
    // With an empty body: what was asked for last that could be remembered.
    expect(pingStatus(await phone.send('Ping'))).toBe('2');
  });
});

describe('a phone that claims to be another', () => {
  it('gets the mailbox of its certificate, whatever User and Authorization say', async () => {
    const { phone, inbox } = await phones.begin(alice);
    const request = element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, '0')]);
    const query = `?Cmd=FolderSync&User=${bob.userPrincipalName}&DeviceId=${phone.deviceId}&DeviceType=x`;
    const authorization = `Basic ${Buffer.from(`${bob.userPrincipalName}:x`).toString('base64')}`;
    await phone.provision();
    const answer = await phone.send('FolderSync', request, {
      headers: { authorization, 'client-cert': ':AAAA:', 'x-ssl-client-cert': 'AAAA' },
      query,
    });
    const adds = childrenOf(childOf(answer.document, FolderHierarchy.Changes), FolderHierarchy.Add);
    expect(adds.map((add) => textOf(add, FolderHierarchy.ServerId))).toContain(inbox);
  });

  it('reads, moves and answers no message of somebody else’s by its id', async () => {
    const victim = await phones.begin(bob);
    await deliver(bob, 'Secret', 'x');
    const { collection } = await victim.phone.sync(victim.inbox, victim.key);
    const add = childrenOf(childOf(collection, AirSync.Commands), AirSync.Add).find(
      (each) => textOf(childOf(each, AirSync.ApplicationData), Email.Subject) === 'Secret',
    );
    const serverId = textOf(add, AirSync.ServerId) ?? '';
    const { phone, inbox } = await phones.begin(alice);
    for (const folder of [inbox, victim.inbox]) expect(await fetchAll(phone, folder, [serverId])).toEqual([]);
    expect(pingStatus(await phone.send('Ping', ask(victim.inbox, [])))).toBe('7');
    expect((await phone.sync(victim.inbox, victim.key)).status).toBe('8');
  });

  it('changes, removes, takes, passes on and counts nothing of somebody else’s, with the device’s name of theirs as well', async () => {
    const victim = await phones.begin(bob);
    await phones.deliver(bob, 'Private');
    const { collection, syncKey } = await victim.phone.sync(victim.inbox, victim.key);
    const add = childrenOf(childOf(collection, AirSync.Commands), AirSync.Add).find(
      (each) => textOf(childOf(each, AirSync.ApplicationData), Email.Subject) === 'Private',
    );
    const serverId = textOf(add, AirSync.ServerId) ?? '';
    const before = await stateOf(serverId);
    const { phone, inbox, key } = await phones.begin(alice);
    const statusesOf = (document: WbxmlElement | undefined): readonly string[] =>
      [...texts(document)].filter((text) => text.includes('attached') || text.includes('Private'));

    const changes = [
      element(AirSync.Change, [
        element(AirSync.ServerId, serverId),
        element(AirSync.ApplicationData, [element(Email.Read, 1)]),
      ]),
      element(AirSync.Delete, [element(AirSync.ServerId, serverId)]),
      element(AirSync.Fetch, [element(AirSync.ServerId, serverId)]),
    ];
    const changed = await phone.sync(inbox, key, [element(AirSync.Commands, changes)]);
    expect(statusesOf(changed.collection)).toEqual([]);
    for (const [from, to] of [
      [victim.inbox, inbox],
      [inbox, inbox],
      [inbox, victim.inbox],
    ] as const) {
      const move = element(Move.Move, [
        element(Move.SrcMsgId, serverId),
        element(Move.SrcFldId, from),
        element(Move.DstFldId, to),
      ]);
      const { document } = await phone.send('MoveItems', element(Move.MoveItems, [move]));
      expect(textOf(childOf(document, Move.Response), Move.Status)).toBe('1');
    }
    const operations = element(ItemOperations.ItemOperations, [
      element(ItemOperations.EmptyFolderContents, [element(AirSync.CollectionId, victim.inbox)]),
      element(ItemOperations.Fetch, [
        element(ItemOperations.Store, 'Mailbox'),
        element(AirSyncBase.FileReference, `${serverId}:0`),
      ]),
    ]);
    const fetched = await phone.send('ItemOperations', operations);
    expect(statusesOf(fetched.document)).toEqual([]);
    for (const command of ['SmartForward', 'SmartReply'] as const) {
      const request = element(ComposeMail[command], [
        element(ComposeMail.ClientId, command),
        element(ComposeMail.Source, [element(ComposeMail.ItemId, serverId)]),
        element(ComposeMail.Mime, Buffer.from(`To: ${alice.userPrincipalName}\r\n\r\nx`)),
      ]);
      const { document } = await phone.send(command, request);
      expect(textOf(document, ComposeMail.Status)).toBe('150');
    }
    const estimate = element(GetItemEstimate.GetItemEstimate, [
      element(GetItemEstimate.Collections, [
        element(GetItemEstimate.Collection, [
          element(AirSync.SyncKey, syncKey),
          element(GetItemEstimate.CollectionId, victim.inbox),
        ]),
      ]),
    ]);
    const counted = await phone.send('GetItemEstimate', estimate);
    const response = childOf(counted.document, GetItemEstimate.Response);
    expect(textOf(response, GetItemEstimate.Status)).toBe('2');
    expect(descendantOf(response, GetItemEstimate.Collection, GetItemEstimate.Estimate)).toBeUndefined();

    // A device is one of its person: the same name is another device, with neither policy nor place in the folder.
    const twin = createActiveSyncClient({
      origin: world.server.origins.certificate,
      ca: world.pki.root.certificatePem,
      deviceId: victim.phone.deviceId,
      clientCertificate: await world.issueFor(alice),
    });
    twin.policyKey = victim.phone.policyKey;
    expect((await twin.send('Sync')).status).toBe(449);
    await twin.provision();
    expect((await twin.sync(victim.inbox, syncKey)).status).toBe('8');
    expect(await stateOf(serverId)).toEqual(before);
    expect((await victim.phone.sync(victim.inbox, syncKey)).status).toBe('1');
  });

  it.each([
    ['a path for a device', '?Cmd=Sync&DeviceId=../../etc&DeviceType=x'],
    ['a NUL in the device', '?Cmd=Sync&DeviceId=a%00b&DeviceType=x'],
    ['a line break in the type', '?Cmd=Sync&DeviceId=a&DeviceType=x%0d%0aSet-Cookie:y'],
    ['two commands', '?Cmd=Sync&cmd=Provision&DeviceId=a&DeviceType=x'],
    ['five thousand letters', `?${'A'.repeat(5000)}`],
  ])('is refused with %s', async (_what, query) => {
    const { phone } = await phones.begin(alice);
    expect((await phone.send('Sync', undefined, { query })).status).toBe(400);
  });

  it('finds no command by the name of something that every object has', async () => {
    const { phone } = await phones.begin(alice);
    for (const name of ['__proto__', 'constructor']) expect((await phone.send(name)).status).toBe(501);
  });
});

it('a wipe that nobody asked for is neither begun nor believed', async () => {
  const { phone, inbox, key } = await phones.begin(alice);
  const wiped = element(Provision.Provision, [element(Provision.RemoteWipe, [element(Provision.Status, 1)])]);
  const { document } = await phone.send('Provision', wiped);
  expect(childOf(document, Provision.RemoteWipe)).toBeUndefined();
  expect((await phone.sync(inbox, key)).status).toBe('1');
});

/** What the directory keeps of Bob's message. */
function stateOf(serverId: string) {
  const { mailboxes } = world.server.services.directory;
  return mailboxes.find(bob.id, serverId as Parameters<typeof mailboxes.find>[1]);
}

function* texts(document: WbxmlElement | undefined): Generator<string> {
  for (const child of document?.children ?? []) yield* texts(child);
  if (document) yield Buffer.from(contentBytes(document)).toString('latin1');
}

/** The bodies of the messages that were found. */
async function fetchAll(
  phone: ActiveSyncClient,
  folder: string,
  serverIds: readonly string[],
): Promise<readonly WbxmlElement[]> {
  const fetches = serverIds.map((serverId) =>
    element(ItemOperations.Fetch, [
      element(ItemOperations.Store, 'Mailbox'),
      element(AirSync.CollectionId, folder),
      element(AirSync.ServerId, serverId),
      element(ItemOperations.Options, [element(AirSyncBase.BodyPreference, [element(AirSyncBase.Type, 4)])]),
    ]),
  );
  const { document } = await phone.send('ItemOperations', element(ItemOperations.ItemOperations, fetches));
  return childrenOf(childOf(document, ItemOperations.Response), ItemOperations.Fetch).flatMap(
    (fetch) => descendantOf(fetch, ItemOperations.Properties, AirSyncBase.Body) ?? [],
  );
}
