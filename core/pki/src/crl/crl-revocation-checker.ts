import type { PathRelaxation, RevocationChecker, RevocationStatus } from '../path/types.ts';
import type { SignatureVerifier } from '../signature-verifier.ts';
import type { UnixSeconds } from '../time.ts';
import { describeName } from '../x509/name-format.ts';
import { equalNames } from '../x509/name-match.ts';
import { formatSerialNumber } from '../x509/serial-number.ts';
import type { Certificate, DistributionPoint, Name, ReasonFlag } from '../x509/types.ts';
import { type CrlCheck, type CrlVerdict, runChecks } from './crl-check.ts';
import { checkDelta } from './crl-delta.ts';
import { CRL_FAILURES, type CrlFailure } from './crl-failure.ts';
import { verifyCertificateList } from './crl-issuer.ts';
import { type CrlLookupResult, lookUpRevocation } from './crl-lookup.ts';
import { ALL_REASONS, type RevocationTarget } from './crl-scope.ts';
import { checkNextUpdate, checkThisUpdate } from './crl-times.ts';
import type { CertificateList, RevokedCertificate } from './types.ts';

export interface CrlRevocationCheckerOptions {
  /** Complete, delta and indirect lists of any issuers, in any order. */
  readonly crls: readonly CertificateList[];
  readonly time: UnixSeconds;
  readonly verifySignature: SignatureVerifier;
  /** Named departures for the signatures of CRLs. */
  readonly allow?: readonly PathRelaxation[];
  /** Certificates that may have signed CRLs besides the issuer of the certificate itself. */
  readonly crlIssuers?: readonly Certificate[];
  /**
   * RFC 5280 §6.3.3 (f): whether the path of such a certificate is valid under the same trust anchor, revocation
   * included.
   */
  readonly validateCrlIssuer: (crlIssuer: Certificate, issuer: Certificate) => boolean;
  /** Told of each delta that was left out of account for a fault, and of the fault; perhaps several times. */
  readonly notePassedOver?: (delta: CertificateList, fault: CrlCheck) => void;
}

/**
 * A `RevocationChecker` over lists that are at hand: RFC 5280 §6.3.3 over every distribution point of the
 * certificate and then, as its last paragraph says, over lists of the certificate's issuer. Downloads nothing.
 */
export function createCrlRevocationChecker(options: CrlRevocationCheckerOptions): RevocationChecker {
  const search = new CrlSearch(options);
  return (certificate, issuer) => search.determine(certificate, issuer);
}

interface FoundDelta {
  readonly delta: CertificateList | undefined;
  /** A finding for each that was left out of account. */
  readonly passedOver: readonly CrlCheck[];
}

class CrlSearch {
  readonly #options: CrlRevocationCheckerOptions;
  readonly #complete: readonly CertificateList[];
  readonly #deltas: readonly CertificateList[];
  readonly #verdicts = new Map<CertificateList, Map<Certificate, CrlVerdict>>();

  constructor(options: CrlRevocationCheckerOptions) {
    const newestFirst = options.crls.toSorted(compareNewest);
    this.#options = options;
    this.#complete = newestFirst.filter((crl) => crl.extensions.deltaCRLIndicator === undefined);
    this.#deltas = newestFirst.filter((crl) => crl.extensions.deltaCRLIndicator !== undefined);
  }

  determine(certificate: Certificate, issuer: Certificate): RevocationStatus {
    const checks: CrlCheck[] = [];
    let covered: ReadonlySet<ReasonFlag> = NOTHING.reasons;
    let fault: CrlCheck | undefined;
    for (const distributionPoint of distributionPointsOf(certificate)) {
      const target = targetOf(certificate, distributionPoint);
      for (const complete of this.#complete) {
        if (isComplete(covered)) break;
        const result = this.#consult(complete, target, issuer);
        if (result === undefined) continue;
        checks.push(...result.checks);
        fault ??= result.fault;
        if (result.entry !== undefined) return revoked(result.entry, checks);
        covered = unionOf(covered, result.reasons);
      }
    }
    if (isComplete(covered)) return { status: 'good', checks };
    const obstacle = fault ?? reasonsCheck(certificate, covered);
    if (fault === undefined) checks.push(obstacle);
    return { status: 'undetermined', failure: failureOf(fault, covered), reason: obstacle.detail, checks };
  }

