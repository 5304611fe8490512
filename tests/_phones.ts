import {
  type ActiveSyncClient,
  type ActiveSyncClientOptions,
  type ClientCertificate,
  createActiveSyncClient,
  type DemoPerson,
} from '@signet/lab';
import {
  AirSync,
  AirSyncBase,
  childOf,
  childrenOf,
  Email,
  element,
  GetItemEstimate,
  Ping,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import { expect } from 'vitest';
import type { World } from './_world.ts';

/** Folder types of MS-ASCMD. */
export const INBOX = 2;
export const DELETED_ITEMS = 4;
export const SENT_ITEMS = 5;

/** A provisioned phone whose inbox is in sync: the key to go on from. */
export interface Phone {
  readonly phone: ActiveSyncClient;
  readonly folders: ReadonlyMap<number, string>;
  readonly inbox: string;
  readonly key: string;
}

/** Phones of a world's people, each a device of its own, and mail for them. */
export interface Phones {
  connect(
    clientCertificate?: ClientCertificate,
    more?: Pick<ActiveSyncClientOptions, 'protocolVersion' | 'onDocument'>,
  ): ActiveSyncClient;
  /** Provisioned, and told nothing of its inbox yet. */
  begin(person: DemoPerson, certificate?: ClientCertificate, more?: readonly WbxmlElement[]): Promise<Phone>;
  start(person: DemoPerson, certificate?: ClientCertificate, more?: readonly WbxmlElement[]): Promise<Phone>;
  deliver(person: DemoPerson, subject: string, body?: string): Promise<void>;
}

export function createPhones(world: World): Phones {
  let device = 0;
  const phones: Phones = {
    connect(clientCertificate, more = {}) {
      device += 1;
      return createActiveSyncClient({
        origin: world.server.origins.certificate,
        ca: world.pki.root.certificatePem,
        deviceId: `phone${device}`,
        ...(clientCertificate && { clientCertificate }),
        ...more,
      });
    },
    async begin(person, certificate, more = []) {
      const phone = phones.connect(certificate ?? (await world.issueFor(person)));
      await phone.provision();
      const folders = await phone.listFolders();
      const inbox = folders.get(INBOX) ?? '';
      const { syncKey } = await phone.sync(inbox, '0', more);
      return { phone, folders, inbox, key: syncKey };
    },
    async start(person, certificate, more) {
      const fresh = await phones.begin(person, certificate, more);
      const { syncKey } = await fresh.phone.sync(fresh.inbox, fresh.key);
      return { ...fresh, key: syncKey };
    },
    async deliver(person, subject, body = 'Hello there.') {
      const envelope = { from: 'sender@elsewhere.example', to: [person.userPrincipalName] };
      const raw = letterTo(person, subject, body);
      const delivery = await world.server.services.mailboxes.deliver(raw, envelope);
      expect(delivery.outcome).toBe('delivered');
    },
  };
  return phones;
}

/** HTML with an attachment, `note.txt`, that says `attached`. */
function letterTo(person: DemoPerson, subject: string, body: string): Uint8Array {
  const lines = [
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
  ];
  return Buffer.from(lines.join('\r\n'));
}

export function commandsOf(collection: WbxmlElement, tag = AirSync.Add): readonly WbxmlElement[] {
  return childrenOf(childOf(collection, AirSync.Commands), tag);
}

export function idsOf(collection: WbxmlElement, tag = AirSync.Add): readonly string[] {
  return commandsOf(collection, tag).map((command) => textOf(command, AirSync.ServerId) ?? '');
}

export function subjectsOf(collection: WbxmlElement): readonly (string | undefined)[] {
  return commandsOf(collection).map((add) => textOf(childOf(add, AirSync.ApplicationData), Email.Subject));
}

/** Options that ask for a form of the body, cut to a size. */
export function wants(type: number, size?: number): WbxmlElement {
  return element(AirSync.Options, [
    element(AirSync.MIMESupport, 2),
    element(AirSyncBase.BodyPreference, [
      element(AirSyncBase.Type, type),
      size === undefined ? undefined : element(AirSyncBase.TruncationSize, size),
    ]),
  ]);
}

/** The Commands of a Sync that set whether a message is read. */
export function markRead(serverId: string, isRead = true): WbxmlElement {
  return element(AirSync.Commands, [
    element(AirSync.Change, [
      element(AirSync.ServerId, serverId),
      element(AirSync.ApplicationData, [element(Email.Read, isRead)]),
    ]),
  ]);
}

export function pingRequest(inbox: string, heartbeat = 60): WbxmlElement {
  return element(Ping.Ping, [
    element(Ping.HeartbeatInterval, heartbeat),
    element(Ping.Folders, [element(Ping.Folder, [element(Ping.Id, inbox), element(Ping.Class, 'Email')])]),
  ]);
}

/** Asks how much there is to tell, of each folder with its key. */
export function estimateRequest(...folders: readonly (readonly [id: string, key: string])[]): WbxmlElement {
  const collections = folders.map(([id, key]) =>
    element(GetItemEstimate.Collection, [
      element(AirSync.SyncKey, key),
      element(GetItemEstimate.CollectionId, id),
    ]),
  );
  return element(GetItemEstimate.GetItemEstimate, [element(GetItemEstimate.Collections, collections)]);
}

/** Status and Estimate of each folder. */
export function estimates(document: WbxmlElement | undefined): readonly (readonly (string | undefined)[])[] {
  return childrenOf(document, GetItemEstimate.Response).map((response) => [
    textOf(response, GetItemEstimate.Status),
    textOf(childOf(response, GetItemEstimate.Collection), GetItemEstimate.Estimate),
  ]);
}
