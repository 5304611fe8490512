import { AirSync, element, type WbxmlElement } from '@signet/wbxml';
import { type Call, type Command, statusAnswer } from '../command.ts';
import { hold } from '../hold.ts';
import { echoId, readFolderId, readMessageId } from '../ids.ts';
import { AnswerBudget } from '../message/answer-budget.ts';
import { describeFlags, describeMessage } from '../message/describe-message.ts';
import type { Change } from '../sync/find-changes.ts';
import { findFoldersWithNews } from '../sync/folders-with-news.ts';
import { type CollectionResult, syncCollection } from '../sync/sync-collection.ts';
import { readSyncRequest, type SyncRequest } from '../sync/sync-request.ts';

/** Messages of folders, and changes to them in both directions (MS-ASCMD). */
export const sync: Command = {
  root: AirSync.Sync,
  status: AirSync.Status,
  async run(call) {
    const request = readSyncRequest(call.body);
    if ('status' in request) {
      const { status, limit } = request;
      if (limit === undefined) return statusAnswer(sync, status);
      return element(AirSync.Sync, [element(AirSync.Status, status), element(AirSync.Limit, limit)]);
    }
    let results = await syncAll(call, request);
    if (request.holdSeconds > 0 && results.every(({ isQuiet }) => isQuiet)) {
      const watched = request.collections.flatMap(({ collectionId }) => readFolderId(collectionId) ?? []);
      const outcome = await hold(call, request.holdSeconds, async () => {
        if ((await findFoldersWithNews(call, watched)).length === 0) return false;
        results = await syncAll({ ...call, now: call.options.clock.now() }, request);
        return !results.every(({ isQuiet }) => isQuiet);
      });
      // Nothing to tell is an empty body, and the client's keys stay good.
      if (outcome !== 'changed') return undefined;
    }
    const budget = new AnswerBudget();
    const collections: WbxmlElement[] = [];
    for (const result of results) collections.push(await describeCollection(call, result, budget));
    return element(AirSync.Sync, [element(AirSync.Collections, collections)]);
  },
};

async function syncAll(call: Call, request: SyncRequest): Promise<readonly CollectionResult[]> {
  const results: CollectionResult[] = [];
  let window = request.windowSize;
  for (const collection of request.collections) {
    const result = await syncCollection(call, collection, window);
    window -= result.changes.length;
    results.push(result);
  }
  return results;
}

async function describeCollection(
  call: Call,
  result: CollectionResult,
  budget: AnswerBudget,
): Promise<WbxmlElement> {
  const { collectionId, status, syncKey, hasMore } = result;
  const commands: WbxmlElement[] = [];
  for (const change of result.changes) {
    const command = await describeChange(call, result, change, budget);
    if (command) commands.push(command);
  }
  const responses = [...result.responses];
  for (const id of new Set(result.fetches)) responses.push(await describeFetch(call, result, id, budget));
  return element(AirSync.Collection, [
    element(AirSync.SyncKey, syncKey),
    element(AirSync.CollectionId, echoId(collectionId)),
    element(AirSync.Status, status),
    hasMore ? element(AirSync.MoreAvailable) : undefined,
    commands.length > 0 ? element(AirSync.Commands, commands) : undefined,
    responses.length > 0 ? element(AirSync.Responses, responses) : undefined,
  ]);
}

/** `undefined` for a message that went away since: the next answer says so. */
async function describeChange(
  call: Call,
  { options }: CollectionResult,
  change: Change,
  budget: AnswerBudget,
): Promise<WbxmlElement | undefined> {
  const serverId = element(AirSync.ServerId, change.id);
  if (change.kind === 'delete') return element(AirSync.Delete, [serverId]);
  if (change.kind === 'soft-delete') return element(AirSync.SoftDelete, [serverId]);
  const message = await call.options.directory.mailboxes.find(call.user.id, change.id);
  if (!message) return undefined;
  if (change.kind === 'change') {
    return element(AirSync.Change, [serverId, element(AirSync.ApplicationData, describeFlags(message))]);
  }
  const data = await describeMessage(call.options, message, budget.cut(message, options));
  return element(AirSync.Add, [serverId, element(AirSync.ApplicationData, data)]);
}

/** A fetched message comes whole. */
async function describeFetch(
  call: Call,
  { options, collectionId }: CollectionResult,
  id: string,
  budget: AnswerBudget,
): Promise<WbxmlElement> {
  const messageId = readMessageId(id);
  const message = messageId && (await call.options.directory.mailboxes.find(call.user.id, messageId));
  const serverId = element(AirSync.ServerId, echoId(id));
  if (!message || message.folderId !== collectionId)
    return element(AirSync.Fetch, [serverId, element(AirSync.Status, NOT_FOUND)]);
  const bodyPreferences = options.bodyPreferences.map((preference) => ({
    ...preference,
    truncationSize: undefined,
  }));
  const data = await describeMessage(
    call.options,
    message,
    budget.cut(message, { ...options, bodyPreferences }),
  );
  return element(AirSync.Fetch, [
    serverId,
    element(AirSync.Status, SUCCESS),
    element(AirSync.ApplicationData, data),
  ]);
}

const SUCCESS = 1;
const NOT_FOUND = 8;
