import { equalBytes } from '../equal-bytes.ts';
import type { SignatureVerifier } from '../signature-verifier.ts';
import type { Certificate } from '../x509/types.ts';
import { isKnownLink, rememberLink } from './link-memory.ts';
import type { RevocationChecker, RevocationStatus } from './types.ts';

/**
 * What one question may cost. Whoever connects chooses the certificates that are tried, and cross-certificates
 * multiply paths: without a budget a few kilobytes would buy minutes of signature checks. Answers are
 * remembered, so that two paths that share a link pay once.
 */
export class PathWork {
  readonly #verifySignature: SignatureVerifier;
  readonly #checkRevocation: RevocationChecker | undefined;
  readonly #signatures = new Map<Certificate, CheckedSignature[]>();
  readonly #revocation = new Map<Certificate, AskedStatus[]>();
  readonly #left: Record<Task, number> = { ...BUDGET };
  #spent = false;

  constructor(verifySignature: SignatureVerifier, checkRevocation: RevocationChecker | undefined) {
    this.#verifySignature = verifySignature;
    this.#checkRevocation = checkRevocation;
  }

  /** True from the moment that some task was asked for once too often. */
  get isSpent(): boolean {
    return this.#spent;
  }

  /** Takes so many units of work; false when not as many are left. */
  take(task: Task, units: number = 1): boolean {
    if (this.#left[task] < units) {
      this.#spent = true;
      return false;
    }
    this.#left[task] -= units;
    return true;
  }

  /** The signature on a certificate under a key, given as SubjectPublicKeyInfo. */
  verify(certificate: Certificate, key: Uint8Array): ReturnType<SignatureVerifier> | 'budget-spent' {
    const checked = this.#signatures.get(certificate) ?? [];
    this.#signatures.set(certificate, checked);
    // By content: a cross-certified CA has one key and a certificate from each of its peers.
    const known = checked.find((one) => equalBytes(one.key, key));
    if (known !== undefined) return known.answer;
    const answer = this.#verifyAnew(certificate, key);
    if (answer !== 'budget-spent') checked.push({ key, answer });
    return answer;
  }

  #verifyAnew(certificate: Certificate, key: Uint8Array): ReturnType<SignatureVerifier> | 'budget-spent' {
    if (isKnownLink(this.#verifySignature, certificate, key)) return 'valid';
    if (!this.take('signature')) return 'budget-spent';
    const answer = this.#verifySignature({
      algorithm: certificate.signatureAlgorithm,
      subjectPublicKeyInfo: key,
      data: certificate.tbsCertificate,
      signature: certificate.signatureValue,
    });
    if (answer === 'valid') rememberLink(this.#verifySignature, certificate, key);
    return answer;
  }

  revocationOf(
    certificate: Certificate,
    issuer: Certificate,
    anchor: Certificate,
  ): RevocationStatus | undefined {
    if (this.#checkRevocation === undefined) return undefined;
    const asked = this.#revocation.get(certificate) ?? [];
    this.#revocation.set(certificate, asked);
    const known = asked.find((one) => one.issuer === issuer && one.anchor === anchor);
    if (known !== undefined) return known.status;
    const status = this.#checkRevocation(certificate, issuer, anchor);
    asked.push({ issuer, anchor, status });
    return status;
  }
}

interface CheckedSignature {
  readonly key: Uint8Array;
  readonly answer: ReturnType<SignatureVerifier>;
}

interface AskedStatus {
  readonly issuer: Certificate;
  readonly anchor: Certificate;
  readonly status: RevocationStatus;
}

type Task = keyof typeof BUDGET;

const BUDGET = {
  /**
   * A real hierarchy needs under ten. A few hundred leave room for a CA that was reissued with a new key every
   * month and names none of them; they cost some ten milliseconds.
   */
  signature: 300,
  /** Issuers looked at while building; each is a comparison of names and identifiers only. */
  candidate: 2000,
  /** Complete paths put through all rules. */
  validation: 32,
  /**
   * Names against name constraints, one for each 256 octets of both that are begun, of an otherName for each 32: one
   * hostile CA certificate can hold thousands of subtrees, and the certificate below it a name of many kilobytes.
   */
  nameComparison: 250_000,
  /** Edges of the policy graph (RFC 9618 §3.2): mappings could square them at every level. */
  policyEdge: 50_000,
};
