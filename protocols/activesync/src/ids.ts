import type { MailFolderId, MailMessageId } from '@signet/identity';

/** What a client calls something, as an answer repeats it: an id is shorter, and what is none may be megabytes. */
export function echoId(id: string): string {
  return id.slice(0, MAX_ECHO);
}

/** A client's CollectionId; `undefined` for what cannot be the id of any folder. */
export function readFolderId(text: string | undefined): MailFolderId | undefined {
  return text !== undefined && /^[0-9a-f]{16}$/.test(text) ? (text as MailFolderId) : undefined;
}

/** A client's ServerId of a message; `undefined` for what cannot be one. */
export function readMessageId(text: string | undefined): MailMessageId | undefined {
  return text !== undefined && /^[0-9a-f]{32}$/.test(text) ? (text as MailMessageId) : undefined;
}

/** Names an attachment to the client. Whose it is, is looked up when it comes back. */
export function fileReference(messageId: MailMessageId, index: number): string {
  return `${messageId}:${index}`;
}

export function readFileReference(
  text: string,
): { readonly messageId: MailMessageId; readonly index: number } | undefined {
  const [id, index] = text.split(':');
  const messageId = readMessageId(id);
  if (messageId === undefined || index === undefined || !/^\d{1,5}$/.test(index)) return undefined;
  return { messageId, index: Number(index) };
}

const MAX_ECHO = 64;
