import { gzipSync } from 'node:zlib';
import {
  type ActiveSyncClient,
  type ClientCertificate,
  createActiveSyncClient,
  DEMO_PEOPLE,
  type DemoPerson,
  issueFaultyCertificate,
  syncRequest,
} from '@signet/lab';
import {
  AirSync,
  AirSyncBase,
  ComposeMail,
  childOf,
  childrenOf,
  contentText,
  descendantOf,
  Email,
  element,
  encodeWbxml,
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
import { startWorld, type World } from './_world.ts';

const { alice, bob, dora } = DEMO_PEOPLE;
const INBOX = 2;
const DELETED_ITEMS = 4;
const SENT_ITEMS = 5;

let world: World;
let device = 0;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

function connect(
  clientCertificate?: ClientCertificate,
  more: { protocolVersion?: string } = {},
): ActiveSyncClient {
  device += 1;
  return createActiveSyncClient({
    origin: world.server.origins.certificate,
    ca: world.pki.root.certificatePem,
    deviceId: `phone${device}`,
    ...(clientCertificate && { clientCertificate }),
    ...more,
  });
}

async function deliver(person: DemoPerson, subject: string, body = 'Hello there.'): Promise<void> {
  const raw = [
    'From: Sender <sender@elsewhere.example>',
    `To: ${person.userPrincipalName}`,
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(' ', '-')}@elsewhere.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    `<p>${body}</p>`,
    '--b',
    'Content-Type: text/plain; name=note.txt',
    'Content-Disposition: attachment; filename=note.txt',
    '',
    'attached',
    '--b--',
    '',
  ].join('\r\n');
  const envelope = { from: 'sender@elsewhere.example', to: [person.userPrincipalName] };
  const delivery = await world.server.services.mailboxes.deliver(Buffer.from(raw), envelope);
  expect(delivery.outcome).toBe('delivered');
}

/** A provisioned phone whose inbox is in sync: the key to go on from. */
async function startPhone(
  person: DemoPerson,
  certificate?: ClientCertificate,
): Promise<{ phone: ActiveSyncClient; folders: ReadonlyMap<number, string>; inbox: string; key: string }> {
  const phone = connect(certificate ?? (await world.issueFor(person)));
  await phone.provision();
  const folders = await phone.listFolders();
  const inbox = folders.get(INBOX) ?? '';
  const fresh = await phone.sync(inbox, '0');
  const first = await phone.sync(inbox, fresh.syncKey);
  return { phone, folders, inbox, key: first.syncKey };
}

function commandsOf(collection: WbxmlElement, tag = AirSync.Add): readonly WbxmlElement[] {
  return childrenOf(childOf(collection, AirSync.Commands), tag);
}

function subjectsOf(collection: WbxmlElement): readonly (string | undefined)[] {
  return commandsOf(collection).map((add) => textOf(childOf(add, AirSync.ApplicationData), Email.Subject));
}

const wants = (type: number, size?: number): WbxmlElement =>
  element(AirSync.Options, [
    element(AirSync.MIMESupport, 2),
    element(AirSyncBase.BodyPreference, [
      element(AirSyncBase.Type, type),
      size === undefined ? undefined : element(AirSyncBase.TruncationSize, size),
    ]),
  ]);

const pingRequest = (inbox: string, heartbeat = 60): WbxmlElement =>
  element(Ping.Ping, [
    element(Ping.HeartbeatInterval, heartbeat),
    element(Ping.Folders, [element(Ping.Folder, [element(Ping.Id, inbox), element(Ping.Class, 'Email')])]),
  ]);

