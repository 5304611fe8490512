import { createSignatureVerifier } from '@signet/crypto';
import {
  type AnchorTerms,
  type Certificate,
  type CertificateList,
  type Check,
  equalBytes,
  formatName,
  formatSerialNumber,
  type OfflineVerdict,
  type PathFailureCode,
  type PathVerdict,
  type UnixSeconds,
  verifyCertificate,
} from '@signet/pki';
import { advise, dependsOnFiles } from './advice.ts';
import type { PkiFiles, ReadFile } from './pki-files.ts';
import { isRelaxation, type RevocationMode, type VerifyCase } from './verify-case.ts';

export type VerifyCode = 'valid' | 'malformed-certificate' | PathFailureCode;

/** The answer to one question. */
export interface VerifyAnswer {
  readonly valid: boolean;
  readonly code: VerifyCode;
  /** One sentence. */
  readonly reason: string;
  /** Subjects, the leaf first and the anchor last; for a refusal those of the path that came furthest. */
  readonly path: readonly string[];
  readonly policies: readonly string[];
  /** Whether the CRLs were asked; `off`: a revoked certificate is valid all the same. */
  readonly revocation: RevocationMode;
  /** Why revocation could not be determined, in the words of Signet's sign-in codes. */
  readonly revocationFailure?: string;
  readonly warnings: readonly string[];
  readonly evidence: readonly Check[];
}

/**
 * Answers by RFC 5280 §6.1 and §6.3: an anchor is held to its certificate unless the question says otherwise, revocation
 * is what the CRLs at hand say, and a certificate that cannot be read is as good as none. Throws `CaseError` for a file that
 * is not there.
 */
export function answerCase(question: VerifyCase, files: PkiFiles, now: UnixSeconds): VerifyAnswer {
  const leaf = files.readCertificates(question.leaf);
  const [first, ...others] = leaf.items;
  const unread = createUnread();
  const fileOf = new Map<CertificateList, string>();
  const crls = unread.readAll(question.crls, (file) => {
    const read = files.readCrls(file);
    for (const crl of read.items) fileOf.set(crl, file);
    return read;
  });
  const anchors = unread.readAll(question.anchors, (file) => files.readCertificates(file));
  const intermediates = unread.readAll(question.intermediates, (file) => files.readCertificates(file));
  if (first === undefined) return malformedLeaf(question, leaf);
  const verdict = judge(question, now, {
    leaf: first,
    anchors,
    intermediates: [...others, ...intermediates],
    crls,
  });
  const warnings = [...unread.warnings, ...describePassedOver(verdict, fileOf)];
  return describeVerdict(verdict, question, { warnings, crls });
}

/** A delta that was named and did not count is told of by its file: silence would say that it found nothing. */
function describePassedOver(
  { passedOver }: OfflineVerdict,
  fileOf: ReadonlyMap<CertificateList, string>,
): readonly string[] {
  return passedOver.map(
    ({ crl, fault: { check, object, detail } }) =>
      `${fileOf.get(crl)}: the ${object} was not used (${check}: ${withoutDot(detail)}).`,
  );
}

function withoutDot(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

interface Material {
  readonly leaf: Certificate;
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly crls: readonly CertificateList[];
}

function judge(question: VerifyCase, now: UnixSeconds, { crls, ...certificates }: Material): OfflineVerdict {
  const { policies, eku, allow, time = now } = question;
  return verifyCertificate({
    ...certificates,
    ...(modeOf(question) === 'require' && { crls }),
    time,
    verifySignature,
    allow: allow.filter(isRelaxation),
    anchorTerms: (anchor) => termsOf(anchor, certificates.leaf, question),
    ...(eku.length > 0 && { intendedExtKeyUsages: eku }),
    ...(policies.length > 0 && { userInitialPolicySet: policies }),
    initialExplicitPolicy: question.requireExplicitPolicy ?? false,
    initialPolicyMappingInhibit: question.inhibitPolicyMapping ?? false,
    initialAnyPolicyInhibit: question.inhibitAnyPolicy ?? false,
  });
}

/** Whoever names CRLs wants them looked at. */
function modeOf({ revocation, crls }: VerifyCase): RevocationMode {
  return revocation ?? (crls.length > 0 ? 'require' : 'off');
}

// An anchor is held to its certificate, as a CA that signs in is. A leaf that is an anchor itself is no CA here.
function termsOf(
  anchor: Certificate,
  leaf: Certificate,
  { anchorConstraints = true }: VerifyCase,
): AnchorTerms | undefined {
  return anchorConstraints && !equalBytes(anchor.der, leaf.der) ? undefined : NAME_AND_KEY;
}

function describeVerdict(
  verdict: PathVerdict,
  question: VerifyCase,
  { warnings, crls }: { readonly warnings: readonly string[]; readonly crls: readonly CertificateList[] },
): VerifyAnswer {
  const path = verdict.path.map(describeSubject);
  const revocation = modeOf(question);
  const rest = { revocation, warnings, evidence: verdict.checks };
  if (verdict.valid) {
    const reason = `A path of ${path.length} certificates leads to a trust anchor.`;
    return { valid: true, code: 'valid', reason, path, policies: verdict.policies, ...rest };
  }
  const { code, revocationFailure } = verdict;
  const advice = advise({
    code,
    revocationFailure,
    hasAnchors: question.anchors.length > 0,
    crls,
    time: question.time,
  });
  // What is missing may well be in a file that could not be read.
  const reason = [verdict.reason, ...advice, ...(dependsOnFiles(code) ? warnings : [])].join(' ');
  const failure = revocationFailure === undefined ? {} : { revocationFailure };
  return { valid: false, code, reason, path, policies: [], ...failure, ...rest };
}

function malformedLeaf(question: VerifyCase, { faults }: ReadFile<Certificate>): VerifyAnswer {
  const reason = `${question.leaf} is no certificate: ${faults[0]?.message ?? 'nothing in it'}.`;
  return {
    valid: false,
    code: 'malformed-certificate',
    reason,
    path: [],
    policies: [],
    revocation: modeOf(question),
    warnings: [],
    evidence: [],
  };
}

function describeSubject({ subject, serialNumber }: Certificate): string {
  const text = formatName(subject);
  return text === '' ? `serial number ${formatSerialNumber(serialNumber)}` : text;
}

function createUnread() {
  const warnings: string[] = [];
  return {
    warnings,
    readAll<Item>(named: readonly string[], read: (file: string) => ReadFile<Item>): readonly Item[] {
      return named.flatMap((file) => {
        const { items, faults } = read(file);
        for (const { code, message } of faults) warnings.push(`${file} was not used (${code}: ${message}).`);
        return items;
      });
    },
  };
}

const verifySignature = createSignatureVerifier();

const NAME_AND_KEY = { ownCertificate: 'name-and-key' } as const;
