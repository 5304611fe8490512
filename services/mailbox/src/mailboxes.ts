import {
  type Directory,
  domainOf,
  MAIL_FOLDER_KINDS,
  type MailFolder,
  type MailFolderId,
  type MailFolderKind,
  type MailMessageId,
  type User,
  type UserId,
} from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { DEFAULT_QUOTA_BYTES } from './budgets.ts';
import { ChangeListeners } from './change-listeners.ts';
import { MailError } from './mail-error.ts';
import { newMailMessageId } from './mail-message-id.ts';
import type {
  Delivery,
  DeliveryRefusal,
  Envelope,
  Mailboxes,
  MailboxesOptions,
  SendOptions,
  SendOutcome,
} from './mailbox-types.ts';
import { encodeMessageBytes, headerField, type MessageBytes, parseMessageBytes } from './message-bytes.ts';
import { toMessageRow } from './message-row.ts';
import { prepareOutgoing, primaryAddressOf } from './outgoing.ts';
import { parseMail } from './parse-mail.ts';
import { ParsedCache } from './parsed-cache.ts';
import type { ParsedMail } from './parsed-mail.ts';
import { findRecipient, findRecipients } from './recipients.ts';

/** All mailboxes of the directory. Listeners and the cache of parsed messages are this process's own. */
export function createMailboxes(options: MailboxesOptions): Mailboxes {
  const { directory } = options;
  const listeners = new ChangeListeners(options.log);
  const cache = new ParsedCache();
  const desk: Desk = {
    ...options,
    quotaBytes: options.quotaBytes ?? DEFAULT_QUOTA_BYTES,
    transaction: (work) => listeners.transaction(directory, work),
  };
  return {
    ensureMailbox: (userId) => ensureMailbox(desk, userId),
    findRecipient: (address) => findRecipient(directory, address),
    isFull: async (userId) => (await usedBytes(directory, userId)) >= desk.quotaBytes,
    deliver: (raw, envelope) => refusing(() => deliver(desk, raw, envelope)),
    send: (user, raw, sendOptions) => send(desk, user, raw, sendOptions),
    async parse(userId, id) {
      const known = cache.find(id);
      // Only its owner may see a message, and only while it is there.
      if (known) return (await directory.mailboxes.find(userId, id)) && known;
      const raw = await directory.mailboxes.findRaw(userId, id);
      if (raw === undefined) return undefined;
      const mail = await parseMail(raw);
      cache.put(id, mail);
      return mail;
    },
    transaction: desk.transaction,
    onChange: (userId, listener) => listeners.add(userId, listener),
  };
}

/** What delivering works with. */
interface Desk extends MailboxesOptions {
  readonly quotaBytes: number;
  transaction<Result>(work: (directory: Directory) => Promise<Result>): Promise<Result>;
}

async function ensureMailbox({ directory, random }: Desk, userId: UserId): Promise<readonly MailFolder[]> {
  const folders = await directory.mailboxes.listFolders(userId);
  if (folders.length > 0) return folders;
  await directory.mailboxes.addFolders(
    userId,
    MAIL_FOLDER_KINDS.map((kind) => ({
      id: Buffer.from(random.bytes(8)).toString('hex') as MailFolderId,
      kind,
      displayName: FOLDER_NAMES[kind],
    })),
  );
  // Whether this call made them or another that came first.
  return directory.mailboxes.listFolders(userId);
}

async function deliver(desk: Desk, raw: Uint8Array, { from, to }: Envelope): Promise<Delivery> {
  const message = parseMessageBytes(raw);
  const found = await findRecipients(desk.directory, to);
  if (found.outcome !== 'found') return found;
  const letter = await stamp(message, from);
  const copies = await copiesFor(desk, found.users, letter);
  await desk.transaction((directory) => store(desk, directory, copies));
  return {
    outcome: 'delivered',
    deliveries: copies.map(({ id, folder }) => ({ userId: folder.userId, messageId: id })),
  };
}

async function send(desk: Desk, user: User, raw: Uint8Array, options: SendOptions): Promise<SendOutcome> {
  const outcome = await refusing(() => sendOnce(desk, user, raw, options));
  const isOwn = outcome.outcome === 'mailbox-full' && outcome.addresses.includes(primaryAddressOf(user));
  return isOwn ? { outcome: 'own-mailbox-full' } : outcome;
}

