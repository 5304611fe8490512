import type { UnixSeconds } from '../time.ts';
import { equalBytes } from '../x509/algorithm-identifier.ts';
import { nameKey } from '../x509/name-match.ts';
import type { Certificate } from '../x509/types.ts';

/** Certificates by subject, anchors told apart, duplicates dropped. */
export interface IssuerPool {
  isAnchor(certificate: Certificate): boolean;
  /** Possible issuers of a certificate by name, the likeliest first. */
  listIssuers(certificate: Certificate): readonly Certificate[];
}

export function createIssuerPool(
  anchors: readonly Certificate[],
  intermediates: readonly Certificate[],
  time: UnixSeconds,
): IssuerPool {
  const bySubject = new Map<string, Certificate[]>();
  const anchorSet = new Set<Certificate>();
  // Anchors go first, so that a copy which the peer sent along is the one that is dropped.
  for (const anchor of anchors) if (addOnce(bySubject, anchor)) anchorSet.add(anchor);
  for (const intermediate of intermediates) addOnce(bySubject, intermediate);
  const rank = (child: Certificate, issuer: Certificate): readonly number[] => [
    rankByKeyIdentifier(child, issuer),
    anchorSet.has(issuer) ? 0 : 1,
    isInValidity(issuer, time) ? 0 : 1,
    -issuer.validity.notBefore,
  ];
  return {
    isAnchor: (certificate) => anchorSet.has(certificate),
    listIssuers: (certificate) =>
      (bySubject.get(nameKey(certificate.issuer)) ?? [])
        .map((issuer) => ({ issuer, rank: rank(certificate, issuer) }))
        .sort((a, b) => compareRanks(a.rank, b.rank))
        .map(({ issuer }) => issuer),
  };
}

export type KeyIdentifierMatch = 'same' | 'unknown' | 'different';

/** RFC 5280 §4.2.1.1: a hint for finding the issuer's key, not a rule; only the signature decides. */
export function matchKeyIdentifier(child: Certificate, issuer: Certificate): KeyIdentifierMatch {
  const { keyIdentifier, authorityCertSerialNumber: serial } = child.extensions.authorityKeyIdentifier ?? {};
  const { subjectKeyIdentifier } = issuer.extensions;
  if (keyIdentifier !== undefined && subjectKeyIdentifier !== undefined) {
    return equalBytes(keyIdentifier, subjectKeyIdentifier) ? 'same' : 'different';
  }
  if (serial === undefined) return 'unknown';
  return serial === issuer.serialNumber ? 'same' : 'different';
}

function rankByKeyIdentifier(child: Certificate, issuer: Certificate): number {
  return { same: 0, unknown: 1, different: 2 }[matchKeyIdentifier(child, issuer)];
}

function isInValidity({ validity }: Certificate, time: UnixSeconds): boolean {
  return validity.notBefore <= time && time <= validity.notAfter;
}

function addOnce(bySubject: Map<string, Certificate[]>, certificate: Certificate): boolean {
  const key = nameKey(certificate.subject);
  const sameName = bySubject.get(key) ?? [];
  if (sameName.some(({ der }) => equalBytes(der, certificate.der))) return false;
  bySubject.set(key, [...sameName, certificate]);
  return true;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