describe('the ladder', () => {
  it('tells what it speaks', async () => {
    const { status, headers } = await connect(await world.issueFor(alice)).options();
    expect(status).toBe(200);
    expect(headers['ms-asprotocolversions']).toBe('14.0,14.1');
    expect(headers['ms-asprotocolcommands']).toContain('Provision');
  });

  it('provisions, lists folders and synchronises mail for a federated and a managed person', async () => {
    for (const person of [alice, dora]) {
      await deliver(person, 'Welcome');
      const phone = connect(await world.issueFor(person));
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

  it('is woken by Ping when mail arrives, and finds it in the next Sync', async () => {
    const { phone, inbox, key } = await startPhone(bob);
    const pinging = phone.send('Ping', pingRequest(inbox));
    await deliver(bob, 'News');
    const { document } = await pinging;
    expect(textOf(document, Ping.Status)).toBe('2');
    expect(childrenOf(childOf(document, Ping.Folders), Ping.Folder).map(contentText)).toEqual([inbox]);
    const { collection } = await phone.sync(inbox, key);
    expect(subjectsOf(collection)).toEqual(['News']);
    // Already told of nothing newer: the same parameters with an empty body find what comes next.
    await deliver(bob, 'More news');
    expect(textOf((await phone.send('Ping')).document, Ping.Status)).toBe('2');
  });

  it('fetches the message as MIME and its attachment', async () => {
    const { phone, inbox } = await startPhone(alice);
    await deliver(alice, 'With attachment');
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

  it('sends mail once, answers it with the original attached, and keeps a copy', async () => {
    const { phone, folders } = await startPhone(alice);
    const { phone: other, inbox, key } = await startPhone(bob);
    const mime = `From: ${alice.userPrincipalName}\r\nTo: ${bob.userPrincipalName}\r\nSubject: Lunch\r\n\r\nAt noon?\r\n`;
    const request = element(ComposeMail.SendMail, [
      element(ComposeMail.ClientId, 'one'),
      element(ComposeMail.SaveInSentItems),
      element(ComposeMail.Mime, Buffer.from(mime)),
    ]);
    expect(await phone.send('SendMail', request)).toMatchObject({ status: 200, document: undefined });
    const again = await phone.send('SendMail', request);
    expect(textOf(again.document, ComposeMail.Status)).toBe('118');
    const { collection } = await other.sync(inbox, key);
    expect(subjectsOf(collection)).toEqual(['Lunch']);
    const sent = folders.get(SENT_ITEMS) ?? '';
    const fresh = await phone.sync(sent, '0');
    expect(subjectsOf((await phone.sync(sent, fresh.syncKey)).collection)).toEqual(['Lunch']);

    const itemId = textOf(commandsOf(collection)[0], AirSync.ServerId) ?? '';
    const reply = `From: ${bob.userPrincipalName}\r\nTo: ${alice.userPrincipalName}\r\nSubject: Re: Lunch\r\n\r\nYes.\r\n`;
    const answer = await other.send(
      'SmartReply',
      element(ComposeMail.SmartReply, [
        element(ComposeMail.ClientId, 'two'),
        element(ComposeMail.Source, [
          element(ComposeMail.FolderId, inbox),
          element(ComposeMail.ItemId, itemId),
        ]),
        element(ComposeMail.Mime, Buffer.from(reply)),
      ]),
    );
    expect(answer).toMatchObject({ status: 200, document: undefined });
    const aliceInbox = folders.get(INBOX) ?? '';
    const start = await phone.sync(aliceInbox, '0', [wants(1)]);
    const newest = commandsOf((await phone.sync(aliceInbox, start.syncKey)).collection)[0];
    const data = childOf(newest, AirSync.ApplicationData);
    expect(textOf(data, Email.Subject)).toBe('Re: Lunch');
    const original = descendantOf(data, AirSyncBase.Attachments, AirSyncBase.Attachment);
    expect(textOf(original, AirSyncBase.Method)).toBe('5');
  });

  it('moves a message and tells both folders', async () => {
    const { phone, folders, inbox } = await startPhone(alice);
    await deliver(alice, 'Movable');
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
    const { phone } = await startPhone(alice);
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
    const { phone } = await startPhone(alice);
    const body = gzipSync(
      encodeWbxml(element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, '0')])),
    );
    const fields = [0x8d, 9, 0x09, 0x04, 8, ...Buffer.from(`phone${device}`.padEnd(8, ' ').trim())];
    fields[4] = `phone${device}`.length;
    const query = Buffer.from([...fields, 0, 8, ...Buffer.from('LabPhone')]).toString('base64');
    const { status, document } = await phone.send('', body, {
      query: `?${query}`,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(status).toBe(200);
    expect(textOf(document, FolderHierarchy.Status)).toBe('1');
  });
});

describe('sync keys', () => {
  it('answers the key before again, with the same new key and the same messages', async () => {
    const { phone, inbox, key } = await startPhone(dora);
    await deliver(dora, 'Lost reply');
    const once = await phone.sync(inbox, key);
    const twice = await phone.sync(inbox, key);
    expect(twice).toEqual(once);
    expect(subjectsOf(once.collection)).toEqual(['Lost reply']);
    const next = await phone.sync(inbox, once.syncKey);
    expect(next.syncKey).toBe(once.syncKey);
    expect(commandsOf(next.collection)).toEqual([]);
  });

  it('refuses a key that is two steps old and one of another device with 3', async () => {
    const { phone, inbox, key } = await startPhone(dora);
    await deliver(dora, 'One');
    const one = await phone.sync(inbox, key);
    await deliver(dora, 'Two');
    await phone.sync(inbox, one.syncKey);
    expect((await phone.sync(inbox, key)).status).toBe('3');
    const { phone: other } = await startPhone(dora);
    expect((await other.sync(inbox, one.syncKey)).status).toBe('3');
  });

  it('says MoreAvailable with a new key each time until all is told, the newest first', async () => {
    const { phone, inbox } = await startPhone(dora);
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

  it('takes flags and deletions from the client and never echoes them', async () => {
    const { phone, folders, inbox } = await startPhone(dora);
    await deliver(dora, 'To be read');
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
    await deliver(dora, 'Shared');
    const [one, two] = [await startPhone(dora), await startPhone(dora)];
    const first = await one.phone.sync(one.inbox, '0');
    const add = commandsOf((await one.phone.sync(one.inbox, first.syncKey)).collection)[0];
    const serverId = textOf(add, AirSync.ServerId) ?? '';
    await world.server.services.mailboxes.transaction(({ mailboxes }) =>
      mailboxes.setFlags(dora.id, serverId as never, { isFlagged: true }),
    );
    const { collection } = await two.phone.sync(two.inbox, two.key);
    const change = commandsOf(collection, AirSync.Change)[0];
    const flag = descendantOf(change, AirSync.ApplicationData, Email.Flag);
    expect(textOf(flag, Email.Status)).toBe('2');
  });

  it('cuts a body where asked and says so', async () => {
    const { phone, inbox } = await startPhone(alice);
    await deliver(alice, 'Long', 'ä'.repeat(2000));
    const start = await phone.sync(inbox, '0', [wants(1, 501)]);
    const add = commandsOf((await phone.sync(inbox, start.syncKey)).collection)[0];
    const body = descendantOf(add, AirSync.ApplicationData, AirSyncBase.Body);
    expect(textOf(body, AirSyncBase.Truncated)).toBe('1');
    expect(textOf(body, AirSyncBase.Data)).toBe('ä'.repeat(250));
    expect(Number(textOf(body, AirSyncBase.EstimatedDataSize))).toBeGreaterThanOrEqual(4000);
  });
});

describe('what is refused', () => {
  it('asks for provisioning: 142 without a key, 144 with a wrong one, neither with the temporary one', async () => {
    const phone = connect(await world.issueFor(alice));
    const request = element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, '0')]);
    const without = await phone.send('FolderSync', request);
    expect(without.status).toBe(449);
    expect(textOf(without.document, FolderHierarchy.Status)).toBe('142');
    phone.policyKey = '12345';
    const wrong = await phone.send('FolderSync', request);
    expect(wrong.status).toBe(449);
    expect(textOf(wrong.document, FolderHierarchy.Status)).toBe('144');
    const begun = await phone.send(
      'Provision',
      element(Provision.Provision, [
        element(Provision.Policies, [
          element(Provision.Policy, [element(Provision.PolicyType, 'MS-EAS-Provisioning-WBXML')]),
        ]),
      ]),
    );
    const policy = descendantOf(begun.document, Provision.Policies, Provision.Policy);
    expect(childOf(policy, Provision.Data)).toBeDefined();
    phone.policyKey = textOf(policy, Provision.PolicyKey) ?? '';
    const temporary = await phone.send('FolderSync', request);
    expect(temporary.status).toBe(449);
    expect(textOf(temporary.document, FolderHierarchy.Status)).toBe('144');
  });

  it('refuses to acknowledge a policy with a key that was not handed out', async () => {
    const phone = connect(await world.issueFor(alice));
    const policy = [
      element(Provision.PolicyType, 'MS-EAS-Provisioning-WBXML'),
      element(Provision.PolicyKey, '7'),
      element(Provision.Status, 1),
    ];
    const { document } = await phone.send(
      'Provision',
      element(Provision.Provision, [element(Provision.Policies, [element(Provision.Policy, policy)])]),
    );
    const answer = descendantOf(document, Provision.Policies, Provision.Policy);
    expect(textOf(answer, Provision.Status)).toBe('5');
    expect(childOf(answer, Provision.PolicyKey)).toBeUndefined();
  });

  it.each([
    ['truncated', Buffer.from('03016a00000756520330', 'hex')],
    [
      'too deep',
      Buffer.concat([Buffer.from('03016a00', 'hex'), Buffer.alloc(40, 0x45), Buffer.alloc(40, 1)]),
    ],
    ['noise', Buffer.from('not wbxml at all')],
  ])('answers %s WBXML with 102', async (_title, bytes) => {
    const { phone } = await startPhone(alice);
    const { status, document } = await phone.send('Sync', bytes);
    expect(status).toBe(200);
    expect(textOf(document, AirSync.Status)).toBe('102');
  });

  it('answers a wrong folder key with 9, an unknown folder with 8, an empty Sync with 13', async () => {
    const { phone } = await startPhone(alice);
    const request = element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, 'bogus')]);
    expect(textOf((await phone.send('FolderSync', request)).document, FolderHierarchy.Status)).toBe('9');
    expect((await phone.sync('0123456789abcdef', '0')).status).toBe('8');
    expect(textOf((await phone.send('Sync')).document, AirSync.Status)).toBe('13');
  });

  it('keeps heartbeats within bounds and names the nearest', async () => {
    const { phone, inbox } = await startPhone(alice);
    for (const [asked, nearest] of [
      [10, '60'],
      [100_000, '3540'],
    ] as const) {
      const { document } = await phone.send('Ping', pingRequest(inbox, asked));
      expect(textOf(document, Ping.Status)).toBe('5');
      expect(textOf(document, Ping.HeartbeatInterval)).toBe(nearest);
    }
  });

  it('answers a malformed query and an unknown version with 400, an unknown command with 501', async () => {
    const certificate = await world.issueFor(alice);
    expect((await connect(certificate).send('', undefined, { query: '?%%%' })).status).toBe(400);
    expect((await connect(certificate, { protocolVersion: '2.5' }).send('FolderSync')).status).toBe(400);
    expect((await connect(certificate).send('ValidateCert')).status).toBe(501);
  });

  it('shows nobody another mailbox', async () => {
    const { inbox } = await startPhone(alice);
    const { phone } = await startPhone(bob);
    expect((await phone.sync(inbox, '0')).status).toBe('8');
  });
});

