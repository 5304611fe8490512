import { type CodePage, defineCodePage } from '../code-page.ts';

const CODES = {
  GetItemEstimate: 0x05,
  Version: 0x06,
  Collections: 0x07,
  Collection: 0x08,
  Class: 0x09,
  CollectionId: 0x0a,
  DateTime: 0x0b,
  Estimate: 0x0c,
  Response: 0x0d,
  Status: 0x0e,
} as const;

/** Code page 6, GetItemEstimate: GetItemEstimate (MS-ASWBXML §2.1.2.1). */
export const GetItemEstimate: CodePage<keyof typeof CODES> = defineCodePage(6, 'GetItemEstimate', CODES);
