import { createHash } from 'node:crypto';
import type { MailFlags, MailMessage } from '@signet/identity';
import { type MailAddress, type MailAttachment, MailError, type ParsedMail } from '@signet/mailbox';
import { AirSyncBase, Email, Email2, element, type WbxmlElement } from '@signet/wbxml';
import { fileReference } from '../ids.ts';
import type { ActiveSyncOptions } from '../options.ts';
import { type BodyWish, describeBody } from './describe-body.ts';
import { LAST_VERBS } from './last-verb.ts';

/** The ApplicationData of a message, in the order that clients have seen from others. */
export async function describeMessage(
  { mailboxes, directory }: Pick<ActiveSyncOptions, 'mailboxes' | 'directory'>,
  message: MailMessage,
  wish: BodyWish,
): Promise<readonly WbxmlElement[]> {
  const mail = await parse(mailboxes, message);
  const loadRaw = async (): Promise<Uint8Array> =>
    (await directory.mailboxes.findRaw(message.userId, message.id)) ?? new Uint8Array();
  const { attachments } = mail;
  const subject = mail.subject.slice(0, MAX_TEXT);
  return [
    element(Email.To, join(mail.to)),
    ...(mail.cc.length === 0 ? [] : [element(Email.Cc, join(mail.cc))]),
    element(Email.From, join(mail.from)),
    element(Email.Subject, subject),
    ...(mail.replyTo.length === 0 ? [] : [element(Email.ReplyTo, join(mail.replyTo))]),
    // Always the time of arrival: the Date header may be missing or in the year 1970.
    element(Email.DateReceived, new Date(message.receivedAt * 1000).toISOString()),
    element(Email.DisplayTo, displayTo(mail.to)),
    element(Email.ThreadTopic, subject.replace(/^(?:\s*(?:re|fwd?|aw|wg)\s*:)+\s*/i, '')),
    element(Email.Importance, { low: 0, normal: 1, high: 2 }[mail.importance]),
    ...(attachments.length === 0
      ? []
      : [
          element(
            AirSyncBase.Attachments,
            attachments.map((attachment) => describeAttachment(message, attachment)),
          ),
        ]),
    await describeBody(mail, loadRaw, wish),
    element(Email.MessageClass, MESSAGE_CLASSES[mail.security]),
    element(Email.InternetCPID, 65_001),
    element(Email.ContentClass, 'urn:content-classes:message'),
    element(AirSyncBase.NativeBodyType, mail.nativeBody === 'html' ? 2 : 1),
    element(Email2.ConversationId, conversationId(message, mail)),
    element(Email2.ConversationIndex, conversationIndex(message)),
    ...describeFlags(message),
  ];
}

/** What of a message can change. */
export function describeFlags({ isRead, isFlagged, lastVerb }: MailFlags): readonly WbxmlElement[] {
  const flag = [element(Email.Status, 2), element(Email.FlagType, 'Flag for follow up')];
  return [
    element(Email.Read, isRead),
    element(Email.Flag, isFlagged ? flag : []),
    element(Email2.LastVerbExecuted, LAST_VERBS.indexOf(lastVerb)),
  ];
}

/** A message beyond the budgets of parsing is shown with what its row says, not left out. */
async function parse(mailboxes: ActiveSyncOptions['mailboxes'], message: MailMessage): Promise<ParsedMail> {
  try {
    const mail = await mailboxes.parse(message.userId, message.id);
    if (mail) return mail;
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
  }
  return {
    subject: message.subject,
    from: [{ name: '', address: message.from }],
    to: [{ name: '', address: message.to }],
    cc: [],
    replyTo: [],
    messageId: undefined,
    threadId: undefined,
    date: message.date,
    importance: 'normal',
    text: 'This message cannot be shown here. Open it on a computer.',
    html: undefined,
    nativeBody: 'text',
    security: 'none',
    attachments: [],
  };
}

function describeAttachment(
  { id }: MailMessage,
  { index, fileName, content, contentId, isInline, isMessage }: MailAttachment,
): WbxmlElement {
  return element(AirSyncBase.Attachment, [
    element(AirSyncBase.DisplayName, fileName.slice(0, MAX_FILE_NAME)),
    element(AirSyncBase.FileReference, fileReference(id, index)),
    element(AirSyncBase.Method, isMessage ? EMBEDDED_MESSAGE : FILE),
    element(AirSyncBase.EstimatedDataSize, content.length),
    contentId === undefined ? undefined : element(AirSyncBase.ContentId, contentId.slice(0, MAX_FILE_NAME)),
    isInline ? element(AirSyncBase.IsInline, true) : undefined,
  ]);
}

/** 16 bytes, the same for every message of a thread (MS-ASEMAIL §2.2.2.21). */
function conversationId({ id }: MailMessage, { threadId, messageId }: ParsedMail): Uint8Array {
  const thread = threadId ?? messageId ?? id;
  return new Uint8Array(createHash('sha256').update(thread).digest().subarray(0, 16));
}

/** Five bytes that sort by time (MS-ASEMAIL §2.2.2.22). */
function conversationIndex({ receivedAt }: MailMessage): Uint8Array {
  const bytes = new Uint8Array(5);
  new DataView(bytes.buffer).setUint32(1, receivedAt);
  bytes[0] = 1;
  return bytes;
}

function join(addresses: readonly MailAddress[]): string {
  return addresses
    .map(({ name, address }) => (name === '' ? address : `"${name.replaceAll('"', "'")}" <${address}>`))
    .join(', ')
    .slice(0, MAX_TEXT);
}

function displayTo(to: readonly MailAddress[]): string {
  return to
    .map(({ name, address }) => name || address)
    .join('; ')
    .slice(0, MAX_TEXT);
}

/**
 * A message is somebody else's, and an answer has hundreds: what stands beside the body is cut here, as the body
 * is by its budget. A phone shows less; the whole is in the MIME.
 */
const MAX_TEXT = 32_768;
/** File systems take 255. */
const MAX_FILE_NAME = 255;

const MESSAGE_CLASSES: Readonly<Record<ParsedMail['security'], string>> = {
  none: 'IPM.Note',
  'multipart-signed': 'IPM.Note.SMIME.MultipartSigned',
  opaque: 'IPM.Note.SMIME',
};

/** MS-ASAIRS §2.2.2.28. */
const FILE = 1;
const EMBEDDED_MESSAGE = 5;
