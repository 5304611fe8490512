import { PkiError } from '../error.ts';
import { EntryScanner } from './entry-scan.ts';

/**
 * Where the entries of one revokedCertificates are: typed arrays over the list's own bytes, no object per
 * entry, so that 476,000 entries cost about 6 MB beside the list and a worker can be handed the same memory.
 */
export interface EntryIndex {
  readonly count: number;
  /** Offset of each entry's SEQUENCE, in the order of the list. */
  readonly offsets: Uint32Array;
  /** Open addressing by the hash of the serial number's content octets: entry number + 1, 0 for free. */
  readonly slots: Uint32Array;
  /** For an entry whose serial is on the list again: number + 1 of another one; empty when no serial is. */
  readonly sameSerial: Uint32Array;
  /** Numbers of the entries that carry certificateIssuer, ascending. */
  readonly issuerChanges: Uint32Array;
  /** An entry has a critical extension that §5.3 does not define: the list must not be used at all. */
  readonly hasUnknownCriticalExtension: boolean;
}

export const EMPTY_ENTRY_INDEX: EntryIndex = Object.freeze({
  count: 0,
  offsets: new Uint32Array(0),
  slots: new Uint32Array(1),
  sameSerial: new Uint32Array(0),
  issuerChanges: new Uint32Array(0),
  hasUnknownCriticalExtension: false,
});

/** Reads every entry between the offsets once. Throws `PkiError` at the first that is not RFC 5280 §5.1. */
export function buildEntryIndex(bytes: Uint8Array, start: number, end: number): EntryIndex {
  const offsets = new Uint32Array(Math.floor((end - start) / SHORTEST_ENTRY_BYTES));
  const issuerChanges: number[] = [];
  let count = 0;
  let hasUnknownCriticalExtension = false;
  const scanner = new EntryScanner(bytes);
  for (let offset = start; offset < end; count++) {
    offsets[count] = offset;
    offset = scanner.scan(offset, end);
    if (scanner.hasCertificateIssuer) issuerChanges.push(count);
    hasUnknownCriticalExtension ||= scanner.hasUnknownCriticalExtension;
  }
  const used = offsets.slice(0, count);
  return {
    count,
    offsets: used,
    ...indexSerials(bytes, used),
    issuerChanges: Uint32Array.from(issuerChanges),
    hasUnknownCriticalExtension,
  };
}

/** Numbers of the entries with these content octets of a serial number; in no particular order. */
export function findEntryNumbers(bytes: Uint8Array, index: EntryIndex, serial: Uint8Array): number[] {
  const mask = index.slots.length - 1;
  let slot = hashOctets(serial, 0, serial.length) & mask;
  for (let held = index.slots[slot]; held !== undefined && held !== 0; held = index.slots[slot]) {
    if (hasSerial(bytes, index.offsets[held - 1] ?? 0, serial)) return followSameSerial(index, held);
    slot = (slot + 1) & mask;
  }
  return [];
}

/** Number of the entry at or before this one that last set certificateIssuer (§5.3.3), or nothing. */
export function findIssuerChange(index: EntryIndex, entryNumber: number): number | undefined {
  const { issuerChanges } = index;
  let low = 0;
  let high = issuerChanges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((issuerChanges[middle] ?? 0) <= entryNumber) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : issuerChanges[low - 1];
}

function indexSerials(
  bytes: Uint8Array,
  offsets: Uint32Array,
): { readonly slots: Uint32Array; readonly sameSerial: Uint32Array } {
  // Half empty at least: look-ups stay at one or two probes.
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(offsets.length * 2 + 1)));
  const mask = slots.length - 1;
  let sameSerial = new Uint32Array(0);
  const repeats = new Map<number, number>();
  for (let number = 0; number < offsets.length; number++) {
    const serialStart = serialOffset(bytes, offsets[number] ?? 0);
    const serialEnd = serialStart + (bytes[serialStart - 1] ?? 0);
    let slot = hashOctets(bytes, serialStart, serialEnd) & mask;
    let probes = 0;
    for (let held = slots[slot] ?? 0; held !== 0; held = slots[slot] ?? 0) {
      if (equalOctets(bytes, serialStart - 1, serialOffset(bytes, offsets[held - 1] ?? 0) - 1)) {
        if (sameSerial.length === 0) sameSerial = new Uint32Array(offsets.length);
        countRepeat(repeats, held);
        sameSerial[number] = sameSerial[held - 1] ?? 0;
        sameSerial[held - 1] = number + 1;
        break;
      }
      if (++probes > MAX_PROBES) {
        throw new PkiError('bad-crl', 'serial numbers of the CRL are made to collide');
      }
      slot = (slot + 1) & mask;
    }
    if (slots[slot] === 0) slots[slot] = number + 1;
  }
  return { slots, sameSerial };
}

function countRepeat(repeats: Map<number, number>, held: number): void {
  const count = (repeats.get(held) ?? 1) + 1;
  if (count > MAX_SAME_SERIAL) {
    throw new PkiError('too-many-elements', `a serial number stands ${count} times on the CRL`);
  }
  repeats.set(held, count);
}

function followSameSerial(index: EntryIndex, first: number): number[] {
  const numbers: number[] = [];
  for (let held = first; held !== 0; held = index.sameSerial[held - 1] ?? 0) numbers.push(held - 1);
  return numbers;
}

// Entry and serial were scanned before: SEQUENCE header of two to six octets, then 02 and a one-octet length.
function serialOffset(bytes: Uint8Array, entryOffset: number): number {
  const first = bytes[entryOffset + 1] ?? 0;
  return entryOffset + (first < 0x80 ? 4 : 4 + (first & 0x7f));
}

function hasSerial(bytes: Uint8Array, entryOffset: number, serial: Uint8Array): boolean {
  const start = serialOffset(bytes, entryOffset);
  if (bytes[start - 1] !== serial.length) return false;
  for (let i = 0; i < serial.length; i++) if (bytes[start + i] !== serial[i]) return false;
  return true;
}

// Compares two one-octet lengths and the octets that follow them.
function equalOctets(bytes: Uint8Array, left: number, right: number): boolean {
  const length = bytes[left] ?? 0;
  for (let i = 0; i <= length; i++) if (bytes[left + i] !== bytes[right + i]) return false;
  return true;
}

// FNV-1a with a last mix: serials that differ in one octet only, as counters do, must not land side by side.
function hashOctets(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** SEQUENCE header, INTEGER of one octet, UTCTime of 13. */
const SHORTEST_ENTRY_BYTES = 20;

/**
 * A list is indexed before its signature is known to be good. With half the slots free the longest run of
 * honest serials is about 70 for a million entries; more than this was computed by somebody, to keep us busy.
 */
const MAX_PROBES = 256;

/** Issuers of one indirect CRL that may have used the same serial number; each is looked at when it is asked for. */
const MAX_SAME_SERIAL = 1024;
