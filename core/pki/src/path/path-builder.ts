import { equalBytes } from '../equal-bytes.ts';
import type { Check } from '../evidence.ts';
import { describeName } from '../x509/name-format.ts';
import { equalNames } from '../x509/name-match.ts';
import type { Certificate } from '../x509/types.ts';
import { createIssuerPool, type IssuerPool, mayHoldIssuerKey } from './issuer-candidates.ts';
import { describeCertificate, failedCheck, isEnforced, type PathFailure, termsOf } from './path-walk.ts';
import type { PathWork } from './path-work.ts';
import { findSignatureFault, SIGNATURE } from './signatures.ts';
import type { PathRelaxation, PathRequest } from './types.ts';
import { lacksParameters } from './working-key.ts';

/** A path from the leaf to an anchor whose signatures hold, or where an attempt ended and why. */
export type BuiltPath = {
  /** Leaf first. */
  readonly path: readonly Certificate[];
} & (
  | { readonly anchor: Certificate }
  | {
      readonly anchor: undefined;
      readonly failure: PathFailure;
      /** The rule that a certificate broke where the attempt ended; absent when there was nowhere to go. */
      readonly check?: Check;
    }
);

/**
 * Every path from the leaf to an anchor, one at a time, the likeliest first: depth first with backtracking
 * (RFC 4158 §2.4). A branch whose signature does not hold is left at once, so that CAs of one name with
 * different keys cost one check each and not a power of their number.
 */
export function buildPaths(request: PathRequest, work: PathWork): Generator<BuiltPath> {
  const pool = createIssuerPool(request.anchors, request.intermediates, request.time);
  return extendPath([request.leaf], { request, work, pool, allow: allowedBelowAny(request) });
}

// Which anchor a branch will end at is not known yet: its own terms are held against it when it is complete.
function allowedBelowAny(request: PathRequest): readonly PathRelaxation[] {
  const ofAnchors = request.anchors.flatMap((anchor) => termsOf(request, anchor).allow ?? []);
  return [...(request.allow ?? []), ...ofAnchors];
}

interface Building {
  readonly request: PathRequest;
  readonly work: PathWork;
  readonly pool: IssuerPool;
  readonly allow: readonly PathRelaxation[];
}

function* extendPath(
  path: readonly [...Certificate[], Certificate],
  building: Building,
): Generator<BuiltPath> {
  const child = path[path.length - 1] ?? building.request.leaf;
  const named = building.pool.listIssuers(child).filter((issuer) => !isLoop(path, issuer, building));
  const issuers = named.filter((issuer) => mayHoldIssuerKey(child, issuer));
  if (issuers.length === 0) {
    const reason = named.length === 0 ? explainUnknownIssuer(child) : explainOtherKey(child);
    yield deadEnd(path, 'issuer-unknown', reason);
  }
  for (const issuer of worthTrying(issuers, building.pool)) {
    if (!building.work.take('candidate')) {
      yield deadEnd(path, 'work-budget-spent', 'Too many possible issuers were tried without a result.');
      return;
    }
    yield* tryIssuer(path, child, issuer, building);
  }
}

// Where no way leads to an anchor one is followed all the same, to say which issuer is missing.
function worthTrying(issuers: readonly Certificate[], pool: IssuerPool): readonly Certificate[] {
  if (issuers.length < 2) return issuers;
  const reachable = issuers.filter((issuer) => pool.isReachable(issuer));
  return reachable.length > 0 ? reachable : issuers.slice(0, 1);
}

function* tryIssuer(
  path: readonly Certificate[],
  child: Certificate,
  issuer: Certificate,
  building: Building,
): Generator<BuiltPath> {
  const { work, pool, allow } = building;
  const longer = [...path, issuer] as const;
  // A DSA key whose parameters come from further up can only be used once the path is complete.
  const fault = lacksParameters(issuer) ? undefined : findSignatureFault(child, issuer, allow, work);
  if (fault !== undefined) {
    const check = failedCheck(SIGNATURE, describeCertificate(child), fault.reason);
    yield deadEnd(longer, fault.code, fault.reason, path.length - 1, check);
  } else if (pool.isAnchor(issuer)) {
    yield { path: longer, anchor: issuer };
  } else if (longer.length >= MAX_PATH_LENGTH) {
    yield deadEnd(longer, 'path-too-long', `The path is longer than ${MAX_PATH_LENGTH} certificates.`);
  } else {
    yield* extendPath(longer, building);
  }
}

function deadEnd(
  path: readonly Certificate[],
  code: PathFailure['code'],
  reason: string,
  failedAt: number = path.length - 1,
  check?: Check,
): BuiltPath {
  const failure = { code, reason, failedAt };
  return { path, anchor: undefined, failure, ...(check === undefined ? {} : { check }) };
}

// RFC 5280 §6.1: an anchor known by name and key is not on the path, so a self-signed leaf may lead to itself.
function isLoop(
  path: readonly Certificate[],
  candidate: Certificate,
  { pool, request }: Pick<Building, 'pool' | 'request'>,
): boolean {
  const endsHere = path.length === 1 && pool.isAnchor(candidate) && !isEnforced(termsOf(request, candidate));
  return !endsHere && isOnPath(path, candidate);
}

// Twice the same name with the same key is a loop, whatever else the certificates say (RFC 4158 §2.4.2).
function isOnPath(path: readonly Certificate[], candidate: Certificate): boolean {
  return path.some(
    (certificate) =>
      equalBytes(certificate.subjectPublicKeyInfo.der, candidate.subjectPublicKeyInfo.der) &&
      equalNames(certificate.subject, candidate.subject),
  );
}

function explainUnknownIssuer(child: Certificate): string {
  if (equalNames(child.subject, child.issuer)) {
    return `The path ends at ${describeName(child.subject)}, which issued itself and is no trust anchor.`;
  }
  return `No certificate of the issuer ${describeName(child.issuer)} of ${describeCertificate(child)} was found.`;
}

function explainOtherKey(child: Certificate): string {
  return `A CA ${describeName(child.issuer)} is known, but not with the key that ${describeCertificate(child)} names (authority key identifier): ask the CA whether that key is its own, and add its certificate of that key if so.`;
}

/** Leaf and anchor included. Public hierarchies have three to five; bridges between organisations up to eight. */
const MAX_PATH_LENGTH = 16;
