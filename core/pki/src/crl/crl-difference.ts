import type { SerialNumber } from '../x509/types.ts';
import { readEntry, readReason } from './entry.ts';
import { entryEnd } from './entry-end.ts';
import { findEntryOffset, findEntryOffsets } from './entry-index.ts';
import { isDelta, revokes } from './removal.ts';
import { serialOffset } from './serial-table.ts';
import type { CertificateList } from './types.ts';

/** What a list tells that the one before it did not. */
export interface CrlDifference {
  /**
   * Revoked by the newer list, not by the older, each once and in the order of the list; `undefined` when they are more
   * than were to be named.
   */
  readonly added: readonly SerialNumber[] | undefined;
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
  const added = isDelta(older) || isDelta(newer) ? findRevoked(older, newer) : findNew(older, newer);
  return { added: added.length > maxNamed ? undefined : added.map((offset) => serialAt(newer, offset)) };
}

/** Offsets in the newer list of serial numbers that the older does not have. */
function findNew(older: CertificateList, newer: CertificateList): readonly number[] {
  const added: number[] = [];
  let beside = older.buffers.index.start;
  const { end } = older.buffers.index;
  for (const offset of entryOffsets(newer)) {
    const same = beside < end && haveSameSerial(newer.der, offset, older.der, beside);
    const found = same ? beside : findFirst(older, newer.der, offset);
    if (found > 0) beside = entryEnd(older.der, found);
    else if (isFirst(newer, offset)) added.push(offset);
  }
  return added;
}

/** As `findNew`, where an entry may take a hold back: one serial number's entries are looked at together. */
function findRevoked(older: CertificateList, newer: CertificateList): readonly number[] {
  const added: number[] = [];
  for (const offset of entryOffsets(newer)) {
    if (!isFirst(newer, offset)) continue;
    if (isRevoked(newer, newer.der, offset) && !isRevoked(older, newer.der, offset)) added.push(offset);
  }
  return added;
}

function* entryOffsets({ der, buffers }: CertificateList): Generator<number> {
  const { start, end } = buffers.index;
  for (let offset = start; offset < end; offset = entryEnd(der, offset)) yield offset;
}

// A list may hold one serial number a thousand times, signed as it is.
function isFirst(crl: CertificateList, offset: number): boolean {
  return findFirst(crl, crl.der, offset) === offset;
}

/** Offset in the list of the first entry with the serial number of an entry, of this list or another; 0 for none. */
function findFirst(crl: CertificateList, der: Uint8Array, offset: number): number {
  const start = serialOffset(der, offset);
  return findEntryOffset(crl.der, crl.buffers.index, der, start, start + (der[start - 1] ?? 0));
}

/** Whether the list revokes the serial number of an entry, of this list or another. */
function isRevoked(crl: CertificateList, der: Uint8Array, offset: number): boolean {
  const start = serialOffset(der, offset);
  const offsets = findEntryOffsets(crl.der, crl.buffers.index, der, start, start + (der[start - 1] ?? 0));
  return offsets.some((at) => revokes(crl, { reason: readReason(crl.der, at) }));
}

function haveSameSerial(one: Uint8Array, offset: number, other: Uint8Array, beside: number): boolean {
  const left = serialOffset(one, offset) - 1;
  const right = serialOffset(other, beside) - 1;
  const length = one[left] ?? 0;
  for (let i = 0; i <= length; i++) if (one[left + i] !== other[right + i]) return false;
  return true;
}

function serialAt({ der }: CertificateList, offset: number): SerialNumber {
  return readEntry(der, offset, undefined).userCertificate;
}
