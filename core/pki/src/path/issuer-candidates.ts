import { equalBytes } from '../equal-bytes.ts';
import type { UnixSeconds } from '../time.ts';
import { nameKey } from '../x509/name-match.ts';
import { hexOf } from '../x509/serial-number.ts';
import type { Certificate } from '../x509/types.ts';

/** Certificates by subject, anchors told apart, duplicates dropped. */
export interface IssuerPool {
  isAnchor(certificate: Certificate): boolean;
  /** Possible issuers of a certificate by name, the likeliest first. */
  listIssuers(certificate: Certificate): readonly Certificate[];
  /** False when no chain of names leads from the certificate to an anchor. */
  isReachable(certificate: Certificate): boolean;
}

/** `time` only orders candidates: one that has expired comes last and is still one. */
export function createIssuerPool(
  anchors: readonly Certificate[],
  intermediates: readonly Certificate[],
  time: UnixSeconds,
): IssuerPool {
  const bySubject = new Map<string, Certificate[]>();
  const anchorSet = new Set<Certificate>();
  // Anchors go first, so that a copy which the peer sent along is the one that is dropped.
  const seen = new Set<string>();
  for (const anchor of anchors) if (addOnce(bySubject, anchor, seen)) anchorSet.add(anchor);
  for (const intermediate of intermediates) addOnce(bySubject, intermediate, seen);
  // Where each certificate has one possible issuer there is no way to choose, and nothing to measure.
  let distances: ReadonlyMap<string, number> | undefined;
  const distanceOf = (issuer: Certificate): number => {
    if (anchorSet.has(issuer)) return 0;
    distances ??= measureDistances(bySubject, anchors);
    return (distances.get(nameKey(issuer.issuer)) ?? Number.POSITIVE_INFINITY) + 1;
  };
  const rank = (child: Certificate, issuer: Certificate): readonly number[] => [
    rankByKeyIdentifier(child, issuer),
    distanceOf(issuer),
    isInValidity(issuer, time) ? 0 : 1,
    -issuer.validity.notBefore,
  ];
  return {
    isAnchor: (certificate) => anchorSet.has(certificate),
    isReachable: (certificate) => distanceOf(certificate) < Number.POSITIVE_INFINITY,
    listIssuers: (certificate) => {
      const issuers = bySubject.get(nameKey(certificate.issuer)) ?? [];
      if (issuers.length < 2) return issuers;
      return issuers
        .map((issuer) => ({ issuer, rank: rank(certificate, issuer) }))
        .sort((a, b) => compareRanks(a.rank, b.rank))
        .map(({ issuer }) => issuer);
    },
  };
}

/**
 * How many certificates by name lie between each subject and the nearest anchor. In a mesh of cross-certificates
 * nothing else tells the way out: depth first without it walks every loop before it takes the short way.
 */
function measureDistances(
  bySubject: ReadonlyMap<string, readonly Certificate[]>,
  anchors: readonly Certificate[],
): ReadonlyMap<string, number> {
  const byIssuer = new Map<string, Set<string>>();
  for (const [subject, certificates] of bySubject) {
    for (const { issuer } of certificates) {
      const key = nameKey(issuer);
      byIssuer.set(key, (byIssuer.get(key) ?? new Set<string>()).add(subject));
    }
  }
  const distances = new Map(anchors.map(({ subject }) => [nameKey(subject), 0]));
  // A Map grows while it is walked, in the order of insertion: that is breadth first.
  for (const [name, distance] of distances) {
    for (const subject of byIssuer.get(name) ?? []) {
      if (!distances.has(subject)) distances.set(subject, distance + 1);
    }
  }
  return distances;
}

/**
 * False when the certificate names its issuer's key and this is another. RFC 5280 §4.2.1.1 means the identifier
 * as help to find the key; like OpenSSL we hold a CA to it, since a CA that contradicts itself is not to be trusted.
 */
export function mayHoldIssuerKey(child: Certificate, issuer: Certificate): boolean {
  const { keyIdentifier } = child.extensions.authorityKeyIdentifier ?? {};
  const { subjectKeyIdentifier } = issuer.extensions;
  if (keyIdentifier === undefined || subjectKeyIdentifier === undefined) return true;
  return equalBytes(keyIdentifier, subjectKeyIdentifier);
}

// The identifier by issuer and serial names one certificate of several for the same key, so it only ranks.
function rankByKeyIdentifier(child: Certificate, issuer: Certificate): number {
  const { keyIdentifier, authorityCertSerialNumber: serial } = child.extensions.authorityKeyIdentifier ?? {};
  const named = keyIdentifier !== undefined && issuer.extensions.subjectKeyIdentifier !== undefined;
  return (named ? 0 : 2) + (serial === undefined || serial === issuer.serialNumber ? 0 : 1);
}

function isInValidity({ validity }: Certificate, time: UnixSeconds): boolean {
  return validity.notBefore <= time && time <= validity.notAfter;
}

function addOnce(
  bySubject: Map<string, Certificate[]>,
  certificate: Certificate,
  seen: Set<string>,
): boolean {
  const key = nameKey(certificate.subject);
  const sameName = bySubject.get(key);
  if (sameName === undefined) bySubject.set(key, [certificate]);
  else if (isAmong(sameName, certificate, seen)) return false;
  else sameName.push(certificate);
  return true;
}

// Each against each would let a file with thousands of one name buy millions of comparisons.
function isAmong(sameName: readonly Certificate[], certificate: Certificate, seen: Set<string>): boolean {
  if (sameName.length < FEW) return sameName.some(({ der }) => equalBytes(der, certificate.der));
  if (sameName.length === FEW) for (const { der } of sameName) seen.add(hexOf(der));
  const text = hexOf(certificate.der);
  const isKnown = seen.has(text);
  seen.add(text);
  return isKnown;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Of one name in real hierarchies, where comparing is cheaper than remembering. */
const FEW = 16;
