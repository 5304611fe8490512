import { type DerErrorCode, PkiError } from '../error.ts';
import type { UnixSeconds } from '../time.ts';
import { parseObjectIdentifier } from './object-identifier.ts';
import { parseCharacterString } from './strings.ts';
import { TAG } from './tags.ts';
import { parseGeneralizedTime, parseUtcTime } from './times.ts';

export interface DerReaderOptions {
  /** Refuse longer input outright. Default `DEFAULT_MAX_BYTES`. */
  readonly maxBytes?: number;
  /** Open elements at one time. Default `DEFAULT_MAX_DEPTH`. */
  readonly maxDepth?: number;
}

/**
 * A strict DER cursor over one buffer (X.690 §10, §11). It never copies: what it returns are views. `enter`
 * narrows it to an element's content and `leave` widens it again, so walking a 20 MB list allocates nothing.
 * Every method throws `PkiError` with the byte offset when the bytes are not what was asked for.
 */
export class DerReader {
  readonly bytes: Uint8Array;
  #offset = 0;
  #end: number;
  readonly #outerEnds: number[] = [];
  readonly #maxDepth: number;

  constructor(bytes: Uint8Array, options: DerReaderOptions = {}) {
    const { maxBytes = DEFAULT_MAX_BYTES, maxDepth = DEFAULT_MAX_DEPTH } = options;
    if (bytes.length > maxBytes) {
      throw new PkiError('too-large', `${bytes.length} bytes of DER where at most ${maxBytes} are read`);
    }
    this.bytes = bytes;
    this.#end = bytes.length;
    this.#maxDepth = maxDepth;
  }

  /** Position of the next unread byte. */
  get offset(): number {
    return this.#offset;
  }

  /** Position after the last byte of the element that is open. */
  get end(): number {
    return this.#end;
  }

  get atEnd(): boolean {
    return this.#offset >= this.#end;
  }

  /** Identifier octet of the next element, `undefined` at the end of what is open. */
  peekTag(): number | undefined {
    return this.#offset < this.#end ? this.bytes[this.#offset] : undefined;
  }

  hasTag(tag: number): boolean {
    return this.peekTag() === tag;
  }

