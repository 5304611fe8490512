import { TAG } from '../der/tags.ts';
import { PkiError, type PkiErrorCode } from '../error.ts';
import { daysInMonth } from '../time.ts';
import { MAX_SERIAL_OCTETS } from './serial-octets.ts';

/** CRL entry extensions of RFC 5280 §5.3 by the last octet of 2.5.29.x. */
export const ENTRY_EXTENSION = { reasonCode: 21, invalidityDate: 24, certificateIssuer: 29 } as const;

/**
 * Checks entries of revokedCertificates (RFC 5280 §5.1) where they lie, without allocation: the reader of
 * `der/` makes views, which a list of 500,000 entries would pay for. The encoding of what passes is sound;
 * the values inside extensions are read when somebody asks for the entry.
 */
export class EntryScanner {
  /** Of the entry scanned last. */
  hasCertificateIssuer = false;
  /** Of the entry scanned last: a critical extension that §5.3 does not define. */
  hasUnknownCriticalExtension = false;
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Answers the offset after the entry. Throws `PkiError` when it is malformed. */
  scan(start: number, listEnd: number): number {
    this.hasCertificateIssuer = false;
    this.hasUnknownCriticalExtension = false;
    this.#offset = start;
    const end = this.#open(TAG.sequence, listEnd);
    this.#scanSerial(end);
    this.#scanTime(end);
    if (this.#offset < end) this.#scanExtensions(end);
    this.#expectEnd(end);
    return end;
  }

  #scanSerial(limit: number): void {
    const start = this.#offset;
    const end = this.#open(TAG.integer, limit);
    const length = end - this.#offset;
    // RFC 5280 §4.1.2.2 allows 20 octets; old CAs wrote a few more and everybody reads them.
    if (length === 0 || length > MAX_SERIAL_OCTETS)
      fail('bad-integer', 'serial number of a CRL entry', start);
    const first = this.#bytes[this.#offset] ?? 0;
    const second = this.#bytes[this.#offset + 1] ?? 0;
    if (length > 1 && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80))) {
      fail('bad-integer', 'INTEGER is longer than its value needs', start);
    }
    this.#offset = end;
  }

  #scanTime(limit: number): void {
    const start = this.#offset;
    const isUtcTime = this.#bytes[start] === TAG.utcTime;
    const end = this.#open(isUtcTime ? TAG.utcTime : TAG.generalizedTime, limit);
    const length = isUtcTime ? 13 : 15;
    if (end - this.#offset !== length || this.#bytes[end - 1] !== ZULU || !this.#hasDigits(end - 1)) {
      fail('bad-time', 'revocationDate is neither YYMMDDHHMMSSZ nor YYYYMMDDHHMMSSZ', start);
    }
    if (!this.#isInRange(isUtcTime)) fail('bad-time', 'revocationDate is out of range', start);
    this.#offset = end;
  }

  #isInRange(isUtcTime: boolean): boolean {
    const yearEnd = this.#offset + (isUtcTime ? 2 : 4);
    const month = this.#twoDigits(yearEnd);
    const day = this.#twoDigits(yearEnd + 2);
    if (month < 1 || month > 12 || day < 1 || day > 31) return false;
    if (this.#twoDigits(yearEnd + 4) > 23 || this.#twoDigits(yearEnd + 6) > 59) return false;
    if (this.#twoDigits(yearEnd + 8) > 59) return false;
    if (day <= 28) return true;
    const lastTwo = this.#twoDigits(yearEnd - 2);
    // RFC 5280 §4.1.2.5.1: two digits from 50 on are years of the twentieth century.
    const century = isUtcTime ? (lastTwo >= 50 ? 19 : 20) : this.#twoDigits(yearEnd - 4);
    return day <= daysInMonth(century * 100 + lastTwo, month);
  }

  // An empty list, which some CAs write, says nothing and does no harm.
  #scanExtensions(limit: number): void {
    const end = this.#open(TAG.sequence, limit);
    for (let seen = 0; this.#offset < end; seen++) {
      if (seen === MAX_ENTRY_EXTENSIONS) {
        fail('too-many-elements', `CRL entry with more than ${seen} extensions`, this.#offset);
      }
      this.#scanExtension(end);
    }
  }

  #scanExtension(limit: number): void {
    const end = this.#open(TAG.sequence, limit);
    const extnIDEnd = this.#open(TAG.objectIdentifier, end);
    const known = this.#knownExtension(extnIDEnd);
    this.#offset = extnIDEnd;
    const critical = this.#bytes[extnIDEnd] === TAG.boolean && this.#readBoolean(end);
    this.#offset = this.#open(TAG.octetString, end);
    this.#expectEnd(end);
    if (known === ENTRY_EXTENSION.certificateIssuer) this.hasCertificateIssuer = true;
    if (critical && known === undefined) this.hasUnknownCriticalExtension = true;
  }

  #readBoolean(limit: number): boolean {
    const start = this.#offset;
    const end = this.#open(TAG.boolean, limit);
    const value = this.#bytes[this.#offset];
    if (end - this.#offset !== 1 || (value !== 0x00 && value !== 0xff)) {
      fail('bad-boolean', 'BOOLEAN is neither 00 nor FF', start);
    }
    this.#offset = end;
    return value === 0xff;
  }

  #knownExtension(extnIDEnd: number): number | undefined {
    const start = this.#offset;
    const isCertificateExtension =
      extnIDEnd - start === 3 && this.#bytes[start] === 0x55 && this.#bytes[start + 1] === 0x1d;
    const last = this.#bytes[start + 2] ?? 0;
    return isCertificateExtension && KNOWN_EXTENSIONS.has(last) ? last : undefined;
  }

  // Moves to the content of the element and answers where that ends.
  #open(tag: number, limit: number): number {
    const start = this.#offset;
    if (start + 2 > limit) fail('truncated', 'field of a CRL entry expected where the bytes end', start);
    if (this.#bytes[start] !== tag) fail('unexpected-tag', 'field of a CRL entry has another tag', start);
    const first = this.#bytes[start + 1] ?? 0;
    this.#offset = start + 2;
    const length = first < 0x80 ? first : this.#readLongLength(first & 0x7f, limit);
    if (this.#offset + length > limit) fail('truncated', 'field runs past the end of the CRL entry', start);
    return this.#offset + length;
  }

  // X.690 §10.1: definite form, in as few octets as the length needs.
  #readLongLength(octets: number, limit: number): number {
    const start = this.#offset;
    if (octets === 0 || octets > 4) fail('bad-length', 'length of a field of a CRL entry', start);
    if (start + octets > limit) fail('truncated', 'length runs past the end of the CRL entry', start);
    let length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + (this.#bytes[start + i] ?? 0);
    if (length < 0x80 || length < 256 ** (octets - 1)) {
      fail('bad-length', 'length is not in its shortest form', start);
    }
    this.#offset = start + octets;
    return length;
  }

  #hasDigits(end: number): boolean {
    for (let i = this.#offset; i < end; i++) {
      const byte = this.#bytes[i] ?? 0;
      if (byte < 0x30 || byte > 0x39) return false;
    }
    return true;
  }

  #twoDigits(offset: number): number {
    return ((this.#bytes[offset] ?? 0) - 0x30) * 10 + ((this.#bytes[offset + 1] ?? 0) - 0x30);
  }

  #expectEnd(end: number): void {
    if (this.#offset !== end)
      fail('trailing-bytes', 'bytes after the last field of a CRL entry', this.#offset);
  }
}

function fail(code: PkiErrorCode, message: string, offset: number): never {
  throw new PkiError(code, message, { offset });
}

const KNOWN_EXTENSIONS: ReadonlySet<number> = new Set(Object.values(ENTRY_EXTENSION));

const ZULU = 0x5a;

/** Three are defined; room for the private ones that some CAs add. */
const MAX_ENTRY_EXTENSIONS = 16;
