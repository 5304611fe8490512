import {
  AirSync,
  AirSyncBase,
  childOf,
  childrenOf,
  element,
  ItemOperations,
  numberOf,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import { type Call, type Command, statusAnswer } from '../command.ts';
import { readFileReference, readMessageId } from '../ids.ts';
import { describeMessage } from '../message/describe-message.ts';
import { readBodyPreferences } from '../sync/sync-options.ts';

/** Fetches whole messages and attachments (activesync.md §4.5). Parts are inline, which a client must take. */
export const itemOperations: Command = {
  root: ItemOperations.ItemOperations,
  status: ItemOperations.Status,
  async run(call) {
    const fetches = childrenOf(call.body, ItemOperations.Fetch);
    if (fetches.length === 0 || fetches.length > MAX_FETCHES)
      return statusAnswer(itemOperations, PROTOCOL_ERROR);
    const responses: WbxmlElement[] = [];
    for (const fetch of fetches) responses.push(await answerFetch(call, fetch));
    return element(ItemOperations.ItemOperations, [
      element(ItemOperations.Status, SUCCESS),
      element(ItemOperations.Response, responses),
    ]);
  },
};

async function answerFetch(call: Call, fetch: WbxmlElement): Promise<WbxmlElement> {
  const reference = textOf(fetch, AirSyncBase.FileReference);
  if (reference !== undefined) return fetchAttachment(call, reference);
  return fetchMessage(call, fetch);
}

async function fetchMessage({ options, user }: Call, fetch: WbxmlElement): Promise<WbxmlElement> {
  const collectionId = textOf(fetch, AirSync.CollectionId) ?? '';
  const serverId = textOf(fetch, AirSync.ServerId) ?? '';
  const id = readMessageId(serverId);
  const message = id && (await options.directory.mailboxes.find(user.id, id));
  const names = [
    element(AirSync.CollectionId, collectionId.slice(0, 64)),
    element(AirSync.ServerId, serverId.slice(0, 64)),
  ];
  if (!message || message.folderId !== collectionId) {
    return element(ItemOperations.Fetch, [element(ItemOperations.Status, NOT_FOUND), ...names]);
  }
  const wish = childOf(fetch, ItemOperations.Options);
  const data = await describeMessage(options, message, {
    bodyPreferences: readBodyPreferences(wish),
    // Whoever fetches one message and asks for MIME wants it.
    mimeSupport: numberOf(wish, AirSync.MIMESupport) ?? 2,
  });
  return element(ItemOperations.Fetch, [
    element(ItemOperations.Status, SUCCESS),
    ...names,
    element(AirSync.Class, 'Email'),
    element(ItemOperations.Properties, data),
  ]);
}

async function fetchAttachment({ options, user }: Call, text: string): Promise<WbxmlElement> {
  const name = element(AirSyncBase.FileReference, text.slice(0, 64));
  const reference = readFileReference(text);
  const mail = reference && (await options.mailboxes.parse(user.id, reference.messageId));
  const attachment = mail?.attachments.find(({ index }) => index === reference?.index);
  if (!attachment) {
    return element(ItemOperations.Fetch, [element(ItemOperations.Status, BAD_ATTACHMENT), name]);
  }
  return element(ItemOperations.Fetch, [
    element(ItemOperations.Status, SUCCESS),
    name,
    element(ItemOperations.Properties, [
      element(AirSyncBase.ContentType, attachment.contentType),
      element(ItemOperations.Data, Buffer.from(attachment.content).toString('base64')),
    ]),
  ]);
}

/** Each may bring a message of 25 MB. */
const MAX_FETCHES = 100;

const SUCCESS = 1;
const PROTOCOL_ERROR = 2;
const NOT_FOUND = 6;
const BAD_ATTACHMENT = 15;
