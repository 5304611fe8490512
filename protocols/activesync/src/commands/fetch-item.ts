import {
  AirSync,
  AirSyncBase,
  childOf,
  element,
  ItemOperations,
  numberOf,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import type { Call } from '../command.ts';
import { echoId, readFileReference, readMessageId } from '../ids.ts';
import type { AnswerBudget } from '../message/answer-budget.ts';
import { describeMessage } from '../message/describe-message.ts';
import { readBodyPreferences } from '../sync/sync-options.ts';

/** One Fetch: a message by its ids, or an attachment by its reference, as far as the budget goes. */
export async function fetchItem(
  call: Call,
  fetch: WbxmlElement,
  budget: AnswerBudget,
): Promise<WbxmlElement> {
  const store = textOf(fetch, ItemOperations.Store) ?? 'mailbox';
  if (store.toLowerCase() !== 'mailbox') return failed(UNKNOWN_STORE);
  const reference = textOf(fetch, AirSyncBase.FileReference);
  if (reference !== undefined) return fetchAttachment(call, fetch, reference, budget);
  return fetchMessage(call, fetch, budget);
}

async function fetchMessage(
  { options, user }: Call,
  fetch: WbxmlElement,
  budget: AnswerBudget,
): Promise<WbxmlElement> {
  const collectionId = textOf(fetch, AirSync.CollectionId) ?? '';
  const serverId = textOf(fetch, AirSync.ServerId) ?? '';
  const id = readMessageId(serverId);
  const message = id && (await options.directory.mailboxes.find(user.id, id));
  const names = [
    element(AirSync.CollectionId, echoId(collectionId)),
    element(AirSync.ServerId, echoId(serverId)),
  ];
  if (!message || message.folderId !== collectionId) return failed(NOT_FOUND, ...names);
  const wish = childOf(fetch, ItemOperations.Options);
  const wanted = {
    bodyPreferences: readBodyPreferences(wish),
    // Whoever fetches one message and asks for MIME wants it.
    mimeSupport: numberOf(wish, AirSync.MIMESupport) ?? 2,
  };
  const data = await describeMessage(options, message, budget.cut(message, wanted));
  return succeeded(...names, element(AirSync.Class, 'Email'), element(ItemOperations.Properties, data));
}

async function fetchAttachment(
  { options, user }: Call,
  fetch: WbxmlElement,
  text: string,
  budget: AnswerBudget,
): Promise<WbxmlElement> {
  const name = element(AirSyncBase.FileReference, echoId(text));
  const reference = readFileReference(text);
  const mail = reference && (await options.mailboxes.parse(user.id, reference.messageId));
  const attachment = mail?.attachments.find(({ index }) => index === reference?.index);
  if (!attachment) return failed(BAD_ATTACHMENT, name);
  const { content, contentType } = attachment;
  const range = readRange(
    textOf(childOf(fetch, ItemOperations.Options), ItemOperations.Range),
    content.length,
  );
  if (range === 'bad') return failed(BAD_RANGE, name);
  const part = range ? content.subarray(range.first, range.last + 1) : content;
  if (!budget.take(part.length)) return failed(TOO_LARGE, name);
  const where = range && [
    element(ItemOperations.Range, `${range.first}-${range.last}`),
    element(ItemOperations.Total, content.length),
  ];
  const properties = [
    ...(where ?? []),
    element(AirSyncBase.ContentType, contentType),
    element(ItemOperations.Data, Buffer.from(part).toString('base64')),
  ];
  return succeeded(name, element(ItemOperations.Properties, properties));
}

/** MS-ASCMD §2.2.3.143.1: `0-1023`, both ends meant; what lies behind the last byte is cut off. */
function readRange(
  text: string | undefined,
  length: number,
): { readonly first: number; readonly last: number } | undefined | 'bad' {
  if (text === undefined) return undefined;
  const [, from, to] = /^(\d{1,10})-(\d{1,10})$/.exec(text) ?? [];
  const [first, last] = [Number(from), Math.min(Number(to), length - 1)];
  return first <= last ? { first, last } : 'bad';
}

function succeeded(...more: readonly WbxmlElement[]): WbxmlElement {
  return element(ItemOperations.Fetch, [element(ItemOperations.Status, SUCCESS), ...more]);
}

function failed(status: number, ...names: readonly WbxmlElement[]): WbxmlElement {
  return element(ItemOperations.Fetch, [element(ItemOperations.Status, status), ...names]);
}

/** MS-ASCMD §2.2.3.177.8. */
const SUCCESS = 1;
const NOT_FOUND = 6;
const BAD_RANGE = 8;
const UNKNOWN_STORE = 9;
const TOO_LARGE = 11;
const BAD_ATTACHMENT = 15;