  /** Opens the next element, which must carry the tag; until `leave`, its content is all there is. */
  enter(tag: number): void {
    const start = this.#offset;
    const end = this.#readHeader(tag);
    // A hostile encoding must not make its readers recurse without end.
    if (this.#outerEnds.length >= this.#maxDepth) this.#fail('too-deep', 'elements nested too deeply', start);
    this.#outerEnds.push(this.#end);
    this.#end = end;
  }

  /** Closes the element opened last; its content must have been read to the end. */
  leave(): void {
    this.expectEnd();
    const outerEnd = this.#outerEnds.pop();
    if (outerEnd === undefined) throw new TypeError('leave() without enter()');
    this.#end = outerEnd;
  }

  /** Reads the content of the next element with `read`, which must use all of it. */
  within<T>(tag: number, read: () => T): T {
    this.enter(tag);
    const value = read();
    this.leave();
    return value;
  }

  /** As `within`, or `undefined` when the next element has another tag: OPTIONAL. */
  optional<T>(tag: number, read: () => T): T | undefined {
    return this.hasTag(tag) ? this.within(tag, read) : undefined;
  }

  /** Throws `trailing-bytes` unless all of what is open was read. */
  expectEnd(): void {
    if (this.#offset !== this.#end) this.#fail('trailing-bytes', 'bytes after the last expected element');
  }

  /** Steps over the next element, whatever it holds. */
  skip(tag?: number): void {
    this.#offset = this.#readHeader(tag);
  }

  /** Where the next element ends, which stays unread. */
  peekEnd(tag?: number): number {
    const start = this.#offset;
    const end = this.#readHeader(tag);
    this.#offset = start;
    return end;
  }

  /** The next element with tag and length. */
  readElement(tag?: number): Uint8Array {
    const start = this.#offset;
    this.#offset = this.#readHeader(tag);
    return this.bytes.subarray(start, this.#offset);
  }

  /** The content of the next element. */
  readContent(tag: number): Uint8Array {
    const end = this.#readHeader(tag);
    const content = this.bytes.subarray(this.#offset, end);
    this.#offset = end;
    return content;
  }

  readBoolean(tag: number = TAG.boolean): boolean {
    const start = this.#offset;
    const content = this.readContent(tag);
    // X.690 §11.1: TRUE is FF and nothing else.
    if (content.length !== 1 || (content[0] !== 0x00 && content[0] !== 0xff)) {
      this.#fail('bad-boolean', 'BOOLEAN is neither 00 nor FF', start);
    }
    return content[0] === 0xff;
  }

  /** Two's complement content octets of an INTEGER (or ENUMERATED), checked to be minimal. */
  readInteger(tag: number = TAG.integer): Uint8Array {
    const start = this.#offset;
    const content = this.readContent(tag);
    const [first = 0, second = 0] = content;
    if (content.length === 0) this.#fail('bad-integer', 'INTEGER without content', start);
    // X.690 §8.3.2: the first nine bits are neither all zero nor all one.
    if (content.length > 1 && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80))) {
      this.#fail('bad-integer', 'INTEGER is longer than its value needs', start);
    }
    return content;
  }

  /** A non-negative INTEGER (or ENUMERATED) of at most 2^31-1. */
  readSmallInteger(tag: number = TAG.integer): number {
    const start = this.#offset;
    const content = this.readInteger(tag);
    if (content.length > 4) this.#fail('bad-integer', 'INTEGER is larger than expected here', start);
    if ((content[0] ?? 0) >= 0x80) this.#fail('bad-integer', 'INTEGER is negative', start);
    return content.reduce((value, byte) => value * 256 + byte, 0);
  }

  /** BIT STRING: canonical unused bits (X.690 §11.2.1); trailing zero bits are kept. */
  readBitString(tag: number = TAG.bitString): BitString {
    const start = this.#offset;
    const end = this.#readHeader(tag);
    const octets = end - this.#offset - 1;
    const unusedBits = this.bytes[this.#offset] ?? 0;
    if (octets < 0 || unusedBits > 7 || (unusedBits > 0 && octets === 0)) {
      return this.#fail('bad-bit-string', 'BIT STRING with an impossible count of unused bits', start);
    }
    const last = this.bytes[end - 1] ?? 0;
    if (octets > 0 && (last & ((1 << unusedBits) - 1)) !== 0) {
      this.#fail('bad-bit-string', 'unused bits of a BIT STRING are not zero', start);
    }
    const bytes = this.bytes.subarray(this.#offset + 1, end);
    this.#offset = end;
    return { unusedBits, bytes };
  }

  /** A BIT STRING that holds whole octets, as keys and signatures do. */
  readOctetAlignedBitString(): Uint8Array {
    const start = this.#offset;
    const { unusedBits, bytes } = this.readBitString();
    if (unusedBits !== 0) this.#fail('bad-bit-string', 'BIT STRING does not hold whole octets', start);
    return bytes;
  }

  readOctetString(tag: number = TAG.octetString): Uint8Array {
    return this.readContent(tag);
  }

  readNull(): void {
    const start = this.#offset;
    if (this.readContent(TAG.null).length !== 0) this.#fail('bad-null', 'NULL with content', start);
  }

  /** Dotted decimal. */
  readObjectIdentifier(tag: number = TAG.objectIdentifier): string {
    const start = this.#offset;
    const end = this.#readHeader(tag);
    const text = parseObjectIdentifier(this.bytes, this.#offset, end);
    this.#offset = end;
    return text ?? this.#fail('bad-object-identifier', 'OBJECT IDENTIFIER is malformed', start);
  }

  /** Text of any ASN.1 character string type X.509 uses; `undefined` when the next element is none. */
  readCharacterString(): string | undefined {
    const tag = this.peekTag();
    if (tag === undefined || !CHARACTER_STRING_TAGS.has(tag)) return undefined;
    return this.readImplicitString(tag, tag);
  }

  /** Text under an IMPLICIT tag whose character string type is known. */
  readImplicitString(tag: number, type: number): string {
    const start = this.#offset;
    const end = this.#readHeader(tag);
    const text = parseCharacterString(type, this.bytes, this.#offset, end);
    this.#offset = end;
    return text ?? this.#fail('bad-string', 'character string holds bytes its type does not allow', start);
  }

  /** Time: UTCTime or GeneralizedTime in the only forms RFC 5280 §4.1.2.5 allows. */
  readTime(): UnixSeconds {
    const start = this.#offset;
    const isUtc = this.hasTag(TAG.utcTime);
    const end = this.#readHeader(isUtc ? TAG.utcTime : TAG.generalizedTime);
    const parse = isUtc ? parseUtcTime : parseGeneralizedTime;
    const time = parse(this.bytes, this.#offset, end);
    this.#offset = end;
    return time ?? this.#fail('bad-time', 'time is not YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ in range', start);
  }

  /** A PkiError that points at a place of this buffer. */
  fault(code: PkiError['code'], message: string, offset: number = this.#offset): PkiError {
    return new PkiError(code, message, { offset });
  }

  // Leaves the cursor at the content and answers where the content ends.
  #readHeader(expected: number | undefined): number {
    const start = this.#offset;
    const { bytes } = this;
    if (start + 2 > this.#end) this.#fail('truncated', 'element expected where the bytes end', start);
    const tag = bytes[start] ?? 0;
    if (expected !== undefined && tag !== expected) {
      this.#fail('unexpected-tag', `tag ${hexOctet(tag)} where ${hexOctet(expected)} is expected`, start);
    }
    // Nothing in X.509 has a tag number above 30 or the universal tag 0.
    if ((tag & 0x1f) === 0x1f || tag === 0) this.#fail('bad-tag', `tag ${hexOctet(tag)}`, start);
    const first = bytes[start + 1] ?? 0;
    const contentStart = first < 0x80 ? start + 2 : start + 2 + (first & 0x7f);
    const length = first < 0x80 ? first : this.#readLongLength(start, first & 0x7f);
    if (contentStart + length > this.#end) {
      this.#fail('truncated', `element of ${length} bytes runs past the end of what holds it`, start);
    }
    this.#offset = contentStart;
    return contentStart + length;
  }

  // X.690 §10.1: definite form, in as few octets as the length needs.
  #readLongLength(start: number, octets: number): number {
    if (octets === 0) this.#fail('bad-length', 'indefinite length', start);
    if (octets > 4) this.#fail('bad-length', 'length of more than four octets', start);
    if (start + 2 + octets > this.#end) this.#fail('truncated', 'length runs past the end', start);
    let length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + (this.bytes[start + 2 + i] ?? 0);
    if (length < 0x80 || length < 256 ** (octets - 1)) {
      this.#fail('bad-length', 'length is not in its shortest form', start);
    }
    return length;
  }

  #fail(code: DerErrorCode, message: string, offset: number = this.#offset): never {
    throw new PkiError(code, message, { offset });
  }
}

export interface BitString {
  /** Zero bits that pad the last octet, 0 to 7. */
  readonly unusedBits: number;
  readonly bytes: Uint8Array;
}

/** Reads one DER value that must fill the bytes to the last. */
export function parseDer<T>(
  bytes: Uint8Array,
  read: (reader: DerReader) => T,
  options: DerReaderOptions = {},
): T {
  const reader = new DerReader(bytes, options);
  const value = read(reader);
  reader.expectEnd();
  return value;
}

function hexOctet(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}

const CHARACTER_STRING_TAGS: ReadonlySet<number> = new Set([
  TAG.utf8String,
  TAG.numericString,
  TAG.printableString,
  TAG.teletexString,
  TAG.ia5String,
  TAG.visibleString,
  TAG.universalString,
  TAG.bmpString,
]);

/** Certificates and their parts; readers of CRLs pass their own larger budget. */
const DEFAULT_MAX_BYTES = 1024 * 1024;

/** A certificate with every extension nests about 12 deep; general names inside names add a few. */
const DEFAULT_MAX_DEPTH = 24;
