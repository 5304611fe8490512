import { isDeepStrictEqual } from 'node:util';
import type { Directory, MailFlags, MailFolder, MailMessageId, Random } from '@signet/identity';
import { newMailMessageId } from '@signet/mailbox';
import { AirSync, booleanOf, childOf, Email, element, textOf, type WbxmlElement } from '@signet/wbxml';
import { echoId, readMessageId } from '../ids.ts';
import { type CollectionSnapshot, REMOVED } from './collection-state.ts';

/** What the client's own commands did, and what it must be told of them. */
export interface Applied {
  /** With these among them. */
  readonly own: CollectionSnapshot['own'];
  /** Refused changes; a change that worked needs no word (MS-ASCMD). */
  readonly responses: readonly WbxmlElement[];
  /** ServerIds of messages that it asked for whole, as it wrote them. */
  readonly fetches: readonly string[];
}

interface Place {
  readonly directory: Directory;
  readonly random: Random;
  readonly folder: MailFolder;
  /** Where deleted messages go. */
  readonly deletedItems: MailFolder | undefined;
  readonly deletesAsMoves: boolean;
}

/** Applies them in order. The same commands once more change nothing: a lost reply is asked for again. */
export async function applyClientCommands(
  place: Place,
  commands: readonly WbxmlElement[],
  known: CollectionSnapshot,
): Promise<Applied> {
  const own = new Map(Object.entries(known.own));
  const responses: WbxmlElement[] = [];
  const fetches: string[] = [];
  for (const command of commands) {
    const serverId = textOf(command, AirSync.ServerId) ?? '';
    const id = readMessageId(serverId);
    if (command.tag === AirSync.Fetch) fetches.push(serverId);
    else if (command.tag === AirSync.Delete) await removeMessage(place, id, own);
    else if (command.tag === AirSync.Change) {
      const status = await changeMessage(place, id, command, known, own);
      if (status !== SUCCESS) responses.push(refusal(AirSync.Change, AirSync.ServerId, serverId, status));
    } else if (command.tag === AirSync.Add) {
      // Only drafts of version 16 and SMS are made by clients.
      const clientId = textOf(command, AirSync.ClientId) ?? '';
      responses.push(refusal(AirSync.Add, AirSync.ClientId, clientId, PROTOCOL_ERROR));
    }
  }
  return { own: Object.fromEntries(own), responses, fetches };
}

/** What is gone already is gone as asked. */
async function removeMessage(
  { directory, random, folder, deletedItems, deletesAsMoves }: Place,
  id: MailMessageId | undefined,
  own: Map<string, number>,
): Promise<void> {
  if (id === undefined) return;
  // What is not kept is echoed to the client, which has it removed already.
  if (own.size < MAX_OWN) own.set(id, REMOVED);
  const message = await directory.mailboxes.find(folder.userId, id);
  if (message?.folderId !== folder.id) return;
  if (deletesAsMoves && deletedItems && deletedItems.id !== folder.id) {
    await directory.mailboxes.move(folder.userId, id, deletedItems.id, newMailMessageId(random));
  } else {
    await directory.mailboxes.remove(folder.userId, id);
  }
}

async function changeMessage(
  { directory, folder }: Place,
  id: MailMessageId | undefined,
  command: WbxmlElement,
  known: CollectionSnapshot,
  own: Map<string, number>,
): Promise<number> {
  const message = id === undefined ? undefined : await directory.mailboxes.find(folder.userId, id);
  if (id === undefined || message?.folderId !== folder.id) return NOT_FOUND;
  const wanted = readFlags(childOf(command, AirSync.ApplicationData));
  const changedHere =
    known.pending.changed.includes(id) || (message.modseq > known.modseq && own.get(id) !== message.modseq);
  const isSame = isDeepStrictEqual(flagsOf({ ...message, ...wanted }), flagsOf(message));
  // Not told yet of a change here: the server's stays, and the client hears of it in the same answer.
  if (changedHere && !isSame && known.options.serverWins) return CONFLICT;
  const changed = await directory.mailboxes.setFlags(folder.userId, id, wanted);
  // Where the server had changed something too, the client hears what came of both.
  if (changed && !changedHere) own.set(id, changed.modseq);
  return changed ? SUCCESS : NOT_FOUND;
}

function flagsOf({ isRead, isFlagged, lastVerb }: MailFlags): MailFlags {
  return { isRead, isFlagged, lastVerb };
}

/** MS-ASEMAIL §2.2.2.34: Status 2 of a Flag is «active»; an empty Flag clears it. */
function readFlags(data: WbxmlElement | undefined): Partial<MailFlags> {
  const isRead = booleanOf(data, Email.Read);
  const flag = childOf(data, Email.Flag);
  return {
    ...(isRead === undefined ? {} : { isRead }),
    ...(flag === undefined ? {} : { isFlagged: textOf(flag, Email.Status) === '2' }),
  };
}

function refusal(
  tag: typeof AirSync.Add,
  idTag: typeof AirSync.ServerId,
  id: string,
  status: number,
): WbxmlElement {
  return element(tag, [element(idTag, echoId(id)), element(AirSync.Status, status)]);
}

/** They wait for the next look at the folder, which a client can put off for ever. */
const MAX_OWN = 10_000;

const SUCCESS = 1;
const PROTOCOL_ERROR = 4;
const CONFLICT = 7;
const NOT_FOUND = 8;