async function sendOnce(desk: Desk, user: User, raw: Uint8Array, options: SendOptions): Promise<SendOutcome> {
  const now = desk.clock.now();
  const sender = primaryAddressOf(user);
  const messageId = `${desk.random.guid()}@${domainOf(sender) ?? 'localhost'}`;
  const outgoing = await prepareOutgoing(parseMessageBytes(raw), user, { now, messageId });
  const found = await findRecipients(desk.directory, outgoing.recipients);
  if (found.outcome !== 'found') return found;
  const copies = await copiesFor(desk, found.users, await stamp(outgoing.delivered, sender));
  const own = options.saveInSent
    ? await copyInto(desk, user, 'sent-items', await seal(outgoing.sent))
    : undefined;
  return desk.transaction(async (directory): Promise<SendOutcome> => {
    if (!(await isFirstAttempt(directory, user, options.attempt, now))) return { outcome: 'duplicate' };
    await store(desk, directory, own === undefined ? copies : [...copies, own]);
    return { outcome: 'sent', sentMessageId: own?.id };
  });
}

/** RFC 5321 §4.4: final delivery puts the reverse path on top, and takes older ones away. */
function stamp(message: MessageBytes, reversePath: string): Promise<Letter> {
  const returnPath = headerField('Return-Path', `<${reversePath.replace(/[\p{Cc}<>]/gu, '')}>`);
  const others = message.fields.filter(({ name }) => name !== 'return-path');
  return seal({ ...message, fields: [returnPath, ...others] });
}

async function seal(message: MessageBytes): Promise<Letter> {
  const raw = encodeMessageBytes(message);
  return { raw, mail: await parseMail(raw) };
}

/** In the transaction of what is sent: an attempt that fails is forgotten with it and may be made again. */
async function isFirstAttempt(
  directory: Directory,
  user: User,
  attempt: string | undefined,
  now: UnixSeconds,
): Promise<boolean> {
  if (attempt === undefined) return true;
  return directory.replays.remember('mail-sent', `${user.id}/${attempt}`, now + ATTEMPT_SECONDS);
}

/** Bytes as they will be kept, and what they say. */
interface Letter {
  readonly raw: Uint8Array;
  readonly mail: ParsedMail;
}

interface Copy extends Letter {
  readonly id: MailMessageId;
  readonly folder: MailFolder;
  readonly owner: User;
}

async function copiesFor(desk: Desk, users: readonly User[], letter: Letter): Promise<readonly Copy[]> {
  const copies: Copy[] = [];
  for (const user of users) copies.push(await copyInto(desk, user, 'inbox', letter));
  return copies;
}

async function copyInto(desk: Desk, owner: User, kind: MailFolderKind, letter: Letter): Promise<Copy> {
  const folder = (await ensureMailbox(desk, owner.id)).find((candidate) => candidate.kind === kind);
  if (folder === undefined) throw new Error(`the mailbox of ${owner.id} has no folder ${kind}`);
  return { ...letter, id: newMailMessageId(desk.random), folder, owner };
}

/** Throws `MailboxFull`, which undoes the transaction. */
async function store(
  { clock, quotaBytes }: Desk,
  directory: Directory,
  copies: readonly Copy[],
): Promise<void> {
  const receivedAt = clock.now();
  // A write locks its folder: always in the same order, or two deliveries would wait for each other.
  const inOrder = [...copies].sort((a, b) => (a.folder.id < b.folder.id ? -1 : 1));
  const full: User[] = [];
  for (const { id, folder, owner, raw, mail } of inOrder) {
    // One's own sent mail is not news.
    const isRead = folder.kind === 'sent-items';
    const row = toMessageRow(mail, { id, folder, receivedAt, sizeBytes: raw.length, isRead });
    await directory.mailboxes.add(row, raw);
    // Afterwards, when the folder is locked: of two that come at once, one sees the other.
    if ((await usedBytes(directory, owner.id)) > quotaBytes) full.push(owner);
  }
  if (full.length > 0) throw new MailboxFull(full);
}

async function usedBytes({ mailboxes }: Directory, userId: UserId): Promise<number> {
  const folders = await mailboxes.listFolders(userId);
  return folders.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

class MailboxFull extends Error {
  readonly users: readonly User[];

  constructor(users: readonly User[]) {
    super('a mailbox is full');
    this.users = users;
  }
}

async function refusing<Outcome>(work: () => Promise<Outcome>): Promise<Outcome | DeliveryRefusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MailboxFull) {
      return { outcome: 'mailbox-full', addresses: error.users.map(primaryAddressOf) };
    }
    if (!(error instanceof MailError)) throw error;
    if (error.code === 'too-large') return { outcome: 'too-large' };
    return { outcome: 'malformed', detail: error.message };
  }
}

const FOLDER_NAMES: Readonly<Record<MailFolderKind, string>> = {
  inbox: 'Inbox',
  drafts: 'Drafts',
  'deleted-items': 'Deleted Items',
  'sent-items': 'Sent Items',
};

/** A ClientId is remembered for a day at least. */
const ATTEMPT_SECONDS = 86_400;
