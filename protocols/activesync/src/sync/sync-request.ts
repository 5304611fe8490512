import { AirSync, booleanOf, childOf, childrenOf, numberOf, textOf, type WbxmlElement } from '@signet/wbxml';
import { readOptions, type SyncOptions } from './sync-options.ts';

/** One folder of a Sync request. */
export interface CollectionRequest {
  readonly collectionId: string;
  readonly syncKey: string;
  readonly getChanges: boolean;
  readonly deletesAsMoves: boolean;
  readonly windowSize: number;
  /** `undefined`: as the last time. */
  readonly options: SyncOptions | undefined;
  readonly commands: readonly WbxmlElement[];
}

export interface SyncRequest {
  readonly collections: readonly CollectionRequest[];
  /** Over all collections together. */
  readonly windowSize: number;
  /** How long to wait for a change; 0 to answer at once. */
  readonly holdSeconds: number;
}

/** A Sync request that gets nothing but a status. */
export interface SyncFailure {
  readonly status: number;
  /** The nearest bound, in the unit that was sent. */
  readonly limit?: number;
}

/** Reads the document, or says which status it deserves (MS-ASCMD). */
export function readSyncRequest(body: WbxmlElement | undefined): SyncRequest | SyncFailure {
  const collections = childrenOf(childOf(body, AirSync.Collections), AirSync.Collection);
  // Nothing is kept of earlier requests for an empty or partial one to lean on: clients send it whole then.
  if (!body || collections.length === 0 || childOf(body, AirSync.Partial)) return { status: INCOMPLETE };
  if (collections.length > MAX_COLLECTIONS) return { status: TOO_MANY };
  const hold = readHold(body);
  if (typeof hold !== 'number') return hold;
  const requests = collections.map(readCollection);
  if (!requests.every((request) => request !== undefined)) return { status: PROTOCOL_ERROR };
  const names = new Set(requests.map(({ collectionId }) => collectionId));
  const commands = requests.reduce((count, request) => count + request.commands.length, 0);
  if (names.size < requests.length || commands > MAX_COMMANDS) return { status: PROTOCOL_ERROR };
  return {
    collections: requests,
    windowSize: readWindowSize(body) ?? MAX_WINDOW,
    holdSeconds: hold,
  };
}

function readCollection(collection: WbxmlElement): CollectionRequest | undefined {
  const collectionId = textOf(collection, AirSync.CollectionId);
  const syncKey = textOf(collection, AirSync.SyncKey);
  if (collectionId === undefined || syncKey === undefined || syncKey === '') return undefined;
  return {
    collectionId,
    syncKey,
    getChanges: booleanOf(collection, AirSync.GetChanges) ?? true,
    deletesAsMoves: booleanOf(collection, AirSync.DeletesAsMoves) ?? true,
    windowSize: readWindowSize(collection) ?? DEFAULT_WINDOW,
    options: readOptions(collection),
    commands: childOf(collection, AirSync.Commands)?.children ?? [],
  };
}

/** 1 to 512; 0 is read as absent and more as 512. */
function readWindowSize(parent: WbxmlElement): number | undefined {
  const size = numberOf(parent, AirSync.WindowSize);
  return size === undefined || size === 0 ? undefined : Math.min(size, MAX_WINDOW);
}

/** MS-ASCMD §2.2.3.79 and §2.2.3.198: minutes in Wait, seconds in HeartbeatInterval, never both. */
function readHold(body: WbxmlElement): number | SyncFailure {
  const wait = childOf(body, AirSync.Wait);
  const heartbeat = childOf(body, AirSync.HeartbeatInterval);
  if (wait && heartbeat) return { status: PROTOCOL_ERROR };
  if (!wait && !heartbeat) return 0;
  const [least, most, unit] = wait ? [1, MAX_WAIT_MINUTES, 60] : [MIN_HOLD_SECONDS, MAX_HOLD_SECONDS, 1];
  const value = numberOf(body, wait ? AirSync.Wait : AirSync.HeartbeatInterval) ?? 0;
  if (value < least) return { status: WRONG_HOLD, limit: least };
  if (value > most) return { status: WRONG_HOLD, limit: most };
  return value * unit;
}

/** Bounds of a held request; longer ones meet time-outs of networks on the way. */
export const MIN_HOLD_SECONDS = 60;
export const MAX_HOLD_SECONDS = 3540;
export const MAX_WAIT_MINUTES = 59;

export const DEFAULT_WINDOW = 100;
export const MAX_WINDOW = 512;
/** A mailbox has four folders; some clients ask for those of other classes too. */
const MAX_COLLECTIONS = 64;
/** Each is a few statements of one transaction, which others wait for; phones send a hundred at most. */
const MAX_COMMANDS = 2000;

const PROTOCOL_ERROR = 4;
const INCOMPLETE = 13;
const WRONG_HOLD = 14;
const TOO_MANY = 15;
