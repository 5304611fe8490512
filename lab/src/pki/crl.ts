import type { CRLReason, SerialNumber, UnixSeconds } from '@signet/pki';
import { type Signer, toDate } from './certificate.ts';
import { integer } from './der-writer.ts';
import { signingAlgorithmOf } from './keys.ts';
import type { Revocation } from './types.ts';
import * as x509 from './x509.ts';

export interface CrlEntry {
  readonly serialNumber: SerialNumber;
  readonly revocationDate: UnixSeconds;
  readonly reason: CRLReason;
}

export interface CrlContents {
  readonly thisUpdate: UnixSeconds;
  readonly nextUpdate: UnixSeconds | undefined;
  readonly crlNumber: number | undefined;
  /** Present: a delta CRL to the base of this number. */
  readonly baseCrlNumber?: number;
  readonly entries: readonly CrlEntry[];
  readonly moreExtensions?: readonly x509.Extension[];
}

/** A CRL in DER with CRLNumber, AuthorityKeyIdentifier and, for a delta, a critical DeltaCRLIndicator. */
export async function encodeCrl(contents: CrlContents, signer: Signer): Promise<Uint8Array> {
  const crl = await x509.X509CrlGenerator.create({
    issuer: signer.name,
    thisUpdate: toDate(contents.thisUpdate),
    ...(contents.nextUpdate === undefined ? {} : { nextUpdate: toDate(contents.nextUpdate) }),
    entries: contents.entries.map(encodeEntry),
    extensions: encodeExtensions(contents, signer),
    signingKey: signer.key,
    signingAlgorithm: signingAlgorithmOf(signer.key),
  });
  return new Uint8Array(crl.rawData);
}

/**
 * What a delta CRL says: revocations that the base did not have or had for another reason, and
 * removeFromCRL for holds of the base that have ended (RFC 5280 §5.2.4).
 */
export function listDeltaEntries(
  base: readonly Revocation[],
  current: readonly Revocation[],
  now: UnixSeconds,
): readonly CrlEntry[] {
  const before = new Map(base.map((revocation) => [revocation.serialNumber, revocation]));
  const after = new Set(current.map(({ serialNumber }) => serialNumber));
  const changed = current.filter(({ serialNumber, reason }) => before.get(serialNumber)?.reason !== reason);
  const ended = base.filter(({ serialNumber }) => !after.has(serialNumber));
  return [
    ...changed,
    ...ended.map(({ serialNumber }) => ({
      serialNumber,
      revocationDate: now,
      reason: 'removeFromCRL' as const,
    })),
  ];
}

function encodeEntry({ serialNumber, revocationDate, reason }: CrlEntry): x509.X509CrlEntryParams {
  return { serialNumber, revocationDate: toDate(revocationDate), reason: x509.X509CrlReason[reason] };
}

function encodeExtensions(contents: CrlContents, signer: Signer): x509.Extension[] {
  const { crlNumber, baseCrlNumber, moreExtensions = [] } = contents;
  return [
    new x509.AuthorityKeyIdentifierExtension(signer.subjectKeyIdentifier),
    ...(crlNumber === undefined ? [] : [new x509.Extension(CRL_NUMBER, false, integer(crlNumber))]),
    ...(baseCrlNumber === undefined
      ? []
      : [new x509.Extension(DELTA_CRL_INDICATOR, true, integer(baseCrlNumber))]),
    ...moreExtensions,
  ];
}

const CRL_NUMBER = '2.5.29.20';
const DELTA_CRL_INDICATOR = '2.5.29.27';
