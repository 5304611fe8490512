import { equalBytes } from '../equal-bytes.ts';
import type { RevocationChecker } from '../path/types.ts';
import { validatePath } from '../path/validate-path.ts';
import { findAlgorithmFault } from '../signature-policy.ts';
import { equalNames } from '../x509/name-match.ts';
import type { Certificate } from '../x509/types.ts';
import { type OcspCheck, ocspCheck } from './ocsp-check.ts';
import { OCSP } from './oids.ts';
import type { OcspQuestion } from './revocation-status.ts';
import type { BasicOCSPResponse } from './types.ts';

/**
 * Whether the answer is signed by one who may: the CA that issued the certificate, with the same key, or a
 * responder to whom that CA itself gave a certificate for OCSP signing (RFC 6960 §4.2.2.2). The last check is the
 * one that failed, if one did. Several certificates can bear the name of the responder, as that of its last key does
 * beside the one in use: any of them will do, and of those that do not the one is told that came furthest.
 */
export function checkResponder(basic: BasicOCSPResponse, question: OcspQuestion): readonly OcspCheck[] {
  let furthest: readonly OcspCheck[] = [];
  for (const responder of findResponders(basic, question)) {
    const checks = checkOne(responder, basic, question);
    if (checks.at(-1)?.result !== 'fail') return checks;
    if (checks.length > furthest.length) furthest = checks;
  }
  return furthest.length > 0 ? furthest : [authorityCheck(question, NO_RESPONDER)];
}

// The CA first: a responder that sends the CA's certificate along is still the CA.
function findResponders(basic: BasicOCSPResponse, question: OcspQuestion): readonly Certificate[] {
  return [question.issuer, ...basic.certs]
    .filter((candidate) => isNamed(basic, candidate, question))
    .slice(0, MAX_RESPONDERS);
}

function checkOne(
  responder: Certificate,
  basic: BasicOCSPResponse,
  question: OcspQuestion,
): readonly OcspCheck[] {
  const authority = authorityCheck(question, findAuthorityFault(responder, question), responder);
  if (authority.result === 'fail') return [authority];
  const algorithm = checkAlgorithm(basic, question);
  if (algorithm.result === 'fail') return [authority, algorithm];
  return [authority, algorithm, checkSignature(basic, responder, question)];
}

function isNamed(
  { responderID }: BasicOCSPResponse,
  candidate: Certificate,
  { digest }: OcspQuestion,
): boolean {
  if (responderID.kind === 'byName') return equalNames(responderID.name, candidate.subject);
  return equalBytes(responderID.keyHash, digest('sha1', candidate.subjectPublicKeyInfo.subjectPublicKey));
}

function authorityCheck(
  { certificate, issuer }: OcspQuestion,
  fault: string | undefined,
  responder?: Certificate,
): OcspCheck {
  return ocspCheck('ocsp-responder', 'RFC 6960 §4.2.2.2', certificate, {
    result: fault === undefined ? 'pass' : 'fail',
    detail:
      fault ??
      (responder === issuer
        ? 'The CA itself answers.'
        : 'The answer comes from a responder that the CA has named by a certificate for OCSP signing.'),
  });
}

function findAuthorityFault(responder: Certificate, question: OcspQuestion): string | undefined {
  if (responder === question.issuer) return undefined;
  const { extKeyUsage, keyUsage } = responder.extensions;
  // RFC 6960 §4.2.2.2: the purpose must be named; anyExtendedKeyUsage is no naming.
  if (extKeyUsage?.includes(OCSP.signing) !== true) {
    return 'The responder’s certificate is not for OCSP signing (extended key usage id-kp-OCSPSigning).';
  }
  if (keyUsage !== undefined && !keyUsage.has('digitalSignature')) {
    return 'The key usage of the responder’s certificate lacks digitalSignature.';
  }
  const verdict = validatePath({
    leaf: responder,
    intermediates: [],
    anchors: [question.issuer],
    time: question.time,
    verifySignature: question.verifySignature,
    checkRevocation: (certificate, issuer) => askRevocation(certificate, issuer, question),
    ...(question.allow === undefined ? {} : { allow: question.allow }),
  });
  return verdict.valid ? undefined : `The responder’s certificate is not good: ${verdict.reason}`;
}

// RFC 6960 §4.2.2.2.1: with id-pkix-ocsp-nocheck the CA asks that nobody looks the responder up for its lifetime.
function askRevocation(
  responder: Certificate,
  issuer: Certificate,
  { checkResponderRevocation }: OcspQuestion,
): ReturnType<RevocationChecker> {
  if (responder.extensions.all.some(({ extnID }) => extnID === OCSP.nocheck)) {
    return { status: 'not-checked', checks: [] };
  }
  if (checkResponderRevocation !== undefined) return checkResponderRevocation(responder, issuer, issuer);
  return { status: 'undetermined', failure: 'ocsp-unusable', checks: [] };
}

// An answer in SHA-1 could be made to collide with one that says «good».
function checkAlgorithm(
  { signatureAlgorithm }: BasicOCSPResponse,
  { certificate, allow = [] }: OcspQuestion,
): OcspCheck {
  const refused = findAlgorithmFault(signatureAlgorithm, allow, 'revocation-status') !== undefined;
  return ocspCheck('ocsp-algorithm', 'RFC 6960 §4.3', certificate, {
    result: refused ? 'fail' : 'pass',
    detail: refused
      ? 'The answer is signed with an algorithm that is not accepted: have the responder sign with SHA-256.'
      : 'The answer is signed with an accepted algorithm.',
    facts: { signatureAlgorithm: signatureAlgorithm.algorithm },
  });
}

function checkSignature(
  basic: BasicOCSPResponse,
  responder: Certificate,
  { certificate, verifySignature }: OcspQuestion,
): OcspCheck {
  const outcome = verifySignature({
    algorithm: basic.signatureAlgorithm,
    subjectPublicKeyInfo: responder.subjectPublicKeyInfo.der,
    data: basic.tbsResponseData,
    signature: basic.signature,
  });
  return ocspCheck('ocsp-signature', 'RFC 6960 §3.2 (2)', certificate, {
    result: outcome === 'valid' ? 'pass' : 'fail',
    detail:
      outcome === 'valid'
        ? 'The answer is signed with the key of the responder.'
        : 'The answer is not signed with the key of the responder, or was changed after it was signed.',
  });
}

/** Each costs two signature checks, and whoever answers says how many there are. */
const MAX_RESPONDERS = 8;

const NO_RESPONDER = 'The answer names a responder whose certificate is neither the CA’s nor sent along.';
