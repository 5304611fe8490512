/** The globals of the runtime that core/xml needs; everything else of Node and the web stays out of reach. */
declare class TextEncoder {
  /** UTF-8. */
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label: 'utf-8', options: { readonly fatal: true });
  /** Throws a `TypeError` for what is not UTF-8; a byte order mark at the beginning is left out. */
  decode(octets: Uint8Array): string;
}

/** ECMAScript 2026 §23.2: in Node 26, not yet in the library that the compiler is told of. */
interface Uint8ArrayConstructor {
  /** Skips ASCII white space; `strict` demands padding and zero bits. Throws a `SyntaxError`. */
  fromBase64(text: string, options: { readonly lastChunkHandling: 'strict' }): Uint8Array<ArrayBuffer>;
}

interface Uint8Array {
  /** One line, padded. */
  toBase64(): string;
}