  // Nothing for a list of somebody else, which is no finding about this certificate.
  #consult(
    complete: CertificateList,
    target: RevocationTarget,
    issuer: Certificate,
  ): CrlLookupResult | undefined {
    if (!isNamed(complete, target)) return undefined;
    const signer = this.#verify(complete, issuer);
    if (signer.fault !== undefined) return { ...NOTHING, ...signer };
    const { delta, passedOver } = this.#findDelta(complete, issuer);
    const { time } = this.#options;
    const result = lookUpRevocation({ target, complete, time, ...(delta === undefined ? {} : { delta }) });
    return { ...result, checks: [...signer.checks, ...passedOver, ...result.checks] };
  }

  // RFC 5280 §6.3.3 (c): a delta that does not fit is as good as none; but nobody who named it may think it counted.
  #findDelta(complete: CertificateList, issuer: Certificate): FoundDelta {
    const passedOver: CrlCheck[] = [];
    for (const delta of this.#deltas) {
      if (!equalNames(delta.issuer, complete.issuer)) continue;
      const obstacle = this.#findObstacle(complete, delta, issuer);
      if (obstacle === undefined) return { delta, passedOver };
      if (obstacle.result !== 'fail') continue;
      this.#options.notePassedOver?.(delta, obstacle);
      passedOver.push({
        ...obstacle,
        result: 'skipped',
        detail: `The delta is not used: ${obstacle.detail}`,
      });
    }
    return { delta: undefined, passedOver };
  }

  // Why the delta changes nothing: a fault, or `skipped` where the complete list is as new.
  #findObstacle(
    complete: CertificateList,
    delta: CertificateList,
    issuer: Certificate,
  ): CrlCheck | undefined {
    const { time } = this.#options;
    const continues = checkDelta(complete, delta);
    if (continues.result !== 'pass') return continues;
    const { fault } = runChecks([() => checkThisUpdate(delta, time), () => checkNextUpdate(delta, time)]);
    return fault ?? this.#verify(delta, issuer).fault;
  }

  // The issuer of the certificate first; a fault with its key is told when no other signer does better.
  #verify(crl: CertificateList, issuer: Certificate): CrlVerdict {
    const own = equalNames(crl.issuer, issuer.subject) ? this.#verifyWith(crl, issuer) : undefined;
    if (own !== undefined && own.fault === undefined) return own;
    const { crlIssuers = [], validateCrlIssuer } = this.#options;
    for (const candidate of crlIssuers) {
      if (!equalNames(crl.issuer, candidate.subject)) continue;
      const verdict = this.#verifyWith(crl, candidate);
      if (verdict.fault === undefined && validateCrlIssuer(candidate, issuer)) return verdict;
    }
    return own ?? { checks: [], fault: noSigner(crl) };
  }

  #verifyWith(crl: CertificateList, issuer: Certificate): CrlVerdict {
    const known = this.#verdicts.get(crl) ?? new Map<Certificate, CrlVerdict>();
    this.#verdicts.set(crl, known);
    const { verifySignature, allow = [] } = this.#options;
    const verdict = known.get(issuer) ?? verifyCertificateList(crl, { issuer, verifySignature, allow });
    known.set(issuer, verdict);
    return verdict;
  }
}

// Two lists of one second are told apart by their numbers (RFC 5280 §5.2.3).
function compareNewest(a: CertificateList, b: CertificateList): number {
  if (a.thisUpdate !== b.thisUpdate) return b.thisUpdate - a.thisUpdate;
  const [one, other] = [a.extensions.cRLNumber ?? -1n, b.extensions.cRLNumber ?? -1n];
  return one === other ? 0 : one < other ? 1 : -1;
}

// RFC 5280 §6.3.3, last paragraph: after the points of the certificate, one that is named by its issuer.
function distributionPointsOf(certificate: Certificate): readonly DistributionPoint[] {
  const { issuer, extensions } = certificate;
  const assumed = ASSUMED.get(issuer) ?? { fullName: [{ kind: 'directoryName', name: issuer }] };
  ASSUMED.set(issuer, assumed);
  return [...(extensions.cRLDistributionPoints ?? []), assumed];
}

// One for all certificates of an issuer, so that what is found out about it is found out once.
const ASSUMED = new WeakMap<Name, DistributionPoint>();

function targetOf(certificate: Certificate, distributionPoint: DistributionPoint): RevocationTarget {
  const { serialNumber, issuer, extensions } = certificate;
  return { serialNumber, issuer, isCA: extensions.basicConstraints?.cA === true, distributionPoint };
}

function isNamed(crl: CertificateList, { issuer, distributionPoint }: RevocationTarget): boolean {
  const names = distributionPoint?.cRLIssuer;
  if (names === undefined) return equalNames(crl.issuer, issuer);
  return names.some((name) => name.kind === 'directoryName' && equalNames(name.name, crl.issuer));
}

function unionOf<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): ReadonlySet<T> {
  return a.size === 0 ? b : new Set([...a, ...b]);
}

function isComplete(covered: ReadonlySet<ReasonFlag>): boolean {
  return covered.size === ALL_REASONS.size;
}

function revoked({ revocationDate, reason }: RevokedCertificate, checks: CrlCheck[]): RevocationStatus {
  return { status: 'revoked', revocationDate, reason, checks };
}

function reasonsCheck(certificate: Certificate, covered: ReadonlySet<ReasonFlag>): CrlCheck {
  return {
    check: 'crl-reasons',
    rule: 'RFC 5280 §6.3.3',
    object: `certificate ${formatSerialNumber(certificate.serialNumber)} of ${describeName(certificate.issuer)}`,
    result: 'fail',
    detail:
      covered.size === 0
        ? 'No CRL at hand speaks of this certificate.'
        : `The CRLs at hand cover only these reasons: ${[...covered].join(', ')}.`,
  };
}

function noSigner(crl: CertificateList): CrlCheck {
  return {
    check: 'crl-signature',
    rule: 'RFC 5280 §6.3.3 (f)',
    object: describeName(crl.issuer),
    result: 'fail',
    detail: 'No valid certificate of the CRL issuer is at hand.',
  };
}

function failureOf(fault: CrlCheck | undefined, covered: ReadonlySet<ReasonFlag>): CrlFailure {
  if (fault !== undefined) return CRL_FAILURES[fault.check];
  return covered.size === 0 ? 'crl-unreachable' : 'crl-unusable';
}

const NOTHING = { entry: undefined, reasons: new Set<ReasonFlag>(), deltaInForce: false } as const;
