import { FOLDER_HIERARCHY, type MailFolder, type MailFolderKind } from '@signet/identity';
import { element, FolderHierarchy, textOf, type WbxmlElement } from '@signet/wbxml';
import { type Call, type Command, statusAnswer } from '../command.ts';
import { findStateOfKey, newSyncKey } from '../sync/sync-key.ts';

/** The folders, and what changed among them (MS-ASCMD). */
export const folderSync: Command = {
  root: FolderHierarchy.FolderSync,
  status: FolderHierarchy.Status,
  async run(call) {
    const key = textOf(call.body, FolderHierarchy.SyncKey);
    if (key === undefined || key === '') return statusAnswer(folderSync, MALFORMED);
    const { directory, mailboxes } = call.options;
    const folders = await mailboxes.ensureMailbox(call.user.id);
    const { userId, deviceId } = call.device;
    const states = await directory.mailDevices.findSyncStates(userId, deviceId, FOLDER_HIERARCHY);
    if (key === '0') return startAnew(call, folders, states?.current.key);
    const known = findStateOfKey(states, key);
    if (!states || !known) return statusAnswer(folderSync, WRONG_SYNC_KEY);
    const changes = compareFolders(JSON.parse(known.snapshot) as Snapshot, folders);
    if (changes.length === 0 && known === states.current) return answer(key, []);
    const next = { key: known === states.current ? newSyncKey(call.options.random) : states.current.key };
    const replaced = await directory.mailDevices.replaceSyncStates(
      userId,
      deviceId,
      FOLDER_HIERARCHY,
      states.current.key,
      { current: { ...next, snapshot: snapshotOf(folders) }, previous: known },
    );
    return replaced ? answer(next.key, changes) : statusAnswer(folderSync, SERVER_ERROR);
  },
};

/** What the device has been told: id to displayName. */
type Snapshot = Readonly<Record<string, string>>;

async function startAnew(
  { options, device }: Call,
  folders: readonly MailFolder[],
  expectedKey: string | undefined,
): Promise<WbxmlElement> {
  const key = newSyncKey(options.random);
  const { userId, deviceId } = device;
  const states = { current: { key, snapshot: snapshotOf(folders) }, previous: undefined };
  const replaced = await options.directory.mailDevices.replaceSyncStates(
    userId,
    deviceId,
    FOLDER_HIERARCHY,
    expectedKey,
    states,
  );
  return replaced ? answer(key, compareFolders({}, folders)) : statusAnswer(folderSync, SERVER_ERROR);
}

function compareFolders(told: Snapshot, folders: readonly MailFolder[]): readonly WbxmlElement[] {
  const changed = folders.filter(({ id, displayName }) => told[id] !== displayName);
  const gone = Object.keys(told).filter((id) => !folders.some((folder) => folder.id === id));
  return [
    ...changed.map(({ id, kind, displayName }) =>
      element(told[id] === undefined ? FolderHierarchy.Add : FolderHierarchy.Update, [
        element(FolderHierarchy.ServerId, id),
        element(FolderHierarchy.ParentId, FOLDER_HIERARCHY),
        element(FolderHierarchy.DisplayName, displayName),
        element(FolderHierarchy.Type, FOLDER_TYPES[kind]),
      ]),
    ),
    ...gone.map((id) => element(FolderHierarchy.Delete, [element(FolderHierarchy.ServerId, id)])),
  ];
}

function answer(key: string, changes: readonly WbxmlElement[]): WbxmlElement {
  return element(FolderHierarchy.FolderSync, [
    element(FolderHierarchy.Status, SUCCESS),
    element(FolderHierarchy.SyncKey, key),
    element(FolderHierarchy.Changes, [element(FolderHierarchy.Count, changes.length), ...changes]),
  ]);
}

function snapshotOf(folders: readonly MailFolder[]): string {
  return JSON.stringify(Object.fromEntries(folders.map(({ id, displayName }) => [id, displayName])));
}

/** MS-ASCMD §2.2.3.186.3. */
const FOLDER_TYPES: Readonly<Record<MailFolderKind, number>> = {
  inbox: 2,
  drafts: 3,
  'deleted-items': 4,
  'sent-items': 5,
};

const SUCCESS = 1;
const SERVER_ERROR = 6;
const WRONG_SYNC_KEY = 9;
const MALFORMED = 10;
