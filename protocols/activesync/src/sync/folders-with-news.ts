import type { MailFolderId } from '@signet/identity';
import type { Call } from '../command.ts';
import { parseSnapshot } from './collection-state.ts';
import { hasNews } from './find-changes.ts';

/**
 * The folders that have something which the device was not told, measured against the last sync key handed out
 * (MS-ASCMD §2.2.1.13). Reads only, for whoever asks again and again; a folder that was never synced has none.
 */
export async function findFoldersWithNews(
  { options, user, device }: Pick<Call, 'options' | 'user' | 'device'>,
  folderIds: readonly MailFolderId[],
): Promise<readonly MailFolderId[]> {
  const { mailboxes, mailDevices } = options.directory;
  const found: MailFolderId[] = [];
  for (const id of folderIds) {
    const folder = await mailboxes.findFolder(user.id, id);
    const states = await mailDevices.findSyncStates(user.id, device.deviceId, id);
    if (!folder || !states) continue;
    const known = parseSnapshot(states.current.snapshot);
    if (await hasNews({ mailboxes, folder }, known, options.clock.now())) found.push(id);
  }
  return found;
}
