import type { MailFolder } from '@signet/identity';
import { AirSync, element, ItemOperations, textOf, type WbxmlElement } from '@signet/wbxml';
import type { Call } from '../command.ts';
import { echoId, readFolderId } from '../ids.ts';

/** Removes for good what a folder holds; mail that comes meanwhile stays (MS-ASCMD §2.2.3.63). */
export async function emptyFolder(call: Call, operation: WbxmlElement): Promise<WbxmlElement> {
  const collectionId = textOf(operation, AirSync.CollectionId) ?? '';
  const id = readFolderId(collectionId);
  const folder = id && (await call.options.directory.mailboxes.findFolder(call.user.id, id));
  if (folder) while (await removeSome(call, folder));
  return element(ItemOperations.EmptyFolderContents, [
    element(ItemOperations.Status, folder ? SUCCESS : NOT_FOUND),
    element(AirSync.CollectionId, echoId(collectionId)),
  ]);
}

/** Some at a time: one transaction for a large folder would keep everybody else from writing. */
function removeSome({ options }: Call, { id, userId, modseq }: MailFolder): Promise<boolean> {
  return options.mailboxes.transaction(async ({ mailboxes }) => {
    const oldest = await mailboxes.listVersions(userId, id, {}, 'oldest-first', BATCH);
    const found = oldest.filter(({ addedModseq }) => addedModseq <= modseq);
    for (const message of found) await mailboxes.remove(userId, message.id);
    return found.length > 0;
  });
}

const BATCH = 200;

const SUCCESS = 1;
const NOT_FOUND = 6;
