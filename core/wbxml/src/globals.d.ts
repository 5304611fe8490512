/** The two globals of the runtime that core/wbxml needs; everything else of Node and the web stays out of reach. */
declare class TextEncoder {
  /** UTF-8. */
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label: 'utf-8', options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  /** Throws `TypeError` when fatal and the bytes are not UTF-8. */
  decode(bytes: Uint8Array): string;
}
