import { EntryScanner } from './entry-scan.ts';
import { hashOctets, hashSerial } from './serial-hash.ts';
import { type Allocate, BUCKET_SLOTS, offsetBits, SerialTable, serialOffset } from './serial-table.ts';

/**
 * Where the entries of one revokedCertificates are: typed arrays over the list's own bytes, no object per
 * entry. 476,000 entries cost 4 MB beside the list, and another thread can be handed the same memory.
 */
export interface EntryIndex {
  readonly count: number;
  /**
   * Buckets of 16 slots, a cache line each, by the hash of the serial number's content octets. A slot holds the
   * offset of an entry's SEQUENCE in as many low bits as offsets of the list need, and bits of the hash above, which
   * spare a look-up most looks into the list; 0 is free. A bucket is filled in the order of the list, and what finds
   * it full goes into the next one: equal serial numbers stand in the order of the list, up to the first free slot.
   */
  readonly slots: Int32Array;
  /** Offsets of the entries that carry certificateIssuer, ascending. */
  readonly issuerChanges: Int32Array;
  /** An entry has a critical extension that §5.3 does not define: the list must not be used at all. */
  readonly hasUnknownCriticalExtension: boolean;
}

export const EMPTY_ENTRY_INDEX: EntryIndex = Object.freeze({
  count: 0,
  slots: new Int32Array(BUCKET_SLOTS),
  issuerChanges: new Int32Array(0),
  hasUnknownCriticalExtension: false,
});

/** Reads every entry between the offsets once. Throws `PkiError` at the first that is not RFC 5280 §5.1. */
export function buildEntryIndex(
  bytes: Uint8Array,
  start: number,
  end: number,
  allocate: Allocate = (length) => new Int32Array(length),
): EntryIndex {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scanner = new EntryScanner(bytes);
  const table = new SerialTable(bytes, view, estimateCount(bytes, start, end), allocate);
  const issuerChanges: number[] = [];
  let hasUnknownCriticalExtension = false;
  for (let offset = table.insertUsual(start, end); offset < end; offset = table.insertUsual(offset, end)) {
    const next = scanner.scan(offset, end);
    if (scanner.hasCertificateIssuer) issuerChanges.push(offset);
    hasUnknownCriticalExtension ||= scanner.hasUnknownCriticalExtension;
    table.insert(offset);
    offset = next;
  }
  return {
    count: table.entries,
    slots: table.slots,
    issuerChanges: copyInto(allocate, issuerChanges),
    hasUnknownCriticalExtension,
  };
}

/** Whether an entry has these content octets of a serial number. */
export function hasEntry(bytes: Uint8Array, { slots }: EntryIndex, serial: Uint8Array): boolean {
  return nextMatch(bytes, slots, serial, hashOctets(serial), 0) >= 0;
}

/** Offsets of all entries with these content octets of a serial number, in the order of the list. */
export function findEntryOffsets(
  bytes: Uint8Array,
  { slots }: EntryIndex,
  serial: Uint8Array,
): readonly number[] {
  const hash = hashOctets(serial);
  const mask = offsetBits(bytes);
  const offsets: number[] = [];
  for (let probe = nextMatch(bytes, slots, serial, hash, 0); probe >= 0; ) {
    offsets.push((slots[slotOf(slots, hash, probe)] ?? 0) & mask);
    probe = nextMatch(bytes, slots, serial, hash, probe + 1);
  }
  return offsets;
}

/**
 * Tells of entries of `bytes`, by their offsets, whether the other list has one of the same bytes. Makes no object and
 * compares about one pair for each.
 */
export function createEntryMatcher(
  bytes: Uint8Array,
  other: { readonly der: Uint8Array; readonly index: EntryIndex },
): (offset: number) => boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { der } = other;
  const { slots } = other.index;
  const mask = offsetBits(der);
  return (offset) => {
    const serial = serialOffset(bytes, offset);
    const hash = hashSerial(bytes, view, serial, bytes[serial - 1] ?? 0);
    const length = entryEnd(bytes, offset) - offset;
    for (let probe = 0; ; probe++) {
      const held = slots[slotOf(slots, hash, probe)] ?? 0;
      if (held === 0) return false;
      if (((held ^ hash) & ~mask) === 0 && isSame(bytes, offset, der, held & mask, length)) return true;
    }
  };
}

/** Offset of the entry at or before this one that last set certificateIssuer (§5.3.3), or nothing. */
export function findIssuerChange({ issuerChanges }: EntryIndex, offset: number): number | undefined {
  let low = 0;
  let high = issuerChanges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((issuerChanges[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : issuerChanges[low - 1];
}

/** Offset after an entry that was scanned. */
export function entryEnd(bytes: Uint8Array, offset: number): number {
  const first = bytes[offset + 1] ?? 0;
  if (first < 0x80) return offset + 2 + first;
  let length = 0;
  const contentStart = offset + 2 + (first & 0x7f);
  for (let i = offset + 2; i < contentStart; i++) length = length * 256 + (bytes[i] ?? 0);
  return contentStart + length;
}

// Slots from the first of the hash's bucket on; answers how many were passed before the one that matches, or -1.
function nextMatch(
  bytes: Uint8Array,
  slots: Int32Array,
  serial: Uint8Array,
  hash: number,
  from: number,
): number {
  const mask = offsetBits(bytes);
  for (let probe = from; ; probe++) {
    const held = slots[slotOf(slots, hash, probe)] ?? 0;
    if (held === 0) return -1;
    if (((held ^ hash) & ~mask) === 0 && hasSerial(bytes, held & mask, serial)) return probe;
  }
}

function slotOf(slots: Int32Array, hash: number, probe: number): number {
  return (hash * BUCKET_SLOTS + probe) & (slots.length - 1);
}

function isSame(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false;
  return true;
}

function hasSerial(bytes: Uint8Array, entryOffset: number, serial: Uint8Array): boolean {
  const start = serialOffset(bytes, entryOffset);
  const { length } = serial;
  if (bytes[start - 1] !== length) return false;
  for (let i = 0; i < length; i++) if (bytes[start + i] !== serial[i]) return false;
  return true;
}

// Lists are made by programs: what the first entries are like, the others are.
function estimateCount(bytes: Uint8Array, start: number, end: number): number {
  let offset = start;
  let seen = 0;
  while (seen < ENTRIES_TO_ESTIMATE_BY && offset < end) {
    offset = entryEnd(bytes, offset);
    seen++;
  }
  const average = Math.max((offset - start) / Math.max(seen, 1), SHORTEST_ENTRY_BYTES);
  return Math.ceil((end - start) / average);
}

function copyInto(allocate: Allocate, values: readonly number[]): Int32Array {
  const copy = allocate(values.length);
  copy.set(values);
  return copy;
}

/** SEQUENCE header, INTEGER of one octet, UTCTime of 13. */
const SHORTEST_ENTRY_BYTES = 20;

const ENTRIES_TO_ESTIMATE_BY = 64;
