import type { Directory, MailFolder, MailFolderId, SyncStates } from '@signet/identity';
import type { WbxmlElement } from '@signet/wbxml';
import type { Call } from '../command.ts';
import { readFolderId } from '../ids.ts';
import { applyClientCommands } from './client-commands.ts';
import { parseSnapshot } from './collection-state.ts';
import { type Change, emptySnapshot, findChanges } from './find-changes.ts';
import { findStateOfKey, newSyncKey } from './sync-key.ts';
import { DEFAULT_OPTIONS, type SyncOptions } from './sync-options.ts';
import type { CollectionRequest } from './sync-request.ts';

/** What one folder's part of a Sync came to; the device's state already says so. */
export interface CollectionResult {
  readonly collectionId: string;
  readonly status: number;
  readonly syncKey: string;
  readonly options: SyncOptions;
  readonly changes: readonly Change[];
  readonly hasMore: boolean;
  readonly responses: readonly WbxmlElement[];
  readonly fetches: readonly string[];
  /** Nothing happened on either side: a held request may go on waiting. */
  readonly isQuiet: boolean;
}

/**
 * One step of the state machine of sync keys (MS-ASCMD): the key that the client echoes says what it knows; its
 * commands, the comparison and the next state are one transaction, written before anything is sent.
 */
export async function syncCollection(
  call: Call,
  request: CollectionRequest,
  window: number,
): Promise<CollectionResult> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    try {
      return await call.options.mailboxes.transaction((directory) => step(call, directory, request, window));
    } catch (error) {
      // A parallel request with the same key was first: this one gets the replay.
      if (!(error instanceof StaleState)) throw error;
    }
  }
  return failure(request, TRY_AGAIN, request.syncKey);
}

async function step(
  call: Call,
  directory: Directory,
  request: CollectionRequest,
  window: number,
): Promise<CollectionResult> {
  const folderId = readFolderId(request.collectionId);
  const folder = folderId && (await directory.mailboxes.findFolder(call.user.id, folderId));
  if (!folder) return failure(request, NOT_FOUND, request.syncKey);
  const { userId, deviceId } = call.device;
  const states = await directory.mailDevices.findSyncStates(userId, deviceId, folder.id);
  if (request.syncKey === '0') return startAnew(call, directory, folder, request, states);
  const base = findStateOfKey(states, request.syncKey);
  if (!states || !base) {
    await directory.mailDevices.removeSyncStates(userId, deviceId, folder.id);
    return failure(request, WRONG_SYNC_KEY, '0');
  }

  const parsed = parseSnapshot(base.snapshot);
  const options = request.options ?? parsed.options;
  const known = { ...parsed, options };
  const applied = await applyClientCommands(
    {
      directory,
      random: call.options.random,
      folder,
      deletedItems: (await directory.mailboxes.listFolders(userId)).find(
        ({ kind }) => kind === 'deleted-items',
      ),
      deletesAsMoves: request.deletesAsMoves,
    },
    request.commands,
    known,
  );
  const before = { ...known, own: applied.own };
  const room = Math.min(request.windowSize, window);
  const found = request.getChanges
    ? await findChanges({ mailboxes: directory.mailboxes, folder }, before, room, call.now)
    : { changes: [], hasMore: false, next: before };
  if (found === 'too-many') {
    await directory.mailDevices.removeSyncStates(userId, deviceId, folder.id);
    return failure(request, WRONG_SYNC_KEY, '0');
  }
  const { changes, hasMore, next } = found;
  const isReplay = base !== states.current;
  const isQuiet =
    changes.length === 0 && !hasMore && request.commands.length === 0 && !isReplay && known.isPrimed;
  const syncKey = isQuiet || isReplay ? states.current.key : newSyncKey(call.options.random);
  const isUnchanged = isQuiet && request.options === undefined && next.modseq === known.modseq;
  if (!isUnchanged) {
    await replace(call, directory, folder.id, states, {
      current: { key: syncKey, snapshot: JSON.stringify({ ...next, isPrimed: true }) },
      // With what the device did now: asked once more, it is told of everything else again, and of that not.
      previous: isQuiet
        ? states.previous
        : { ...base, snapshot: JSON.stringify({ ...parsed, own: applied.own }) },
    });
  }
  return {
    collectionId: folder.id,
    status: SUCCESS,
    syncKey,
    options,
    changes,
    hasMore,
    responses: applied.responses,
    fetches: applied.fetches,
    isQuiet,
  };
}

/** Key 0: forget what the device knew; the data comes with the next request. */
async function startAnew(
  call: Call,
  directory: Directory,
  folder: MailFolder,
  request: CollectionRequest,
  states: SyncStates | undefined,
): Promise<CollectionResult> {
  const options = request.options ?? DEFAULT_OPTIONS;
  const key = newSyncKey(call.options.random);
  const snapshot = JSON.stringify(emptySnapshot(folder, options));
  const fresh = { current: { key, snapshot }, previous: undefined };
  await replace(call, directory, folder.id, states, fresh);
  return { ...failure(request, SUCCESS, key), options };
}

async function replace(
  { device }: Call,
  directory: Directory,
  folderId: MailFolderId,
  before: SyncStates | undefined,
  after: SyncStates,
): Promise<void> {
  const { userId, deviceId } = device;
  const expected = before?.current.key;
  if (!(await directory.mailDevices.replaceSyncStates(userId, deviceId, folderId, expected, after))) {
    throw new StaleState();
  }
}

function failure({ collectionId }: CollectionRequest, status: number, syncKey: string): CollectionResult {
  return {
    collectionId,
    status,
    syncKey,
    options: DEFAULT_OPTIONS,
    changes: [],
    hasMore: false,
    responses: [],
    fetches: [],
    isQuiet: false,
  };
}

/** Undoes the transaction: somebody else replaced the state in between. */
class StaleState extends Error {}

const MAX_ATTEMPTS = 5;

const SUCCESS = 1;
const WRONG_SYNC_KEY = 3;
const NOT_FOUND = 8;
const TRY_AGAIN = 16;