describe('certificates', () => {
  it('asks nobody for a password: 403 without a certificate, with a row in the log', async () => {
    const { status, headers } = await connect().options();
    expect(status).toBe(403);
    expect(headers['www-authenticate']).toBeUndefined();
    expect(await world.newestLogEntry()).toMatchObject({ face: 'activesync', code: 'no-certificate' });
  });

  it.each([
    ['nobody', [{ type: 'upn', value: 'nobody@contoso.example' }], 'user-not-found'],
    [
      'two people',
      [
        { type: 'upn', value: alice.userPrincipalName },
        { type: 'email', value: bob.userPrincipalName },
      ],
      'certificate-user-mismatch',
    ],
  ] as const)('refuses a certificate that names %s, with a row in the log', async (_title, names, code) => {
    const certificate = await world.pki.issueClientCertificate({
      commonName: 'Somebody',
      subjectAltName: names,
    });
    const { status, text } = await connect(certificate).options();
    expect(status).toBe(403);
    expect(text).toContain('AADSTS');
    const entry = await world.newestLogEntry();
    expect(entry).toMatchObject({ face: 'activesync', code });
    expect(entry.evidence.at(-1)).toMatchObject({ check: 'user-binding', result: 'fail' });
  });

  it.each(['expired', 'not-yet-valid', 'unknown-ca', 'impostor-ca', 'wrong-eku', 'without-san'] as const)(
    'refuses a certificate that is %s',
    async (fault) => {
      const person = { commonName: 'Alice', userPrincipalName: alice.userPrincipalName };
      const { clock, random } = world.server.services;
      const certificate = await issueFaultyCertificate(world.pki, fault, person, { clock, random });
      expect((await connect(certificate).options()).status).toBe(403);
      expect((await world.newestLogEntry()).code).not.toBe('success');
    },
  );

  it('binds by a proxy address in RFC822 Name alone', async () => {
    const certificate = await world.pki.issueClientCertificate({
      commonName: 'Dora',
      subjectAltName: [{ type: 'email', value: 'Dora.Dahl@fabrikam.example' }],
    });
    expect((await connect(certificate).options()).status).toBe(200);
  });

  it('logs a success once an hour and device', async () => {
    const phone = connect(await world.issueFor(bob));
    const { signInLog } = world.server.services.directory;
    const count = async (): Promise<number> =>
      (await signInLog.list({ userId: bob.id }, { limit: 1000 })).items.length;
    await phone.provision();
    const before = await count();
    await phone.listFolders();
    await phone.listFolders();
    expect(await count()).toBe(before);
  });

  it('answers 403 to the next request after a revocation, and closes the hanging Ping', async () => {
    const certificate = await world.issueFor(alice);
    const { phone, inbox, key } = await startPhone(alice, certificate);
    // Everything that the other tests delivered is told, so that the Ping hangs.
    await phone.sync(inbox, key);
    const pinging = phone.send('Ping', pingRequest(inbox, 3540));
    const { phone: untouched } = await startPhone(alice);
    await world.revoke(certificate);
    expect((await pinging).status).toBe(403);
    const request = syncRequest(inbox, '0');
    const next = await phone.send('Sync', request);
    expect(next.status).toBe(403);
    expect(next.text).toContain('AADSTS500171');
    expect(await world.newestLogEntry()).toMatchObject({ face: 'activesync', code: 'certificate-revoked' });
    expect((await untouched.send('Sync', request)).status).toBe(200);
  });

  it('ends a Ping when the device sends the next one', async () => {
    const { phone, inbox } = await startPhone(bob);
    const first = phone.send('Ping', pingRequest(inbox, 3540));
    // The first one must be waiting before the second comes.
    await expect.poll(async () => (await phone.send('Ping', pingRequest(inbox, 10))).status).toBe(200);
    const gone = new AbortController();
    const second = phone.send('Ping', pingRequest(inbox, 3540), { signal: gone.signal });
    expect(textOf((await first).document, Ping.Status)).toBe('1');
    gone.abort();
    await expect(second).rejects.toThrow();
  });
});
