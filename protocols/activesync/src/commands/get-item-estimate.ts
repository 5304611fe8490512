import {
  AirSync,
  childOf,
  childrenOf,
  element,
  GetItemEstimate,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import { type Call, type Command, statusAnswer } from '../command.ts';
import { echoId, readFolderId } from '../ids.ts';
import { parseSnapshot } from '../sync/collection-state.ts';
import { countChanges } from '../sync/find-changes.ts';
import { findStateOfKey } from '../sync/sync-key.ts';
import { readOptions } from '../sync/sync-options.ts';

/** How many changes a Sync with this key would bring (MS-ASCMD). */
export const getItemEstimate: Command = {
  root: GetItemEstimate.GetItemEstimate,
  status: GetItemEstimate.Status,
  async run(call) {
    const collections = childrenOf(
      childOf(call.body, GetItemEstimate.Collections),
      GetItemEstimate.Collection,
    );
    if (collections.length === 0 || collections.length > MAX_COLLECTIONS) {
      return statusAnswer(getItemEstimate, BAD_COLLECTION);
    }
    const responses: WbxmlElement[] = [];
    for (const collection of collections) responses.push(await describe(call, collection));
    return element(GetItemEstimate.GetItemEstimate, responses);
  },
};

async function describe(call: Call, collection: WbxmlElement): Promise<WbxmlElement> {
  const collectionId = textOf(collection, GetItemEstimate.CollectionId) ?? '';
  const outcome = await estimate(call, collection, collectionId);
  const response = (status: number, ...more: readonly WbxmlElement[]): WbxmlElement =>
    element(GetItemEstimate.Response, [
      element(GetItemEstimate.Status, status),
      element(GetItemEstimate.Collection, [
        element(GetItemEstimate.CollectionId, echoId(collectionId)),
        ...more,
      ]),
    ]);
  if ('status' in outcome) return response(outcome.status);
  return response(SUCCESS, element(GetItemEstimate.Estimate, outcome.count));
}

async function estimate(
  { options, user, device, now }: Call,
  collection: WbxmlElement,
  collectionId: string,
): Promise<{ readonly status: number } | { readonly count: number }> {
  const { directory } = options;
  const folderId = readFolderId(collectionId);
  const folder = folderId && (await directory.mailboxes.findFolder(user.id, folderId));
  if (!folder) return { status: BAD_COLLECTION };
  const states = await directory.mailDevices.findSyncStates(user.id, device.deviceId, folder.id);
  const key = textOf(collection, AirSync.SyncKey);
  if (!states || key === undefined || key === '0') return { status: NOT_PRIMED };
  const state = findStateOfKey(states, key);
  if (!state) return { status: BAD_SYNC_KEY };
  const known = parseSnapshot(state.snapshot);
  const wish = { ...known, options: readOptions(collection) ?? known.options };
  const count = await countChanges({ mailboxes: directory.mailboxes, folder }, wish, now);
  return count === 'too-many' ? { status: BAD_SYNC_KEY } : { count };
}

const MAX_COLLECTIONS = 64;

const SUCCESS = 1;
const BAD_COLLECTION = 2;
const NOT_PRIMED = 3;
const BAD_SYNC_KEY = 4;
