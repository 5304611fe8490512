import type {
  Clock,
  Directory,
  MailFolder,
  MailFolderId,
  MailMessageId,
  Random,
  User,
  UserId,
} from '@signet/identity';
import type { ParsedMail } from './parsed-mail.ts';

/** Where failures go that nobody waits for; pino fits. */
export interface MailLog {
  error(facts: object, message: string): void;
}

export interface MailboxesOptions {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: MailLog;
  /** What the messages of one mailbox may have together; `DEFAULT_QUOTA_BYTES` unless said. */
  readonly quotaBytes?: number | undefined;
}

/** The mailboxes of the installation's users. */
export interface Mailboxes {
  /** The user's folders; a mailbox is made at the first call. */
  ensureMailbox(userId: UserId): Promise<readonly MailFolder[]>;
  /** The local user behind an address: by proxy address, else by userPrincipalName. */
  findRecipient(address: string): Promise<User | undefined>;
  /** Whether it has reached its quota: nothing more can come in. */
  isFull(userId: UserId): Promise<boolean>;
  /** All or nothing, into the inboxes of the recipients. Nobody gets anything when one of them is unknown or full. */
  deliver(raw: Uint8Array, envelope: Envelope): Promise<Delivery>;
  send(user: User, raw: Uint8Array, options: SendOptions): Promise<SendOutcome>;
  /** Throws `MailError` when the stored bytes are beyond the budgets of parsing. */
  parse(userId: UserId, id: MailMessageId): Promise<ParsedMail | undefined>;
  /**
   * Changes of messages with those of sync states and devices, all or nothing; whoever waits for a folder that
   * changed is told after the commit. Not nested.
   */
  transaction<Result>(work: (directory: Directory) => Promise<Result>): Promise<Result>;
  /**
   * Calls back after each change of a folder that this process committed. Changes by other processes: read
   * `directory.mailboxes.listFolders` now and then and compare each modseq. Answers how to stop.
   */
  onChange(userId: UserId, listener: (folderId: MailFolderId) => void): () => void;
}

export interface Envelope {
  /** The reverse path; empty for a bounce. */
  readonly from: string;
  readonly to: readonly string[];
}

export type Delivery =
  | {
      readonly outcome: 'delivered';
      readonly deliveries: readonly { readonly userId: UserId; readonly messageId: MailMessageId }[];
    }
  | DeliveryRefusal;

export type DeliveryRefusal =
  | { readonly outcome: 'unknown-recipients'; readonly addresses: readonly string[] }
  /** Nobody of these domains is here, and nothing leaves this installation. */
  | { readonly outcome: 'outside-recipients'; readonly addresses: readonly string[] }
  /** The message would take these users' mailboxes beyond their quota. */
  | { readonly outcome: 'mailbox-full'; readonly addresses: readonly string[] }
  | { readonly outcome: 'no-recipients' }
  | { readonly outcome: 'too-many-recipients' }
  | { readonly outcome: 'too-large' }
  | { readonly outcome: 'malformed'; readonly detail: string };

export interface SendOptions {
  readonly saveInSent: boolean;
  /**
   * Names the attempt, `<deviceId>/<ClientId>`: the same again within a day is a duplicate and sends nothing.
   * A refused attempt does not count.
   */
  readonly attempt: string | undefined;
}

export type SendOutcome =
  | { readonly outcome: 'sent'; readonly sentMessageId: MailMessageId | undefined }
  | { readonly outcome: 'duplicate' }
  /** There is no room for the copy in the sender's own Sent Items. */
  | { readonly outcome: 'own-mailbox-full' }
  | DeliveryRefusal;
