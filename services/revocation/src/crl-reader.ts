import { hash } from 'node:crypto';
import {
  type CertificateList,
  type CrlDifference,
  compareCertificateLists,
  type ParseCrlOptions,
  type SerialNumber,
} from '@signet/pki';
import { type Acceptance, type CrlClaim, type Refused, readCrl } from './acceptance.ts';

/** What bytes turned out to be. */
export type CrlReading = (Extract<Acceptance, { accepted: true }> & CrlExtras) | Refused;

export interface CrlExtras {
  /** Of the list in DER, lower-case hex. */
  readonly sha256: string;
  /** What changed since the previous list; absent when there is none. */
  readonly difference: CrlDifference | undefined;
}

/**
 * Reads a body, checks its signature and compares it with the list that it would replace: in this thread or in
 * another. Never throws for what the body is.
 */
export interface CrlReader extends AsyncDisposable {
  read(body: Uint8Array, claim: CrlClaim, previous: CertificateList | undefined): Promise<CrlReading>;
}

/** In the thread that asks: for small lists, and for whoever brings a signature check of their own. */
export const INLINE_READER: CrlReader = {
  read: async (body, claim, previous) => readInThisThread(body, claim, previous),
  [Symbol.asyncDispose]: async () => undefined,
};

/** What readers have in common, whichever thread they read in. Never throws for what the body is. */
export function readInThisThread(
  body: Uint8Array,
  claim: CrlClaim,
  previous: CertificateList | undefined,
  options?: ParseCrlOptions,
): CrlReading {
  const acceptance = readCrl(body, claim, options);
  if (!acceptance.accepted) return acceptance;
  const { crl } = acceptance;
  return {
    ...acceptance,
    sha256: hash('sha256', crl.der),
    difference: previous && differenceOf(previous, crl),
  };
}

/** What the newer list revokes, and what it revokes again because it takes back no more what the older took back. */
export function differenceOf(older: CertificateList, newer: CertificateList): CrlDifference {
  // A serial number of another issuer's would stand for the CA's own.
  if (isIndirect(older) || isIndirect(newer)) return { added: undefined };
  const difference = compareCertificateLists(older, newer, MAX_NAMED_CHANGES);
  if (difference.added === undefined || newer.extensions.deltaCRLIndicator === undefined) return difference;
  const added = [...difference.added];
  // A list may hold one serial number a thousand times: each look-up reads them all, so there is one for each.
  const takenBack = new Set<SerialNumber>();
  for (const { userCertificate, reason } of older.entries()) {
    if (reason !== 'removeFromCRL' || takenBack.has(userCertificate)) continue;
    takenBack.add(userCertificate);
    if (newer.findEntry(userCertificate) !== undefined) continue;
    added.push(userCertificate);
    if (added.length > MAX_NAMED_CHANGES) return { ...difference, added: undefined };
  }
  return { ...difference, added };
}

function isIndirect({ buffers }: CertificateList): boolean {
  return buffers.index.issuerChanges.length > 0;
}

/** With more changes it is cheaper to hold the live sessions against the list than the list against them. */
const MAX_NAMED_CHANGES = 20_000;
