import { equalBytes } from '../equal-bytes.ts';
import { type Check, createEvidence, type Evidence } from '../evidence.ts';
import type { Certificate } from '../x509/types.ts';
import { checkBasicConstraints, checkPathLength } from './basic-constraints.ts';
import { checkCriticalExtensions } from './critical-extensions.ts';
import { PATH_FAILURE_CODES } from './failure-codes.ts';
import { checkKeyStrength } from './key-strength.ts';
import { checkExtKeyUsage, checkKeyUsage } from './key-usage.ts';
import { checkNameConstraints } from './name-constraints.ts';
import { type BuiltPath, buildPaths } from './path-builder.ts';
import {
  describeCertificate,
  isEnforced,
  type PathFailure,
  type PathRule,
  startWalk,
  termsOf,
} from './path-walk.ts';
import { PathWork } from './path-work.ts';
import { evaluatePolicies } from './policies.ts';
import { checkRevocation } from './revocation.ts';
import { checkSignatures } from './signatures.ts';
import type { PathRequest, PathVerdict } from './types.ts';
import { checkValidity } from './validity.ts';

/**
 * Builds and validates a certification path from the leaf to one of the anchors, RFC 5280 §6.1. Tries every
 * candidate path until one is valid; when none is, tells of the one that came furthest. Never throws for what
 * a certificate says.
 */
export function validatePath(request: PathRequest): PathVerdict {
  const { leaf, anchors } = request;
  // An anchor issues; if it were accepted as a leaf, whoever holds a CA's key could sign in as the CA.
  if (anchors.some((anchor) => isEnforced(termsOf(request, anchor)) && equalBytes(anchor.der, leaf.der))) {
    const reason = 'The certificate is itself a trust anchor: a CA does not sign in.';
    const failure = { code: 'no-path', reason, failedAt: 0 } as const;
    return failedVerdict({ path: [leaf], anchor: undefined, checks: [], failure }, 0);
  }
  return findBestVerdict(request, new PathWork(request.verifySignature, request.checkRevocation));
}

interface FailedPath {
  readonly path: readonly Certificate[];
  /** Where the path ended, if it did. */
  readonly anchor: Certificate | undefined;
  readonly checks: readonly Check[];
  readonly failure: PathFailure;
}

function findBestVerdict(request: PathRequest, work: PathWork): PathVerdict {
  let best: FailedPath | undefined;
  let tried = 0;
  for (const built of buildPaths(request, work)) {
    tried++;
    const outcome = judgePath(request, built, work);
    if (!('failure' in outcome)) {
      const checks = [describeSuccess(built.path, tried), ...outcome.checks];
      return { valid: true, path: built.path, checks, policies: outcome.policies };
    }
    if (best === undefined || isMoreUseful(outcome, best)) best = outcome;
    if (work.isSpent) break;
  }
  if (best === undefined) throw new TypeError('path building ended without a path and without a reason');
  return failedVerdict(best, tried);
}

type Outcome = FailedPath | { readonly checks: readonly Check[]; readonly policies: readonly string[] };

function judgePath(request: PathRequest, built: BuiltPath, work: PathWork): Outcome {
  const { path, anchor } = built;
  if (built.anchor === undefined) {
    const { failure, check } = built;
    return { path, anchor: undefined, checks: check === undefined ? [] : [check], failure };
  }
  const evidence = createEvidence();
  const outcome = work.take('validation')
    ? applyRules(request, path, built.anchor, evidence, work)
    : { failure: TOO_MANY_PATHS };
  return { path, anchor, checks: evidence.checks, ...outcome };
}

function applyRules(
  request: PathRequest,
  path: readonly Certificate[],
  anchor: Certificate,
  evidence: Evidence,
  work: PathWork,
): { readonly failure: PathFailure } | { readonly policies: readonly string[] } {
  const walk = startWalk(request, path, anchor, evidence, work);
  const applyAll = (rules: readonly PathRule[]): PathFailure | undefined => {
    for (const rule of rules) {
      const failure = rule(walk);
      if (failure !== undefined) return failure;
    }
    return undefined;
  };
  const failureBefore = applyAll(RULES_BEFORE_POLICIES);
  if (failureBefore !== undefined) return { failure: failureBefore };
  const outcome = evaluatePolicies(walk);
  if ('failure' in outcome) return outcome;
  const failureAfter = applyAll(RULES_AFTER_POLICIES);
  return failureAfter === undefined ? outcome : { failure: failureAfter };
}

function isMoreUseful(candidate: FailedPath, best: FailedPath): boolean {
  const difference = usefulnessOf(candidate) - usefulnessOf(best);
  return difference > 0 || (difference === 0 && candidate.path.length > best.path.length);
}

function usefulnessOf({ failure }: FailedPath): number {
  return PATH_FAILURE_CODES.indexOf(failure.code);
}

function describeSuccess(path: readonly Certificate[], tried: number): Check {
  const object = path[0] === undefined ? '' : describeCertificate(path[0]);
  const detail = `A path of ${path.length} certificates leads to a trust anchor.`;
  return { ...PATH_BUILDING, object, result: 'pass', detail, facts: { pathsTried: tried } };
}

function failedVerdict({ path, anchor, checks, failure }: FailedPath, tried: number): PathVerdict {
  const built = anchor !== undefined && checks.some(({ result }) => result === 'fail');
  const object = path[0] === undefined ? '' : describeCertificate(path[0]);
  const detail = built ? `A path of ${path.length} certificates leads to a trust anchor.` : failure.reason;
  const facts = { pathsTried: tried };
  const building: Check = { ...PATH_BUILDING, object, result: built ? 'pass' : 'fail', detail, facts };
  return { valid: false, path, checks: [building, ...checks], ...failure };
}

/**
 * In the order of `PATH_FAILURE_CODES`: what can't change first, then dates, then revocation, which costs most
 * and speaks only of certificates that are otherwise good.
 */
const RULES_BEFORE_POLICIES: readonly PathRule[] = [
  checkSignatures,
  checkKeyStrength,
  checkBasicConstraints,
  checkPathLength,
  checkKeyUsage,
  checkCriticalExtensions,
  checkNameConstraints,
];
const RULES_AFTER_POLICIES: readonly PathRule[] = [checkExtKeyUsage, checkValidity, checkRevocation];

const PATH_BUILDING = { check: 'path-building', rule: 'RFC 5280 §6.1: a path to a trust anchor' };

const TOO_MANY_PATHS: PathFailure = {
  code: 'work-budget-spent',
  reason: 'Too many paths were tried without a valid one.',
  failedAt: 0,
};
