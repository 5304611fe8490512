import type { SerialNumber } from '../x509/types.ts';
import { readEntry } from './entry.ts';
import { entryEnd, findEntryOffsets } from './entry-index.ts';
import { offsetBits, serialOffset } from './serial-table.ts';
import type { CertificateList } from './types.ts';

/** What two lists of one kind tell differently. */
export interface CrlDifference {
  /** Revoked by the newer list, not by the older; `undefined` when they are more than were to be named. */
  readonly added: readonly SerialNumber[] | undefined;
  /**
   * Entries of the older list that the newer one has no more: holds that ended, certificates that expired. A
   * serial number that a list repeats makes this a little less.
   */
  readonly removedCount: number;
}

/**
 * What a list changed against the one before it. CAs keep the order of their lists, so both are walked side by
 * side and an entry is looked up by its hash only where they part; no object is made for an entry that both
 * have. On an indirect CRL a serial number stands for all issuers together.
 */
export function compareCertificateLists(
  older: CertificateList,
  newer: CertificateList,
  maxNamed: number,
): CrlDifference {
  // RFC 5280 §5.3.1: only a delta CRL may say removeFromCRL, so only there an entry may not revoke.
  const { added, kept, total } =
    isDelta(older) || isDelta(newer) ? compareChanges(older, newer) : compareEntries(older, newer);
  return {
    added: added.length > maxNamed ? undefined : added.map((offset) => serialAt(newer, offset)),
    removedCount: Math.max(0, total - kept),
  };
}

interface Comparison {
  /** Offsets in the newer list. */
  readonly added: readonly number[];
  /** Entries that both have. */
  readonly kept: number;
  /** Entries of the older list. */
  readonly total: number;
}

function compareEntries(older: CertificateList, newer: CertificateList): Comparison {
  const added: number[] = [];
  let kept = 0;
  let offset = firstEntry(newer);
  let beside = firstEntry(older);
  const end = endOfEntries(older);
  for (let number = 0; number < newer.entryCount; number++) {
    const same = beside < end && haveSameSerial(newer.der, offset, older.der, beside);
    const found = same ? beside : findInOlder(older, newer.der, offset);
    if (found === undefined) added.push(offset);
    else {
      kept += 1;
      beside = entryEnd(older.der, found);
    }
    offset = entryEnd(newer.der, offset);
  }
  return { added, kept, total: older.entryCount };
}

/** Deltas are short: each entry is read. */
function compareChanges(older: CertificateList, newer: CertificateList): Comparison {
  const before = revokedOn(older);
  const after = revokedOn(newer);
  const added = [...after].filter(([serialNumber]) => !before.has(serialNumber));
  return {
    added: added.map(([, offset]) => offset),
    kept: after.size - added.length,
    total: before.size,
  };
}

/** Offsets by serial number of what the list revokes. */
function revokedOn(crl: CertificateList): ReadonlyMap<SerialNumber, number> {
  const revoked = new Map<SerialNumber, number>();
  let offset = firstEntry(crl);
  for (let number = 0; number < crl.entryCount; number++) {
    const serialNumber = serialAt(crl, offset);
    if (crl.findEntry(serialNumber)?.reason !== 'removeFromCRL') revoked.set(serialNumber, offset);
    offset = entryEnd(crl.der, offset);
  }
  return revoked;
}

// The index has the offset of every entry; they lie one after the other.
function firstEntry({ der, buffers }: CertificateList): number {
  const mask = offsetBits(der);
  let first = der.length;
  for (const held of buffers.index.slots) if (held !== 0 && (held & mask) < first) first = held & mask;
  return first;
}

function endOfEntries({ der, buffers }: CertificateList): number {
  const mask = offsetBits(der);
  let last = -1;
  for (const held of buffers.index.slots) if (held !== 0 && (held & mask) > last) last = held & mask;
  return last < 0 ? 0 : entryEnd(der, last);
}

function findInOlder(older: CertificateList, der: Uint8Array, offset: number): number | undefined {
  const start = serialOffset(der, offset);
  const octets = der.subarray(start, start + (der[start - 1] ?? 0));
  return findEntryOffsets(older.der, older.buffers.index, octets)[0];
}

function haveSameSerial(one: Uint8Array, offset: number, other: Uint8Array, beside: number): boolean {
  const left = serialOffset(one, offset) - 1;
  const right = serialOffset(other, beside) - 1;
  const length = one[left] ?? 0;
  for (let i = 0; i <= length; i++) if (one[left + i] !== other[right + i]) return false;
  return true;
}

function isDelta({ extensions }: CertificateList): boolean {
  return extensions.deltaCRLIndicator !== undefined;
}

function serialAt({ der }: CertificateList, offset: number): SerialNumber {
  return readEntry(der, offset, undefined).userCertificate;
}
