import type { SerialNumber } from '../x509/types.ts';
import { readEntry } from './entry.ts';
import { offsetBits, serialOffset } from './serial-table.ts';
import type { CertificateList } from './types.ts';

/** Serial numbers of which two lists of one kind tell differently. */
export interface CrlDifference {
  /** Revoked by the newer list, not by the older; `undefined` when they are more than were to be named. */
  readonly added: readonly SerialNumber[] | undefined;
  /** Entries of the older list that the newer one revokes no more: holds that ended, certificates that expired. */
  readonly removedCount: number;
}

/**
 * What a list changed, by one pass over the index of each: no list is searched, no object made for an entry
 * that both have. On an indirect CRL a serial number stands for all issuers together.
 */
export function compareCertificateLists(
  older: CertificateList,
  newer: CertificateList,
  maxNamed: number,
): CrlDifference {
  const added: SerialNumber[] = [];
  let isNamed = true;
  visitMissing(newer, older, (serialNumber) => {
    if (added.length < maxNamed) added.push(serialNumber);
    else isNamed = false;
    return isNamed;
  });
  let removedCount = 0;
  visitMissing(older, newer, () => {
    removedCount += 1;
    return true;
  });
  return { added: isNamed ? added : undefined, removedCount };
}

/** Calls for each serial number that `one` revokes and `other` does not, until the answer is false. */
function visitMissing(
  one: CertificateList,
  other: CertificateList,
  visit: (serialNumber: SerialNumber) => boolean,
): void {
  const { der, index } = one.buffers;
  const mask = offsetBits(der);
  const areChanges = isDelta(one) || isDelta(other);
  for (const held of index.slots) {
    if (held === 0) continue;
    const offset = held & mask;
    const isMissing = areChanges
      ? isRevoked(one, readSerial(der, offset)) && !isRevoked(other, readSerial(der, offset))
      : !listsSerialOf(other, der, offset);
    if (isMissing && !visit(readSerial(der, offset))) return;
  }
}

/** RFC 5280 §5.3.1: only a delta CRL may say removeFromCRL, so only there the reasons have to be read. */
function isDelta({ extensions }: CertificateList): boolean {
  return extensions.deltaCRLIndicator !== undefined;
}

function isRevoked(crl: CertificateList, serialNumber: SerialNumber): boolean {
  const entry = crl.findEntry(serialNumber);
  return entry !== undefined && entry.reason !== 'removeFromCRL';
}

function readSerial(der: Uint8Array, offset: number): SerialNumber {
  return readEntry(der, offset, undefined).userCertificate;
}

function listsSerialOf(other: CertificateList, der: Uint8Array, offset: number): boolean {
  const start = serialOffset(der, offset);
  return other.listsSerial(der, start, start + (der[start - 1] ?? 0));
}
