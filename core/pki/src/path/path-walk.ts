import type { Check, Evidence } from '../evidence.ts';
import { describeName } from '../x509/name-format.ts';
import { equalNames } from '../x509/name-match.ts';
import { formatSerialNumber } from '../x509/serial-number.ts';
import type { Certificate } from '../x509/types.ts';
import type { PathWork } from './path-work.ts';
import type { AnchorTerms, PathFailureCode, PathRelaxation, PathRequest } from './types.ts';
import { withWorkingKey } from './working-key.ts';

/** One candidate path on its way through the rules of RFC 5280 §6.1. */
export interface PathWalk {
  readonly request: PathRequest;
  /** Leaf first, the trust anchor last. */
  readonly path: readonly Certificate[];
  readonly steps: readonly PathStep[];
  readonly anchor: PathMember;
  readonly terms: AnchorTerms;
  /** The anchor is a certificate whose own contents count, and not only name and key. */
  readonly anchorEnforced: boolean;
  /** Departures allowed on this path, by the request or by the anchor. */
  readonly allow: readonly PathRelaxation[];
  readonly evidence: Evidence;
  readonly work: PathWork;
}

/** A certificate of the path, the anchor among them, as rules and evidence speak of it. */
export interface PathMember {
  readonly certificate: Certificate;
  /** Position in `PathWalk.path`. */
  readonly index: number;
  /** For evidence: `certificate CN=Alice, O=Contoso`, or `trust anchor CN=Root, O=Contoso`. */
  readonly object: string;
}

/** A certificate below the trust anchor, in the order of RFC 5280 §6.1: steps[0] is signed by the anchor. */
export interface PathStep extends PathMember {
  /** The certificate above, its key complete: see `withWorkingKey`. */
  readonly issuer: Certificate;
  readonly isLeaf: boolean;
  /** RFC 5280 §6.1: issuer and subject are one name, as in a key rollover. */
  readonly isSelfIssued: boolean;
}

export interface PathFailure {
  readonly code: PathFailureCode;
  readonly reason: string;
  readonly failedAt: number;
  readonly revocationFailure?: string;
}

/** Judges a whole path by one rule and leaves a check for each certificate it looked at. */
export type PathRule = (walk: PathWalk) => PathFailure | undefined;

/** What a check is called and where its rule stands. */
export interface RuleName {
  readonly check: string;
  readonly rule: string;
}

/** The path, leaf first, with its steps in the order in which the rules go through them: from the anchor down. */
export function startWalk(
  request: PathRequest,
  path: readonly Certificate[],
  anchor: Certificate,
  evidence: Evidence,
  work: PathWork,
): PathWalk {
  const steps: PathStep[] = [];
  let issuer = anchor;
  let index = path.length - 1;
  for (const certificate of path.slice(0, -1).reverse()) {
    index--;
    const isSelfIssued = equalNames(certificate.subject, certificate.issuer);
    const object = describeCertificate(certificate);
    steps.push({ certificate, issuer, index, isLeaf: index === 0, isSelfIssued, object });
    issuer = withWorkingKey(certificate, issuer);
  }
  const terms = termsOf(request, anchor);
  const anchorEnforced = isEnforced(terms);
  const allow = [...(request.allow ?? []), ...(terms.allow ?? [])];
  return {
    request,
    path,
    steps,
    anchor: { certificate: anchor, index: path.length - 1, object: `trust anchor ${subjectText(anchor)}` },
    terms,
    anchorEnforced,
    allow,
    evidence,
    work,
  };
}

/** On which terms the request trusts the anchor: none, if it names none. */
export function termsOf({ anchorTerms }: PathRequest, anchor: Certificate): AnchorTerms {
  return anchorTerms?.(anchor) ?? NO_TERMS;
}

/** Whether what stands in the anchor's own certificate counts. */
export function isEnforced({ ownCertificate }: AnchorTerms): boolean {
  return ownCertificate !== 'name-and-key';
}

/** Every certificate of the path in the order of RFC 5280 §6.1: the anchor first, the leaf last. */
export function membersOf({ anchor, steps }: PathWalk): readonly PathMember[] {
  return [anchor, ...steps];
}

/** Adds the check of a rule that holds. */
export function recordPass(
  { evidence }: Pick<PathWalk, 'evidence'>,
  rule: RuleName,
  object: string,
  detail: string,
  facts?: Check['facts'],
): void {
  evidence.add(makeCheck(rule, object, 'pass', detail, facts));
}

/** Adds the check of a rule that does not hold, and returns the failure for the rule to return. */
export function recordFailure(
  { evidence }: Pick<PathWalk, 'evidence'>,
  rule: RuleName,
  object: string,
  failure: PathFailure,
  facts?: Check['facts'],
): PathFailure {
  evidence.add(failedCheck(rule, object, failure.reason, facts));
  return failure;
}

/** The check of a rule that does not hold, for who keeps it elsewhere than in a walk. */
export function failedCheck(rule: RuleName, object: string, detail: string, facts?: Check['facts']): Check {
  return makeCheck(rule, object, 'fail', detail, facts);
}

// Written out, since a path takes dozens of them and spreading objects would cost more than what it is about.
function makeCheck(
  { check, rule }: RuleName,
  object: string,
  result: Check['result'],
  detail: string,
  facts: Check['facts'],
): Check {
  return facts === undefined
    ? { check, rule, object, result, detail }
    : { check, rule, object, result, detail, facts };
}

/** For evidence: `certificate CN=Alice, O=Contoso`. */
export function describeCertificate(certificate: Certificate): string {
  return `certificate ${subjectText(certificate)}`;
}

function subjectText({ subject, serialNumber }: Certificate): string {
  const text = describeName(subject);
  return text === '' ? `without a subject name, serial number ${formatSerialNumber(serialNumber)}` : text;
}

const NO_TERMS: AnchorTerms = Object.freeze({});
