import type { AnyCodePage } from '../code-page.ts';
import { AirSync } from './air-sync.ts';
import { AirSyncBase } from './air-sync-base.ts';
import { ComposeMail } from './compose-mail.ts';
import { Email } from './email.ts';
import { Email2 } from './email2.ts';
import { FolderHierarchy } from './folder-hierarchy.ts';
import { GAL } from './gal.ts';
import { GetItemEstimate } from './get-item-estimate.ts';
import { ItemOperations } from './item-operations.ts';
import { Move } from './move.ts';
import { Ping } from './ping.ts';
import { Provision } from './provision.ts';
import { Search } from './search.ts';
import { Settings } from './settings.ts';

export {
  AirSync,
  AirSyncBase,
  ComposeMail,
  Email,
  Email2,
  FolderHierarchy,
  GAL,
  GetItemEstimate,
  ItemOperations,
  Move,
  Ping,
  Provision,
  Search,
  Settings,
};

/** Every page this codec knows; tags of other pages are skipped. */
export const CODE_PAGES: readonly AnyCodePage[] = [
  AirSync,
  Email,
  Move,
  GetItemEstimate,
  FolderHierarchy,
  Ping,
  Provision,
  Search,
  GAL,
  AirSyncBase,
  Settings,
  ItemOperations,
  ComposeMail,
  Email2,
];
