/** Global tokens (WBXML 1.3 §7.1) as far as ActiveSync uses them (MS-ASWBXML §2.1.2). */
export const SWITCH_PAGE = 0x00;
export const END = 0x01;
export const STR_I = 0x03;
export const OPAQUE = 0xc3;

/** A tag's low six bits name it; the two others say what follows. */
export const TAG_IDENTITY = 0x3f;
export const HAS_CONTENT = 0x40;
export const HAS_ATTRIBUTES = 0x80;
/** Identities below this are global tokens in every page. */
export const FIRST_TAG = 0x05;

export const VERSION_1_3 = 0x03;
export const PUBLIC_ID_UNKNOWN = 0x01;
/** MIBenum of UTF-8. */
export const CHARSET_UTF_8 = 0x6a;
