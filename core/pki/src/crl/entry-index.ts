import { PkiError } from '../error.ts';
import { readCertificateIssuer } from './entry.ts';
import { entryEnd } from './entry-end.ts';
import { EntryScanner } from './entry-scan.ts';
import { hashOctets } from './serial-hash.ts';
import {
  type Allocate,
  BUCKET_SLOTS,
  filterMask,
  offsetMask,
  SerialTable,
  serialOffset,
} from './serial-table.ts';

/**
 * Where the entries of one revokedCertificates are: typed arrays over the list's own bytes, no object per
 * entry. 476,000 entries cost 4.5 MB beside the list, and another thread can be handed the same memory.
 */
export interface EntryIndex {
  readonly count: number;
  /** Offset of the first entry, and after the last: they lie one behind the other. */
  readonly start: number;
  readonly end: number;
  /**
   * Buckets of 16 slots, a cache line each, by the hash of the serial number's content octets. A slot holds the
   * offset of an entry's SEQUENCE in as many low bits as offsets of the list need, and bits of the hash above, which
   * spare a look-up most looks into the list; 0 is free. A bucket is filled in the order of the list, and what finds
   * it full goes into the next one: equal serial numbers stand in the order of the list, up to the first free slot.
   */
  readonly slots: Int32Array;
  /**
   * Nearly all who ask are not on the list. Each entry sets two bits of one word here, so that nine of ten of them are
   * answered without a look at the slots, from memory small enough to stay in the processor's cache.
   */
  readonly filter: Int32Array;
  /** Offsets of the entries that carry certificateIssuer, ascending. */
  readonly issuerChanges: Int32Array;
  /** An entry has a critical extension that §5.3 does not define: the list must not be used at all. */
  readonly hasUnknownCriticalExtension: boolean;
}

export const EMPTY_ENTRY_INDEX: EntryIndex = Object.freeze({
  count: 0,
  start: 0,
  end: 0,
  slots: new Int32Array(BUCKET_SLOTS),
  filter: new Int32Array(1),
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
  const issuers = new IssuerChanges(bytes);
  let hasUnknownCriticalExtension = false;
  for (let offset = table.insertUsual(start, end); offset < end; offset = table.insertUsual(offset, end)) {
    const next = scanner.scan(offset, end);
    if (scanner.hasCertificateIssuer) issuers.add(offset, next);
    hasUnknownCriticalExtension ||= scanner.hasUnknownCriticalExtension;
    table.insert(offset);
    offset = next;
  }
  return {
    count: table.entries,
    start,
    end,
    slots: table.slots,
    filter: table.filter,
    issuerChanges: copyInto(allocate, issuers.offsets),
    hasUnknownCriticalExtension,
  };
}

/** The entries that carry certificateIssuer: each is read once, so that whom an entry revokes is known later. */
class IssuerChanges {
  readonly offsets: number[] = [];
  readonly #bytes: Uint8Array;
  #octets = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Throws `PkiError` for a certificateIssuer that is malformed, or when all are too many. */
  add(offset: number, end: number): void {
    this.#octets += end - offset;
    if (this.#octets > MAX_ISSUER_OCTETS) {
      throw new PkiError('too-large', 'certificate issuers of an indirect CRL that are too long');
    }
    if (this.offsets.length >= MAX_ISSUER_CHANGES) {
      throw new PkiError('too-many-elements', 'an indirect CRL with too many certificate issuers');
    }
    readCertificateIssuer(this.#bytes, offset);
    this.offsets.push(offset);
  }
}

/**
 * Offset of the first entry whose serial number has these content octets of an INTEGER, `start` and `end` saying where
 * they lie in a longer array; 0 for none.
 */
export function findEntryOffset(
  bytes: Uint8Array,
  index: EntryIndex,
  octets: Uint8Array,
  start: number,
  end: number,
): number {
  const hash = hashOctets(octets, start, end);
  if (!mayHold(index, hash)) return 0;
  const slot = findSlot(bytes, index, hash, hash * BUCKET_SLOTS, octets, start, end);
  return slot < 0 ? 0 : (index.slots[slot] ?? 0) & offsetMask(bytes);
}

/** Offsets of all such entries, in the order of the list. */
export function findEntryOffsets(
  bytes: Uint8Array,
  index: EntryIndex,
  octets: Uint8Array,
  start: number,
  end: number,
): readonly number[] {
  const hash = hashOctets(octets, start, end);
  if (!mayHold(index, hash)) return NO_OFFSETS;
  const offsets: number[] = [];
  let slot = findSlot(bytes, index, hash, hash * BUCKET_SLOTS, octets, start, end);
  while (slot >= 0) {
    offsets.push((index.slots[slot] ?? 0) & offsetMask(bytes));
    slot = findSlot(bytes, index, hash, slot + 1, octets, start, end);
  }
  return offsets;
}

// Most who ask are not on the list, and nearly all of those are told here.
function mayHold({ filter }: EntryIndex, hash: number): boolean {
  const bits = filterMask(hash);
  return ((filter[hash & (filter.length - 1)] ?? 0) & bits) === bits;
}

/** The first slot from `first` on that holds an entry with this serial number; -1 for none before a free one. */
function findSlot(
  bytes: Uint8Array,
  { slots }: EntryIndex,
  hash: number,
  first: number,
  octets: Uint8Array,
  start: number,
  end: number,
): number {
  const mask = offsetMask(bytes);
  const last = slots.length - 1;
  for (let slot = first & last; ; slot = (slot + 1) & last) {
    const held = slots[slot] ?? 0;
    if (held === 0) return -1;
    if (((held ^ hash) & ~mask) === 0 && hasSerial(bytes, held & mask, octets, start, end)) return slot;
  }
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

function hasSerial(
  bytes: Uint8Array,
  entryOffset: number,
  octets: Uint8Array,
  start: number,
  end: number,
): boolean {
  const serial = serialOffset(bytes, entryOffset);
  if (bytes[serial - 1] !== end - start) return false;
  const shift = serial - start;
  for (let at = start; at < end; at++) if (bytes[at + shift] !== octets[at]) return false;
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

const NO_OFFSETS: readonly number[] = Object.freeze([]);

/** SEQUENCE header, INTEGER of one octet, UTCTime of 13. */
const SHORTEST_ENTRY_BYTES = 20;

const ENTRIES_TO_ESTIMATE_BY = 64;

/** A list sorted by issuer changes it once per CA; each change costs a parsed name. */
const MAX_ISSUER_CHANGES = 10_000;

/** Of all entries with a certificateIssuer, before the signature is known to be good: 200 for each of the most. */
const MAX_ISSUER_OCTETS = 2_000_000;
