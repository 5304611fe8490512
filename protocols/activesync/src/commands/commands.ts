import type { Command } from '../command.ts';
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

/** Without regard to case. */
export function findCommand(name: string): Command | undefined {
  const lower = name.toLowerCase();
  return Object.entries(COMMANDS).find(([known]) => known.toLowerCase() === lower)?.[1];
}
