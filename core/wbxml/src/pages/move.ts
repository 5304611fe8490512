import { type CodePage, defineCodePage } from '../code-page.ts';

const CODES = {
  MoveItems: 0x05,
  Move: 0x06,
  SrcMsgId: 0x07,
  SrcFldId: 0x08,
  DstFldId: 0x09,
  Response: 0x0a,
  Status: 0x0b,
  DstMsgId: 0x0c,
} as const;

/** Code page 5, Move: MoveItems (MS-ASWBXML §2.1.2.1). */
export const Move: CodePage<keyof typeof CODES> = defineCodePage(5, 'Move', CODES);
