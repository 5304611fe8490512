import { EXTENSION } from '../x509/oids.ts';
import { type PathRule, recordFailure, recordPass } from './path-walk.ts';

/** RFC 5280 §6.1.4 (o), §6.1.5 (f): what is critical and not understood refuses the path. */
export const checkCriticalExtensions: PathRule = (walk) => {
  for (const { certificate, index, isLeaf, object } of walk.steps) {
    const rule = isLeaf ? LEAF : INTERMEDIATE;
    const unknown = certificate.extensions.all.find(({ critical, extnID }) => critical && !KNOWN.has(extnID));
    if (unknown !== undefined) {
      const reason = `The ${object} has a critical extension that is not understood (${unknown.extnID}).`;
      const failure = { code: 'unknown-critical-extension', reason, failedAt: index } as const;
      return recordFailure(walk, rule, object, failure, { extnID: unknown.extnID });
    }
    recordPass(walk, rule, object, 'Every critical extension is understood.');
  }
  return undefined;
};

const LEAF = { check: 'critical-extensions', rule: 'RFC 5280 §6.1.5 (f)' };
const INTERMEDIATE = { check: 'critical-extensions', rule: 'RFC 5280 §6.1.4 (o)' };

/** All that x509/extensions.ts reads: path validation or revocation obeys each of them. */
const KNOWN: ReadonlySet<string> = new Set(Object.values(EXTENSION));
