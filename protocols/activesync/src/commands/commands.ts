import { FolderHierarchy, Search, type WbxmlTag } from '@signet/wbxml';
import { COMMON_STATUS, type Command, statusAnswer } from '../command.ts';
import { folderSync } from './folder-sync.ts';
import { getItemEstimate } from './get-item-estimate.ts';
import { itemOperations } from './item-operations.ts';
import { moveItems } from './move-items.ts';
import { ping } from './ping.ts';
import { provision } from './provision.ts';
import { sendMail } from './send-mail.ts';
import { settings } from './settings.ts';
import { smartForward, smartReply } from './smart-send.ts';
import { sync } from './sync.ts';

/** What this server can do, as OPTIONS lists it. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  Sync: sync,
  SendMail: sendMail,
  SmartForward: smartForward,
  SmartReply: smartReply,
  FolderSync: folderSync,
  MoveItems: moveItems,
  GetItemEstimate: getItemEstimate,
  Settings: settings,
  Ping: ping,
  ItemOperations: itemOperations,
  Provision: provision,
};

/**
 * Commands that this server knows the document of and does not have: the answer is in their own document. OPTIONS
 * does not list them.
 */
export const UNSUPPORTED_COMMANDS: Readonly<Record<string, Command>> = {
  FolderCreate: unsupported(FolderHierarchy.FolderCreate, FolderHierarchy.Status),
  FolderDelete: unsupported(FolderHierarchy.FolderDelete, FolderHierarchy.Status),
  FolderUpdate: unsupported(FolderHierarchy.FolderUpdate, FolderHierarchy.Status),
  Search: unsupported(Search.Search, Search.Status),
};

/** Without regard to case. */
export function findCommand(name: string): Command | undefined {
  const lower = name.toLowerCase();
  return Object.entries({ ...COMMANDS, ...UNSUPPORTED_COMMANDS }).find(
    ([known]) => known.toLowerCase() === lower,
  )?.[1];
}

function unsupported(root: WbxmlTag, status: WbxmlTag): Command {
  const names = { root, status };
  return { ...names, run: async () => statusAnswer(names, COMMON_STATUS.commandNotSupported) };
}
