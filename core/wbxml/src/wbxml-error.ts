/**
 * What a reader of the bytes can be told. `truncated`: they end too early. `header`: not WBXML 1.3 in UTF-8.
 * `token`: a global token or an attribute that ActiveSync never uses. `number`: an mb_u_int32 over 32 bits.
 * `too-deep`, `too-many`, `too-long`: over a budget. `root`: no element, one of an unknown page, or more than
 * one. `text`: a string that is not UTF-8.
 */
export type WbxmlErrorCode =
  | 'truncated'
  | 'header'
  | 'token'
  | 'number'
  | 'too-deep'
  | 'too-many'
  | 'too-long'
  | 'root'
  | 'text';

/** Thrown for bytes that are no ActiveSync WBXML, and for a tree that is too deep to write. */
export class WbxmlError extends Error {
  override readonly name = 'WbxmlError';
  readonly code: WbxmlErrorCode;
  /** Where in the bytes; absent when writing. */
  readonly offset: number | undefined;

  constructor(code: WbxmlErrorCode, message: string, offset?: number) {
    super(offset === undefined ? message : `${message} (byte ${offset})`);
    this.code = code;
    this.offset = offset;
  }
}
