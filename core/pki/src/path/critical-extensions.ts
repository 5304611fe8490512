import { EXTENSION } from '../x509/oids.ts';
import type { Certificate } from '../x509/types.ts';
import { describeAnchor, type PathRule, recordFailure, recordPass } from './path-walk.ts';

/**
 * RFC 5280 §6.1.4 (o), §6.1.5 (f): what is critical and not understood refuses the path. §4.2 says it of every
 * certificate, so an anchor whose certificate counts is held to it.
 */
export const checkCriticalExtensions: PathRule = (walk) => {
  const { anchor } = walk;
  const limiting = walk.anchorEnforced ? findUnknown(anchor) : undefined;
  if (limiting !== undefined) {
    const object = describeAnchor(anchor);
    const reason = `The ${object} has a critical extension that is not understood (${limiting}).`;
    const failure = { code: 'unknown-critical-extension', reason, failedAt: walk.path.length - 1 } as const;
    return recordFailure(walk, ANCHOR, object, failure, { extnID: limiting });
  }
  for (const { certificate, index, isLeaf, object } of walk.steps) {
    const rule = isLeaf ? LEAF : INTERMEDIATE;
    const unknown = findUnknown(certificate);
    if (unknown !== undefined) {
      const reason = `The ${object} has a critical extension that is not understood (${unknown}).`;
      const failure = { code: 'unknown-critical-extension', reason, failedAt: index } as const;
      return recordFailure(walk, rule, object, failure, { extnID: unknown });
    }
    recordPass(walk, rule, object, 'Every critical extension is understood.');
  }
  return undefined;
};

function findUnknown({ extensions }: Certificate): string | undefined {
  return extensions.all.find(({ critical, extnID }) => critical && !KNOWN.has(extnID))?.extnID;
}

const ANCHOR = { check: 'critical-extensions', rule: 'RFC 5280 §4.2' };
const LEAF = { check: 'critical-extensions', rule: 'RFC 5280 §6.1.5 (f)' };
const INTERMEDIATE = { check: 'critical-extensions', rule: 'RFC 5280 §6.1.4 (o)' };

/** All that x509/extensions.ts reads: path validation or revocation obeys each of them. */
const KNOWN: ReadonlySet<string> = new Set(Object.values(EXTENSION));
