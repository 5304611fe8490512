/** The one global of the runtime that core/xml needs; everything else of Node and the web stays out of reach. */
declare class TextEncoder {
  /** UTF-8. */
  encode(text: string): Uint8Array<ArrayBuffer>;
}
