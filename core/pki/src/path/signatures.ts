import { findAlgorithmFault } from '../signature-policy.ts';
import type { AlgorithmIdentifier } from '../signature-verifier.ts';
import { describeName } from '../x509/name-format.ts';
import type { Certificate } from '../x509/types.ts';
import { findKeyFault } from './key-strength.ts';
import {
  describeCertificate,
  type PathFailure,
  type PathRule,
  recordFailure,
  recordPass,
} from './path-walk.ts';
import type { PathWork } from './path-work.ts';
import type { PathRelaxation } from './types.ts';

/**
 * RFC 5280 §6.1.3 (a)(1) and (a)(4): each certificate is signed with its issuer's key, and names chain. Names
 * were matched while building; a signature was checked there too unless its key inherits parameters.
 */
export const checkSignatures: PathRule = (walk) => {
  for (const { certificate, issuer, index, object } of walk.steps) {
    const fault = findSignatureFault(certificate, issuer, walk.allow, walk.work);
    if (fault !== undefined) return recordFailure(walk, SIGNATURE, object, { ...fault, failedAt: index });
    recordPass(walk, SIGNATURE, object, `Signed with the key of ${describeName(issuer.subject)}.`, {
      signatureAlgorithm: certificate.signatureAlgorithm.algorithm,
    });
    recordPass(walk, NAME_CHAINING, object, `The issuer's name is the subject of the certificate above.`);
  }
  return undefined;
};

/** What is wrong with one signature under its issuer's key, or with that key; nothing when it is acceptable and verifies. */
export function findSignatureFault(
  certificate: Certificate,
  issuer: Certificate,
  allow: readonly PathRelaxation[],
  work: PathWork,
): Pick<PathFailure, 'code' | 'reason'> | undefined {
  const refusal = refuseAlgorithm(certificate.signatureAlgorithm, allow);
  if (refusal !== undefined) {
    return {
      code: 'algorithm-not-allowed',
      reason: `The ${describeCertificate(certificate)} is signed with ${refusal}.`,
    };
  }
  const keyFault = findKeyFault(issuer);
  if (keyFault !== undefined) return keyFault;
  switch (work.verify(certificate, issuer.subjectPublicKeyInfo.der)) {
    case 'valid':
      return undefined;
    case 'invalid':
      return {
        code: 'signature-invalid',
        reason: `The signature of the ${describeCertificate(certificate)} does not verify with the key of ${describeName(issuer.subject)}.`,
      };
    case 'unsupported-algorithm':
      return {
        code: 'algorithm-not-allowed',
        reason: `The ${describeCertificate(certificate)} is signed with an algorithm that is not supported.`,
      };
    case 'budget-spent':
      return { code: 'work-budget-spent', reason: 'Too many signatures were checked without a result.' };
  }
}

function refuseAlgorithm(
  identifier: AlgorithmIdentifier,
  allow: readonly PathRelaxation[],
): string | undefined {
  switch (findAlgorithmFault(identifier, allow, 'certificate')) {
    case 'not-accepted':
      return `an algorithm that is not accepted (${identifier.algorithm})`;
    case 'dsa':
      return 'DSA, which is not accepted';
    case 'sha1':
      return 'SHA-1, which is not accepted because it can be forged';
    case 'md5':
      return 'MD5, which is not accepted because it is forged in minutes';
    case undefined:
      return undefined;
  }
}

/** The check under which a signature or its algorithm is refused, on a whole path or on the way to one. */
export const SIGNATURE = { check: 'signature', rule: 'RFC 5280 §6.1.3 (a)(1)' };
const NAME_CHAINING = { check: 'name-chaining', rule: 'RFC 5280 §6.1.3 (a)(4)' };
