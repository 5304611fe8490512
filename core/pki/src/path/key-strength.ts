import { describePublicKey } from '../signature-algorithms.ts';
import type { Certificate } from '../x509/types.ts';
import {
  describeCertificate,
  membersOf,
  type PathFailure,
  type PathRule,
  recordFailure,
  recordPass,
} from './path-walk.ts';
import { describeRefusedKey } from './refused-key.ts';
import type { PathFailureCode, PathRelaxation } from './types.ts';

/** Every key of the path, the anchor's included, is of a kind and size that resists forgery today. */
export const checkKeyStrength: PathRule = (walk) => {
  for (const { certificate, index, object } of membersOf(walk)) {
    const judgement = judgeKey(certificate, walk.allow);
    if (judgement.code !== undefined) {
      const { code, text } = judgement;
      const reason = explainRefusal(object, code, text);
      return recordFailure(walk, KEY_STRENGTH, object, { code, reason, failedAt: index });
    }
    recordPass(walk, KEY_STRENGTH, object, `The key is ${judgement.text}.`);
  }
  return undefined;
};

/** What is wrong with a CA's key of a kind that is not accepted: no signature can be checked with it. */
export function findKeyFault(issuer: Certificate): Pick<PathFailure, 'code' | 'reason'> | undefined {
  const { subjectPublicKeyInfo } = issuer;
  if (describePublicKey(subjectPublicKeyInfo) !== undefined) return undefined;
  const code = 'algorithm-not-allowed';
  const text = describeRefusedKey(subjectPublicKeyInfo.algorithm);
  return { code, reason: explainRefusal(describeCertificate(issuer), code, text) };
}

function explainRefusal(object: string, code: PathFailureCode, text: string): string {
  const better = code === 'key-too-weak' ? 'a stronger key' : `a key that is accepted, ${ACCEPTED_KEYS}`;
  return `The key of the ${object} is ${text}: have it reissued with ${better}.`;
}

interface KeyJudgement {
  readonly text: string;
  readonly code?: PathFailureCode;
}

function judgeKey(certificate: Certificate, allow: readonly PathRelaxation[]): KeyJudgement {
  const { subjectPublicKeyInfo } = certificate;
  const key = describePublicKey(subjectPublicKeyInfo);
  switch (key?.kind) {
    case undefined:
      return { code: 'algorithm-not-allowed', text: describeRefusedKey(subjectPublicKeyInfo.algorithm) };
    case 'rsa':
    case 'rsa-pss':
      return judgeSize('RSA', key.modulusLength, allow.includes('rsa1024') ? 1024 : MIN_RSA_BITS);
    case 'dsa':
      if (!allow.includes('dsa'))
        return { code: 'algorithm-not-allowed', text: 'DSA, which is not accepted' };
      return judgeSize('DSA', key.modulusLength ?? MIN_DSA_BITS, MIN_DSA_BITS);
    case 'ec':
      return { text: `ECDSA on ${key.namedCurve}` };
    case 'ed25519':
      return { text: 'Ed25519' };
  }
}

function judgeSize(name: string, bits: number, least: number): KeyJudgement {
  const text = `${name} with ${bits} bits`;
  return bits < least ? { code: 'key-too-weak', text: `${text}, at least ${least} are needed` } : { text };
}

const KEY_STRENGTH = { check: 'key-strength', rule: 'NIST SP 800-57 Part 1 §5.6.1: 112 bits of security' };

const ACCEPTED_KEYS = 'RSA from 2048 bits, P-256, P-384, P-521 or Ed25519';

const MIN_RSA_BITS = 2048;
const MIN_DSA_BITS = 1024;
