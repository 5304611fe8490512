import type { PathRelaxation } from './path/types.ts';
import { parseLegacySignatureAlgorithm, parseSignatureAlgorithm } from './signature-algorithms.ts';
import type { AlgorithmIdentifier } from './signature-verifier.ts';

/**
 * Why a signature does not count whatever its bits: no algorithm that is accepted, or one that needs a named
 * departure. The same for certificates, CRLs and OCSP answers, because each can take the place of another, but for
 * MD5: certificates of old CAs cannot be had anew, while lists and answers are signed every day.
 */
export function findAlgorithmFault(
  identifier: AlgorithmIdentifier,
  allow: readonly PathRelaxation[],
  signed: 'certificate' | 'revocation-status',
): 'not-accepted' | 'dsa' | 'sha1' | 'md5' | undefined {
  if (parseLegacySignatureAlgorithm(identifier) !== undefined) {
    return signed === 'certificate' && allow.includes('md5') ? undefined : 'md5';
  }
  const algorithm = parseSignatureAlgorithm(identifier);
  if (algorithm === undefined) return 'not-accepted';
  if (algorithm.scheme === 'dsa' && !allow.includes('dsa')) return 'dsa';
  const isSha1 = algorithm.scheme !== 'ed25519' && algorithm.hash === 'sha1';
  return isSha1 && !allow.includes('sha1') ? 'sha1' : undefined;
}
