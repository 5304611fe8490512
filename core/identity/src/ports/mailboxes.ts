import type { UserId } from '../ids.ts';
import type {
  MailDevice,
  MailFlags,
  MailFolder,
  MailFolderChanges,
  MailFolderId,
  MailMessage,
  MailMessageId,
  MailMessageVersion,
  MailRange,
  NewMailFolder,
  NewMailMessage,
  SyncStates,
} from '../mail.ts';
import type { Page, PageRequest } from './page.ts';

/**
 * Mail at rest. Every method that takes a user sees that user's mailbox only: an id of somebody else's is
 * absent. Every change gives its folder the next modseq in the same transaction, and changes of one folder
 * become visible in the order of their modseq.
 */
export interface MailboxRepository {
  /** Adds a mailbox, all folders at once: true for the one caller that did, false when the user has one. */
  addFolders(userId: UserId, folders: readonly NewMailFolder[]): Promise<boolean>;
  /** In the order of `MAIL_FOLDER_KINDS`, with the modseq each stands at: the cheap read for whoever waits. */
  listFolders(userId: UserId): Promise<readonly MailFolder[]>;
  findFolder(userId: UserId, id: MailFolderId): Promise<MailFolder | undefined>;

  /** Throws `not-found` when the folder is not the user's. The bytes are never changed afterwards. */
  add(message: NewMailMessage, raw: Uint8Array): Promise<MailMessage>;
  find(userId: UserId, id: MailMessageId): Promise<MailMessage | undefined>;
  /** The RFC 5322 bytes exactly as they were added. */
  findRaw(userId: UserId, id: MailMessageId): Promise<Uint8Array | undefined>;
  /** Newest first. */
  list(userId: UserId, folderId: MailFolderId, page: PageRequest): Promise<Page<MailMessage>>;
  /** At most `limit` messages of a stretch, beginning at its newest or its oldest end. */
  listVersions(
    userId: UserId,
    folderId: MailFolderId,
    range: MailRange,
    order: 'newest-first' | 'oldest-first',
    limit: number,
  ): Promise<readonly MailMessageVersion[]>;
  /** How many messages a stretch has. */
  countVersions(userId: UserId, folderId: MailFolderId, range: MailRange): Promise<number>;
  /**
   * Costs as much as has happened, whatever the size of the folder. Everything since 0 is the whole folder.
   * `too-many` when it is more than `limit`; `undefined` when the folder is not the user's.
   */
  listChanges(
    userId: UserId,
    folderId: MailFolderId,
    sinceModseq: number,
    limit: number,
  ): Promise<MailFolderChanges | 'too-many' | undefined>;
  /** The message afterwards; flags that stand so already change nothing, not even the modseq. */
  setFlags(userId: UserId, id: MailMessageId, flags: Partial<MailFlags>): Promise<MailMessage | undefined>;
  /**
   * The message in its new folder under `newId`, `undefined` when message or folder is not the user's. Into
   * the folder where it lies already it does not move: the message comes back as it is, under its old id.
   */
  move(
    userId: UserId,
    id: MailMessageId,
    toFolderId: MailFolderId,
    newId: MailMessageId,
  ): Promise<MailMessage | undefined>;
  /** For good: true when there was such a message. */
  remove(userId: UserId, id: MailMessageId): Promise<boolean>;
}

/** Devices and what each of them has been told. */
export interface MailDeviceRepository {
  /** Adds or replaces. */
  put(device: MailDevice): Promise<void>;
  find(userId: UserId, deviceId: string): Promise<MailDevice | undefined>;
  /** By deviceId ascending. */
  list(userId: UserId): Promise<readonly MailDevice[]>;
  /** With its sync states. */
  remove(userId: UserId, deviceId: string): Promise<void>;

  /** `collection` is a folder's id, or `FOLDER_HIERARCHY`. */
  findSyncStates(userId: UserId, deviceId: string, collection: string): Promise<SyncStates | undefined>;
  /**
   * Replaces the states if the current key still is `expectedKey` (`undefined`: if there are none): true for
   * the one caller that did. In a transaction with the client's own changes this is «write before sending»:
   * whoever gets false throws, which undoes them, and answers anew. The device must exist.
   */
  replaceSyncStates(
    userId: UserId,
    deviceId: string,
    collection: string,
    expectedKey: string | undefined,
    states: SyncStates,
  ): Promise<boolean>;
  /** Of one collection, or of all. */
  removeSyncStates(userId: UserId, deviceId: string, collection?: string): Promise<void>;
}

/** The collection under which a device's folder hierarchy keys are kept: ActiveSync's id of the root. */
export const FOLDER_HIERARCHY = '0';
