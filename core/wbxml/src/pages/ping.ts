import { type CodePage, defineCodePage } from '../code-page.ts';

const CODES = {
  Ping: 0x05,
  AutdState: 0x06,
  Status: 0x07,
  HeartbeatInterval: 0x08,
  Folders: 0x09,
  Folder: 0x0a,
  Id: 0x0b,
  Class: 0x0c,
  MaxFolders: 0x0d,
} as const;

/** Code page 13, Ping: Ping (MS-ASWBXML §2.1.2.1). */
export const Ping: CodePage<keyof typeof CODES> = defineCodePage(13, 'Ping', CODES);
