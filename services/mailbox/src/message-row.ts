import type { MailFolder, MailMessageId, NewMailMessage } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { MAX_ROW_TEXT_CHARACTERS, PREVIEW_CHARACTERS } from './budgets.ts';
import type { MailAddress, ParsedMail } from './parsed-mail.ts';

/** What lists show of a message, taken from it once. */
export function toMessageRow(
  mail: ParsedMail,
  place: {
    readonly id: MailMessageId;
    readonly folder: MailFolder;
    readonly receivedAt: UnixSeconds;
    readonly sizeBytes: number;
    readonly isRead: boolean;
  },
): NewMailMessage {
  const { id, folder, receivedAt, sizeBytes, isRead } = place;
  return {
    id,
    userId: folder.userId,
    folderId: folder.id,
    receivedAt,
    sizeBytes,
    subject: shorten(mail.subject, MAX_ROW_TEXT_CHARACTERS),
    from: shorten(formatAddresses(mail.from), MAX_ROW_TEXT_CHARACTERS),
    to: shorten(formatAddresses(mail.to), MAX_ROW_TEXT_CHARACTERS),
    date: mail.date,
    preview: shorten(mail.text.slice(0, PREVIEW_SOURCE_CHARACTERS), PREVIEW_CHARACTERS),
    isRead,
    isFlagged: false,
    lastVerb: 'none',
  };
}

function formatAddresses(addresses: readonly MailAddress[]): string {
  return addresses
    .slice(0, MAX_ROW_TEXT_CHARACTERS)
    .map(({ name, address }) => (name === '' ? address : `${quote(name)} <${address}>`))
    .join(', ');
}

/** RFC 5322 §3.2.4: what is more than words stands in quotes. */
function quote(name: string): string {
  return /^[\p{L}\p{N} .'-]*$/u.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/** On one line, and never half a character. */
function shorten(text: string, maxCharacters: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.slice(0, maxCharacters).replace(/[\uD800-\uDBFF]$/, '');
}

/** Enough to find a preview in, however much white space comes first. */
const PREVIEW_SOURCE_CHARACTERS = 10_000;
