import type { CertificateAuthority, StoredCrl } from '@signet/identity';
import {
  type CertificateList,
  type Check,
  formatName,
  formatTime,
  type UnixSeconds,
  validUntil,
} from '@signet/pki';
import type { Validators } from './fetcher.ts';
import type { CrlFacts, CrlPart } from './types.ts';

/** A CRL that was accepted, with what the next download of it needs. */
export interface HeldCrl extends Validators {
  readonly crl: CertificateList;
  /** Of the list in DER, lower-case hex. */
  readonly sha256: string;
  /** The checks by which it was accepted. */
  readonly checks: readonly Check[];
  readonly downloadedAt: UnixSeconds;
}

/** Whether the list may still be answered from: see `validUntil`. */
export function isCurrent({ crl }: HeldCrl, now: UnixSeconds): boolean {
  return now < validUntil(crl);
}

/** The list as the store keeps it: everything that a restart needs but the index, which is made anew. */
export function toStoredCrl(
  authority: CertificateAuthority,
  part: CrlPart,
  url: string,
  { crl, downloadedAt, etag, lastModified }: HeldCrl,
): StoredCrl {
  return {
    certificateAuthorityId: authority.id,
    part,
    url,
    crl: crl.der,
    thisUpdate: crl.thisUpdate,
    crlNumber: crl.extensions.cRLNumber,
    downloadedAt,
    etag,
    lastModified,
  };
}

/** What people want to know of a list, from the list itself. */
export function crlFacts(crl: CertificateList): CrlFacts {
  const { cRLNumber, deltaCRLIndicator, nextCRLPublish } = crl.extensions;
  return {
    issuer: formatName(crl.issuer),
    crlNumber: cRLNumber?.toString(),
    baseCrlNumber: deltaCRLIndicator?.toString(),
    thisUpdate: crl.thisUpdate,
    nextUpdate: crl.nextUpdate,
    nextPublish: nextCRLPublish,
    entries: crl.entryCount,
    bytes: crl.der.length,
  };
}

/** The same for evidence and logs: plain JSON, times as text, nothing undefined. */
export function describeHeld(
  { crl, downloadedAt }: HeldCrl,
  now: UnixSeconds,
): Record<string, string | number> {
  const { issuer, crlNumber, thisUpdate, nextUpdate, entries, bytes } = crlFacts(crl);
  return {
    issuer,
    ...(crlNumber !== undefined && { crlNumber }),
    thisUpdate: formatTime(thisUpdate),
    ...(nextUpdate !== undefined && { nextUpdate: formatTime(nextUpdate) }),
    entries,
    bytes,
    downloadedAt: formatTime(downloadedAt),
    ageSeconds: now - downloadedAt,
  };
}
