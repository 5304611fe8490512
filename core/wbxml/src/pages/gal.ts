import { type CodePage, defineCodePage } from '../code-page.ts';

const CODES = {
  DisplayName: 0x05,
  Phone: 0x06,
  Office: 0x07,
  Title: 0x08,
  Company: 0x09,
  Alias: 0x0a,
  FirstName: 0x0b,
  LastName: 0x0c,
  HomePhone: 0x0d,
  MobilePhone: 0x0e,
  EmailAddress: 0x0f,
  Picture: 0x10,
  Status: 0x11,
  Data: 0x12,
} as const;

/** Code page 16, GAL: the address list, as Search answers it (MS-ASWBXML §2.1.2.1). */
export const GAL: CodePage<keyof typeof CODES> = defineCodePage(16, 'GAL', CODES);
