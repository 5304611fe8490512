import { ANY_APPLICATION_POLICY, readApplicationPolicies } from '../x509/microsoft-extensions.ts';
import { describeExtKeyUsage, EXT_KEY_USAGE } from '../x509/oids.ts';
import type { Certificate } from '../x509/types.ts';
import {
  type PathFailure,
  type PathMember,
  type PathRule,
  type PathWalk,
  type RuleName,
  recordFailure,
  recordPass,
} from './path-walk.ts';

/** RFC 5280 §6.1.4 (n): a CA that states its key usage states keyCertSign. The anchor is held to it too. */
export const checkKeyUsage: PathRule = (walk) => {
  const below = walk.steps.filter(({ isLeaf }) => !isLeaf);
  const issuers = walk.anchorEnforced ? [walk.anchor, ...below] : below;
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
 * Anchor, CAs and leaf may be used for each wanted purpose. A CA that lists usages must list it too, as Windows
 * and web browsers read it: RFC 5280 §4.2.1.12 is silent on CAs, but whoever limits a CA means its certificates.
 */
export const checkExtKeyUsage: PathRule = (walk) => {
  const { requiredExtKeyUsage, intendedExtKeyUsages = [] } = walk.request;
  const required = requiredExtKeyUsage === undefined ? [] : [requiredExtKeyUsage];
  for (const purpose of new Set([...required, ...intendedExtKeyUsages])) {
    const failure = checkAnchorPurpose(walk, purpose) ?? checkPurpose(walk, purpose);
    if (failure !== undefined) return failure;
  }
  return undefined;
};

// RFC 5937 §3.2 leaves purposes out; whoever trusts an anchor for some of them says so beside it.
function checkAnchorPurpose(walk: PathWalk, required: string): PathFailure | undefined {
  const { extKeyUsage } = walk.terms;
  if (extKeyUsage === undefined) return undefined;
  const { object, index } = walk.anchor;
  if (allows(extKeyUsage, required, [EXT_KEY_USAGE.any])) {
    recordPass(walk, ANCHOR_PURPOSE, object, 'It is trusted for this purpose.', { required });
    return undefined;
  }
  const reason = `The ${object} is not trusted for this purpose, ${describeExtKeyUsage(required)}.`;
  const failure = { code: 'extended-key-usage-violation', reason, failedAt: index } as const;
  return recordFailure(walk, ANCHOR_PURPOSE, object, failure, { required, found: extKeyUsage.join(' ') });
}

function checkPurpose(walk: PathWalk, required: string): PathFailure | undefined {
  const { anchor, steps } = walk;
  if (walk.anchorEnforced && isLimited(anchor.certificate)) {
    const failure = checkStated(walk, CA_PURPOSE, required, anchor);
    if (failure !== undefined) return failure;
  }
  const mustBeStated = required === walk.request.requiredExtKeyUsage;
  for (const step of steps) {
    const rule = step.isLeaf ? LEAF_PURPOSE : CA_PURPOSE;
    if (step.isLeaf && mustBeStated && step.certificate.extensions.extKeyUsage === undefined)
      return failUnstated(walk, required, step);
    const failure = checkStated(walk, rule, required, step);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function isLimited(certificate: Certificate): boolean {
  return (
    certificate.extensions.extKeyUsage !== undefined || readApplicationPolicies(certificate) !== undefined
  );
}

/** Microsoft's application policies limit a certificate beside its extended key usages, as Windows reads them. */
function checkStated(
  walk: PathWalk,
  rule: RuleName,
  required: string,
  { certificate, index, object }: PathMember,
): PathFailure | undefined {
  const { extKeyUsage } = certificate.extensions;
  const applicationPolicies = readApplicationPolicies(certificate);
  if (extKeyUsage === undefined && applicationPolicies === undefined) {
    recordPass(walk, rule, object, 'The certificate is not limited to certain purposes.');
    return undefined;
  }
  // Application policies repeat the extended key usages, anyExtendedKeyUsage among them; the any of Microsoft's own is
  // none of the purposes of RFC 5280 §4.2.1.12.
  const lists = [
    ['extended key usage lacks', extKeyUsage, [EXT_KEY_USAGE.any]],
    ['application policies lack', applicationPolicies, [ANY_APPLICATION_POLICY, EXT_KEY_USAGE.any]],
  ] as const;
  for (const [whatLacks, purposes, anyPurpose] of lists) {
    if (purposes === undefined || allows(purposes, required, anyPurpose)) continue;
    const reason = `The ${object} may not be used for this purpose: its ${whatLacks} ${describeExtKeyUsage(required)}.`;
    const failure = { code: 'extended-key-usage-violation', reason, failedAt: index } as const;
    return recordFailure(walk, rule, object, failure, { required, found: purposes.join(' ') });
  }
  recordPass(walk, rule, object, 'The certificate may be used for this purpose.', { required });
  return undefined;
}

// By RFC 5280 alone a certificate without the extension is good for every purpose.
function failUnstated(walk: PathWalk, required: string, { index, object }: PathMember): PathFailure {
  const reason = `The ${object} has no extended key usage, and here it must state ${describeExtKeyUsage(required)}: have it reissued with that.`;
  const failure = { code: 'extended-key-usage-violation', reason, failedAt: index } as const;
  return recordFailure(walk, STATED_PURPOSE, object, failure, { required, found: 'none' });
}

function allows(usages: readonly string[], required: string, anyPurpose: readonly string[]): boolean {
  return usages.includes(required) || anyPurpose.some((any) => usages.includes(any));
}

const KEY_USAGE = { check: 'key-usage', rule: 'RFC 5280 §6.1.4 (n)' };
const LEAF_PURPOSE = { check: 'extended-key-usage', rule: 'RFC 5280 §4.2.1.12' };
const STATED_PURPOSE = {
  check: 'extended-key-usage',
  rule: 'Signet: the purpose must be stated, which RFC 5280 §4.2.1.12 leaves to applications',
};
const ANCHOR_PURPOSE = {
  check: 'extended-key-usage',
  rule: 'Signet: purposes that an anchor is trusted for',
};
const CA_PURPOSE = {
  check: 'extended-key-usage',
  rule: 'Signet: a CA limited to purposes issues for no other',
};
