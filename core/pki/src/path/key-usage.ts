import { EXT_KEY_USAGE } from '../x509/oids.ts';
import type { Certificate } from '../x509/types.ts';
import { describeAnchor, type PathRule, recordFailure, recordPass } from './path-walk.ts';

/** RFC 5280 §6.1.4 (n): a CA that states its key usage states keyCertSign. The anchor is held to it too. */
export const checkKeyUsage: PathRule = (walk) => {
  const issuers = [
    { certificate: walk.anchor, index: walk.path.length - 1, object: describeAnchor(walk.anchor) },
    ...walk.steps.filter(({ isLeaf }) => !isLeaf),
  ];
  for (const { certificate, index, object } of issuers) {
    const { keyUsage } = certificate.extensions;
    if (keyUsage !== undefined && !keyUsage.has('keyCertSign')) {
      const reason = `The key of the ${object} is not meant for signing certificates (keyUsage keyCertSign).`;
      const failure = { code: 'key-usage-violation', reason, failedAt: index } as const;
      return recordFailure(walk, KEY_USAGE, object, failure);
    }
    const stated = keyUsage === undefined ? 'does not limit the key' : 'allows signing certificates';
    recordPass(walk, KEY_USAGE, object, `keyUsage ${stated}.`);
  }
  return undefined;
};

/**
 * The leaf carries the wanted extended key usage or any. A CA that lists usages must list it too, as Windows
 * and web browsers read it: RFC 5280 §4.2.1.12 is silent on CAs, but whoever limits a CA means its certificates.
 */
export const checkExtKeyUsage: PathRule = (walk) => {
  const required = walk.request.requiredExtKeyUsage;
  if (required === undefined) return undefined;
  for (const { certificate, index, isLeaf, object } of walk.steps) {
    const rule = isLeaf ? LEAF_PURPOSE : CA_PURPOSE;
    const { extKeyUsage } = certificate.extensions;
    if (extKeyUsage === undefined && !isLeaf) {
      recordPass(walk, rule, object, 'The CA is not limited to certain purposes.');
    } else if (hasUsage(certificate, required)) {
      recordPass(walk, rule, object, 'The certificate may be used for this purpose.', { required });
    } else {
      const reason = `The ${object} may not be used for this purpose: its extended key usage lacks ${required}.`;
      const failure = { code: 'extended-key-usage-violation', reason, failedAt: index } as const;
      return recordFailure(walk, rule, object, failure, { required, found: (extKeyUsage ?? []).join(' ') });
    }
  }
  return undefined;
};

function hasUsage({ extensions }: Certificate, required: string): boolean {
  const usages = extensions.extKeyUsage ?? [];
  return usages.includes(required) || usages.includes(EXT_KEY_USAGE.any);
}

const KEY_USAGE = { check: 'key-usage', rule: 'RFC 5280 §6.1.4 (n)' };
const LEAF_PURPOSE = { check: 'extended-key-usage', rule: 'RFC 5280 §4.2.1.12' };
const CA_PURPOSE = {
  check: 'extended-key-usage',
  rule: 'Signet: a CA limited to purposes issues for no other',
};
