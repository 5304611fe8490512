import type { MailFolderId } from '@signet/identity';
import { childOf, childrenOf, element, numberOf, Ping, textOf, type WbxmlElement } from '@signet/wbxml';
import { type Call, type Command, statusAnswer } from '../command.ts';
import { hold } from '../hold.ts';
import { readFolderId } from '../ids.ts';
import { findFoldersWithNews } from '../sync/folders-with-news.ts';
import { MAX_HOLD_SECONDS, MIN_HOLD_SECONDS } from '../sync/sync-request.ts';

/**
 * Waits until one of the folders has something that the device was not told (MS-ASCMD): measured
 * against the last sync key handed out. Ends with 403 when the certificate is no longer good.
 */
export const ping: Command = {
  root: Ping.Ping,
  status: Ping.Status,
  async run(call) {
    const parameters = completeParameters(call, readParameters(call.body));
    if (!parameters) return statusAnswer(ping, MISSING_PARAMETERS);
    const { heartbeat, folders } = parameters;
    const nearest = Math.min(Math.max(heartbeat, MIN_HOLD_SECONDS), MAX_HOLD_SECONDS);
    if (nearest !== heartbeat) return bounded(WRONG_HEARTBEAT, element(Ping.HeartbeatInterval, nearest));
    if (folders.length > MAX_FOLDERS) return bounded(TOO_MANY_FOLDERS, element(Ping.MaxFolders, MAX_FOLDERS));
    const watched = await findSynced(call, folders);
    if (watched === 'unknown-folder') return statusAnswer(ping, HIERARCHY_CHANGED);
    if (watched.length === 0) return statusAnswer(ping, MISSING_PARAMETERS);
    let changed: readonly string[] = [];
    const outcome = await hold(call, heartbeat, async () => {
      changed = await findFoldersWithNews(call, watched);
      return changed.length > 0;
    });
    if (outcome !== 'changed') return statusAnswer(ping, EXPIRED);
    return element(Ping.Ping, [
      element(Ping.Status, CHANGED),
      element(
        Ping.Folders,
        changed.map((id) => element(Ping.Folder, id)),
      ),
    ]);
  },
};

interface Parameters {
  readonly heartbeat: number;
  readonly folders: readonly string[];
}

function readParameters(body: WbxmlElement | undefined): Partial<Parameters> {
  const folders = childOf(body, Ping.Folders);
  const heartbeat = numberOf(body, Ping.HeartbeatInterval);
  return {
    ...(heartbeat === undefined ? {} : { heartbeat }),
    ...(folders && {
      // Each once: every one is looked into again and again.
      folders: [...new Set(childrenOf(folders, Ping.Folder).map((folder) => textOf(folder, Ping.Id) ?? ''))],
    }),
  };
}

/** What a request leaves out is as in the last one of the device (MS-ASCMD §2.2.1.13). */
function completeParameters({ device }: Call, given: Partial<Parameters>): Parameters | undefined {
  const key = `${device.userId}/${device.deviceId}`;
  const { folders, heartbeat = DEFAULT_HEARTBEAT } = { ...remembered.get(key), ...given };
  if (!folders || folders.length === 0) return undefined;
  const complete = { folders, heartbeat };
  // What is no id may be megabytes long, and what is remembered stays.
  if (folders.length > MAX_FOLDERS || folders.some((id) => !readFolderId(id))) return complete;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, complete);
  return complete;
}

/** Folders that were never synced are passed over: old phones would ask for ever. */
async function findSynced(
  { options, user, device }: Call,
  folders: readonly string[],
): Promise<readonly MailFolderId[] | 'unknown-folder'> {
  const { mailboxes, mailDevices } = options.directory;
  const synced: MailFolderId[] = [];
  for (const text of folders) {
    const id = readFolderId(text);
    const folder = id && (await mailboxes.findFolder(user.id, id));
    if (!folder) return 'unknown-folder';
    if (await mailDevices.findSyncStates(user.id, device.deviceId, folder.id)) synced.push(folder.id);
  }
  return synced;
}

function bounded(status: number, bound: WbxmlElement): WbxmlElement {
  return element(Ping.Ping, [element(Ping.Status, status), bound]);
}

/** Per process: a device whose parameters are forgotten is asked for them (Status 3). */
const remembered = new Map<string, Parameters>();
const MAX_REMEMBERED = 100_000;

const DEFAULT_HEARTBEAT = 480;
export const MAX_FOLDERS = 64;

const EXPIRED = 1;
const CHANGED = 2;
const MISSING_PARAMETERS = 3;
const WRONG_HEARTBEAT = 5;
const TOO_MANY_FOLDERS = 6;
const HIERARCHY_CHANGED = 7;
