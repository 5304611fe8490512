/**
 * core/wbxml reads and writes the binary XML of Exchange ActiveSync (MS-ASWBXML): bytes and element trees, no
 * command's meaning. The code pages are those that mail needs; tags of others are skipped.
 *
 *   decodeWbxml(bytes) ─▶ WbxmlElement ─▶ textOf(element, AirSync.SyncKey)
 *   element(AirSync.Sync, [element(AirSync.Status, 1)]) ─▶ encodeWbxml ─▶ bytes
 */
export { MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS } from './budget.ts';
export type { AnyCodePage, CodePage, WbxmlTag } from './code-page.ts';
export { decodeWbxml } from './decode-wbxml.ts';
export {
  booleanOf,
  childOf,
  childrenOf,
  contentBytes,
  contentText,
  descendantOf,
  element,
  numberOf,
  textOf,
  type WbxmlElement,
} from './element.ts';
export { encodeWbxml } from './encode-wbxml.ts';
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
} from './pages/code-pages.ts';
export { WbxmlError, type WbxmlErrorCode } from './wbxml-error.ts';
