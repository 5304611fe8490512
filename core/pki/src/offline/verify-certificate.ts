import type { CrlCheck } from '../crl/crl-check.ts';
import { checkComplete, checkDelta } from '../crl/crl-delta.ts';
import { createCrlRevocationChecker } from '../crl/crl-revocation-checker.ts';
import type { CertificateList } from '../crl/types.ts';
import type { Check } from '../evidence.ts';
import type { PathRequest, PathVerdict, RevocationChecker, RevocationStatus } from '../path/types.ts';
import { validatePath } from '../path/validate-path.ts';
import { equalNames } from '../x509/name-match.ts';
import type { Certificate } from '../x509/types.ts';

export interface OfflineRequest extends Omit<PathRequest, 'checkRevocation'> {
  /** Complete, delta and indirect lists of any issuers, in any order. Absent: revocation is not checked. */
  readonly crls?: readonly CertificateList[];
}

/** A delta that the lists beside it would have taken in, had it no fault. */
export interface PassedOverDelta {
  readonly crl: CertificateList;
  readonly fault: Check;
}

export type OfflineVerdict = PathVerdict & {
  /** Lists that were part of the question and whose changes were not taken into account. */
  readonly passedOver: readonly PassedOverDelta[];
};

/**
 * Path validation (RFC 5280 §6.1) with revocation by lists that are at hand (§6.3): each certificate below the
 * anchor must be shown to be good. Who signed a list is looked for among leaf, intermediates and anchor, and the
 * path of a signer that is not the issuer itself is validated in turn, revocation included. Never throws for
 * what a certificate or list says.
 */
export function verifyCertificate(request: OfflineRequest): OfflineVerdict {
  const { crls, ...path } = request;
  if (crls === undefined) return { ...validatePath(path), passedOver: [] };
  const lists = new ListsAtHand(path, crls);
  const verdict = validatePath({ ...path, checkRevocation: (...asked) => lists.check(...asked) });
  return { ...verdict, passedOver: lists.passedOver() };
}

class ListsAtHand {
  readonly #request: PathRequest;
  readonly #crls: readonly CertificateList[];
  readonly #checkers = new Map<Certificate, RevocationChecker>();
  /** CRL signers whose paths are being validated, the outermost first. */
  readonly #signers: Certificate[] = [];
  readonly #passedOver = new Map<CertificateList, CrlCheck>();
  #target: Certificate | undefined;
  #signerPathsLeft = MAX_SIGNER_PATHS;

  constructor(request: PathRequest, crls: readonly CertificateList[]) {
    this.#request = request;
    this.#crls = crls;
  }

  check(certificate: Certificate, issuer: Certificate, anchor: Certificate): RevocationStatus {
    const outer = this.#target;
    this.#target = certificate;
    const status = this.#checkerBelow(anchor)(certificate, issuer, anchor);
    this.#target = outer;
    return status;
  }

  passedOver(): readonly PassedOverDelta[] {
    return [...this.#passedOver]
      .filter(([crl, { check }]) => check !== 'crl-delta' || !this.#hasBaseOf(crl))
      .map(([crl, fault]) => ({ crl, fault }));
  }

  // A delta of one scope does not fit the complete list of another, and that is no fault.
  #hasBaseOf(delta: CertificateList): boolean {
    return this.#crls.some(
      (crl) => checkComplete(crl).result === 'pass' && checkDelta(crl, delta).result !== 'fail',
    );
  }

  #checkerBelow(anchor: Certificate): RevocationChecker {
    const { leaf, intermediates, time, verifySignature, allow = [], anchorTerms } = this.#request;
    const known = this.#checkers.get(anchor);
    if (known !== undefined) return known;
    const checker = createCrlRevocationChecker({
      crls: this.#crls,
      time,
      verifySignature,
      allow: [...allow, ...(anchorTerms?.(anchor)?.allow ?? [])],
      crlIssuers: [...this.#anchorsNamedLike(anchor), ...intermediates, leaf],
      validateCrlIssuer: (signer) => this.#isValidSigner(signer, anchor),
      notePassedOver: (delta, fault) => this.#passedOver.set(delta, fault),
    });
    this.#checkers.set(anchor, checker);
    return checker;
  }

  // RFC 5280 §6.3.3 (f): the signer's own path is valid and ends at the anchor of the certificate in question.
  #isValidSigner(signer: Certificate, anchor: Certificate): boolean {
    const anchors = this.#anchorsNamedLike(anchor);
    if (anchors.includes(signer)) return true;
    if (this.#signers.includes(signer)) return signer === this.#target && isOwnCrlIssuer(signer);
    if (this.#signerPathsLeft === 0) return false;
    this.#signerPathsLeft--;
    this.#signers.push(signer);
    const { leaf, intermediates, time, verifySignature, allow = [], anchorTerms } = this.#request;
    const { valid } = validatePath({
      leaf: signer,
      intermediates: [...intermediates, leaf],
      anchors,
      time,
      verifySignature,
      allow,
      ...(anchorTerms === undefined ? {} : { anchorTerms }),
      checkRevocation: (...asked) => this.check(...asked),
    });
    this.#signers.pop();
    return valid;
  }

  // Anchors of one name are one CA with several keys, as whoever trusts them all has said.
  #anchorsNamedLike({ subject }: Certificate): readonly Certificate[] {
    return this.#request.anchors.filter((anchor) => equalNames(anchor.subject, subject));
  }
}

/**
 * A CRL signer whose status stands on its own list proves nothing by it, unless the CA that issued the signer's
 * certificate says in there that this is where its status is told (cRLIssuer of RFC 5280 §4.2.1.13): then the CA
 * has decided so.
 */
function isOwnCrlIssuer({ subject, extensions }: Certificate): boolean {
  const points = extensions.cRLDistributionPoints ?? [];
  return points.some(({ cRLIssuer = [] }) =>
    cRLIssuer.some((name) => name.kind === 'directoryName' && equalNames(name.name, subject)),
  );
}

/** Indirect CRLs in use have one signer per issuer; more only buys signature checks for whoever sent them. */
const MAX_SIGNER_PATHS = 32;
