import { type PathRule, type PathWalk, recordFailure, recordPass } from './path-walk.ts';

/** RFC 5280 §6.1.4 (k): only a CA may issue. */
export const checkBasicConstraints: PathRule = (walk) => {
  const { anchor } = walk;
  const { basicConstraints } = anchor.certificate.extensions;
  // RFC 5280 §6.1.1 (d) takes name and key of an anchor and nothing else. One that says of itself that it
  // is no CA was trusted by mistake: an end-entity certificate must not become an issuer that way.
  if (walk.anchorEnforced && basicConstraints?.cA === false) {
    const reason = `The ${anchor.object} says that it is no CA: trust the CA that issued it instead.`;
    const failure = { code: 'not-a-ca', reason, failedAt: anchor.index } as const;
    return recordFailure(walk, ANCHOR_CA, anchor.object, failure);
  }
  for (const { certificate, index, isLeaf, object } of walk.steps) {
    if (isLeaf) continue;
    const isCa = certificate.version === 3 && certificate.extensions.basicConstraints?.cA === true;
    if (!isCa) {
      const reason = `The ${object} issued another certificate without being a CA (basicConstraints cA).`;
      return recordFailure(walk, BASIC_CONSTRAINTS, object, { code: 'not-a-ca', reason, failedAt: index });
    }
    recordPass(walk, BASIC_CONSTRAINTS, object, 'basicConstraints says that it is a CA.');
  }
  return undefined;
};

/** RFC 5280 §6.1.4 (l), (m): a CA may bound how many CAs follow it; self-issued ones do not count. */
export const checkPathLength: PathRule = (walk) => {
  let maxPathLength = anchorPathLength(walk);
  for (const { certificate, index, isLeaf, isSelfIssued, object } of walk.steps) {
    if (isLeaf) continue;
    if (!isSelfIssued && maxPathLength <= 0) {
      const reason = `A CA above the ${object} allows no further CA below it (pathLenConstraint).`;
      const failure = { code: 'path-length-exceeded', reason, failedAt: index } as const;
      return recordFailure(walk, PATH_LENGTH, object, failure);
    }
    if (!isSelfIssued) maxPathLength--;
    maxPathLength = Math.min(
      maxPathLength,
      certificate.extensions.basicConstraints?.pathLenConstraint ?? maxPathLength,
    );
    recordPass(walk, PATH_LENGTH, object, `The path is within the length that its CAs allow.`, {
      furtherCAsAllowed: maxPathLength,
    });
  }
  return undefined;
};

// An anchor's own bound is respected, as RFC 5937 §3.2 recommends, and so is that of its terms.
function anchorPathLength({ anchor, anchorEnforced, terms, steps }: PathWalk): number {
  const own = anchorEnforced ? anchor.certificate.extensions.basicConstraints?.pathLenConstraint : undefined;
  return Math.min(own ?? steps.length, terms.pathLenConstraint ?? steps.length);
}

const ANCHOR_CA = { check: 'basic-constraints', rule: 'Signet: a trust anchor is a CA' };
const BASIC_CONSTRAINTS = { check: 'basic-constraints', rule: 'RFC 5280 §6.1.4 (k)' };
const PATH_LENGTH = { check: 'path-length', rule: 'RFC 5280 §6.1.4 (l), (m)' };
