import { WbxmlError } from './wbxml-error.ts';

/** Reads forward; throws `truncated` at the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#offset;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  readByte(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw new WbxmlError('truncated', 'the bytes end early', this.#offset);
    this.#offset += 1;
    return byte;
  }

  readBytes(count: number): Uint8Array {
    if (count > this.#bytes.length - this.#offset) {
      throw new WbxmlError('truncated', `${count} more bytes were announced than there are`, this.#offset);
    }
    const bytes = this.#bytes.subarray(this.#offset, this.#offset + count);
    this.#offset += count;
    return bytes;
  }

  /** WBXML 1.3 §5.1 mb_u_int32: at most five bytes, at most 32 bits. */
  readMultiByte(): number {
    const start = this.#offset;
    let value = 0;
    for (let count = 0; count < 5; count += 1) {
      const byte = this.readByte();
      value = value * 128 + (byte & 0x7f);
      if (value > 0xffff_ffff) break;
      if ((byte & 0x80) === 0) return value;
    }
    throw new WbxmlError('number', 'a number is longer than 32 bits', start);
  }

  /** WBXML 1.3 §5.8.4.1 STR_I: up to the NUL. */
  readString(): string {
    const start = this.#offset;
    const end = this.#bytes.indexOf(0, start);
    if (end === -1) throw new WbxmlError('truncated', 'a string has no end', start);
    this.#offset = end + 1;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        this.#bytes.subarray(start, end),
      );
    } catch {
      throw new WbxmlError('text', 'a string is not UTF-8', start);
    }
  }
}
