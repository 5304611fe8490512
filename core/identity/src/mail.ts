import type { SerialNumber, UnixSeconds } from '@signet/pki';
import type { Branded, UserId } from './ids.ts';

/** Opaque, 16 hex digits, unique in the installation; stays when the folder is renamed. */
export type MailFolderId = Branded<'MailFolderId'>;
/** Opaque, 32 hex digits, unique in the installation; a moved message gets a new one. */
export type MailMessageId = Branded<'MailMessageId'>;

/** The folders that every mailbox has, in ActiveSync's words and order (MS-ASCMD, Type 2, 3, 4 and 5). */
export const MAIL_FOLDER_KINDS = ['inbox', 'drafts', 'deleted-items', 'sent-items'] as const;
export type MailFolderKind = (typeof MAIL_FOLDER_KINDS)[number];

export interface MailFolder {
  readonly id: MailFolderId;
  readonly userId: UserId;
  readonly kind: MailFolderKind;
  readonly displayName: string;
  /** Rises by one with every change of any message in it; 0 while the folder has never held one. */
  readonly modseq: number;
  /** Of the messages in it together. */
  readonly sizeBytes: number;
}

/** A folder that is about to be made, empty. */
export type NewMailFolder = Pick<MailFolder, 'id' | 'kind' | 'displayName'>;

/** What a user did last with a message (MS-ASEMAIL, Email2:LastVerbExecuted 0 to 3). */
export type LastVerb = 'none' | 'reply' | 'reply-all' | 'forward';

export interface MailFlags {
  readonly isRead: boolean;
  readonly isFlagged: boolean;
  readonly lastVerb: LastVerb;
}

/** The row of a message: what lists and change detection need without parsing the bytes. */
export interface MailMessage extends MailFlags {
  readonly id: MailMessageId;
  readonly userId: UserId;
  readonly folderId: MailFolderId;
  /** When it came into the mailbox; a move keeps it. */
  readonly receivedAt: UnixSeconds;
  /** Of the RFC 5322 bytes. */
  readonly sizeBytes: number;
  readonly subject: string;
  /** Header fields as one would show them, `Alice <alice@contoso.example>, …`; shortened where absurdly long. */
  readonly from: string;
  readonly to: string;
  /** The Date header, if there is one that can be read. */
  readonly date: UnixSeconds | undefined;
  /** The first words of the text. */
  readonly preview: string;
  /** The folder's modseq at the moment it came into the folder. */
  readonly addedModseq: number;
  /** The folder's modseq at its last change; `addedModseq` while nothing has changed. */
  readonly modseq: number;
}

/** A message that is about to be added; the repository gives it its modseq. */
export type NewMailMessage = Omit<MailMessage, 'addedModseq' | 'modseq'>;

/** What change detection needs of a message: neither texts nor bytes. */
export interface MailMessageVersion extends MailFlags {
  readonly id: MailMessageId;
  readonly receivedAt: UnixSeconds;
  readonly addedModseq: number;
  readonly modseq: number;
}

/** A place in a folder's order, which is by time of receipt and, in one second, by id. */
export interface MailPosition {
  readonly receivedAt: UnixSeconds;
  /** Empty: before every message of that second. */
  readonly id: MailMessageId | '';
}

/** A stretch of a folder: from `from`, that one too, up to `before`, that one not; open where absent. */
export interface MailRange {
  readonly from?: MailPosition | undefined;
  readonly before?: MailPosition | undefined;
}

/** What happened in a folder after a modseq; what came and went since then is in none of the lists. */
export interface MailFolderChanges {
  /** Where the folder stands: hand it in the next time. */
  readonly modseq: number;
  /** Newest first, as the next. */
  readonly added: readonly MailMessageVersion[];
  /** Flags changed, of messages that were there before. */
  readonly changed: readonly MailMessageVersion[];
  /** Removed or moved away, of messages that were there before. */
  readonly removed: readonly MailRemoval[];
}

export interface MailRemoval {
  readonly id: MailMessageId;
  /** `undefined` for what went before this was kept. */
  readonly receivedAt: UnixSeconds | undefined;
}

/** A phone or mail program as ActiveSync knows it. */
export interface MailDevice {
  readonly userId: UserId;
  /** As the device says it; compared byte by byte. */
  readonly deviceId: string;
  readonly deviceType: string;
  readonly userAgent: string | undefined;
  /** `14.1`, of the last request. */
  readonly protocolVersion: string | undefined;
  /** Handed out in the first phase of Provision, with the policy's revision behind it, until it is acknowledged. */
  readonly temporaryPolicyKey: string | undefined;
  /** What every command must carry once the policy is acknowledged. */
  readonly policyKey: string | undefined;
  /** Names the policy that it acknowledged; another one now means that it must be asked again. */
  readonly policyRevision: string | undefined;
  /** Of the certificate that the device came with last. */
  readonly certificateIssuer: string | undefined;
  readonly certificateSerialNumber: SerialNumber | undefined;
  /** Settings DeviceInformation: `Model`, `OS`, `FriendlyName`, … */
  readonly information: Readonly<Record<string, string>>;
  readonly access: 'allowed' | 'blocked';
  readonly firstSeenAt: UnixSeconds;
  readonly lastSeenAt: UnixSeconds;
}

/** One key that a client may echo, with what the client knows when it does (MS-ASCMD). */
export interface SyncState {
  /** Opaque, at most 64 characters. */
  readonly key: string;
  /** JSON text of the face's own: snapshot, sticky options, applied client commands. */
  readonly snapshot: string;
}

/** The key a client must echo next, and the one before for a reply that was lost. */
export interface SyncStates {
  readonly current: SyncState;
  readonly previous: SyncState | undefined;
}
