import { APPLICATION_POLICIES, readApplicationPolicies } from '../x509/microsoft-extensions.ts';
import { EXTENSION, POLICY_QUALIFIER } from '../x509/oids.ts';
import type { Certificate } from '../x509/types.ts';
import {
  type PathFailure,
  type PathRule,
  type PathWalk,
  type RuleName,
  recordFailure,
  recordPass,
} from './path-walk.ts';

/**
 * RFC 5280 §6.1.4 (o), §6.1.5 (f): what is critical and not understood refuses the path. §4.2 says it of every
 * certificate, so an anchor whose certificate counts is held to it.
 */
export const checkCriticalExtensions: PathRule = (walk) => {
  const { anchor } = walk;
  const unknown = walk.anchorEnforced ? findUnknown(anchor.certificate) : undefined;
  if (unknown !== undefined) return refuse(walk, ANCHOR, anchor.object, anchor.index, unknown);
  for (const { certificate, index, isLeaf, object } of walk.steps) {
    const rule = isLeaf ? LEAF : INTERMEDIATE;
    const unknown = findUnknown(certificate);
    if (unknown !== undefined) return refuse(walk, rule, object, index, unknown);
    recordPass(walk, rule, object, 'Every critical extension is understood.');
  }
  return undefined;
};

interface Unknown {
  readonly extnID: string;
  /** What of the extension is not understood, where the extension itself is. */
  readonly policyQualifierId?: string;
}

function findUnknown(certificate: Certificate): Unknown | undefined {
  for (const { critical, extnID } of certificate.extensions.all) {
    if (!critical) continue;
    if (extnID === EXTENSION.certificatePolicies) {
      const policyQualifierId = findUnknownQualifier(certificate);
      if (policyQualifierId !== undefined) return { extnID, policyQualifierId };
    } else if (extnID === APPLICATION_POLICIES) {
      if (readApplicationPolicies(certificate) === undefined) return { extnID };
    } else if (!KNOWN.has(extnID)) return { extnID };
  }
  return undefined;
}

/** RFC 5280 §4.2.1.4: critical policies are understood with their qualifiers, or refuse the path. */
function findUnknownQualifier({ extensions }: Certificate): string | undefined {
  return extensions.certificatePolicies
    ?.flatMap(({ qualifiers = [] }) => qualifiers)
    .find((policyQualifierId) => !KNOWN_QUALIFIERS.has(policyQualifierId));
}

function refuse(
  walk: PathWalk,
  rule: RuleName,
  object: string,
  failedAt: number,
  unknown: Unknown,
): PathFailure {
  const { extnID, policyQualifierId } = unknown;
  const what =
    policyQualifierId === undefined
      ? `a critical extension that is not understood (${extnID})`
      : `critical certificate policies with a qualifier that is not understood (${policyQualifierId})`;
  const failure = {
    code: 'unknown-critical-extension',
    reason: `The ${object} has ${what}.`,
    failedAt,
  } as const;
  return recordFailure(walk, rule, object, failure, { ...unknown });
}

const ANCHOR = { check: 'critical-extensions', rule: 'RFC 5280 §4.2' };
const LEAF = { check: 'critical-extensions', rule: 'RFC 5280 §6.1.5 (f)' };
const INTERMEDIATE = { check: 'critical-extensions', rule: 'RFC 5280 §6.1.4 (o)' };

/**
 * What x509/extensions.ts reads, path validation or revocation obeys, but for freshestCRL: RFC 5280 §4.2.1.15 never has it
 * critical, and the delta comes from the URL that is configured.
 */
const KNOWN: ReadonlySet<string> = new Set(
  Object.values(EXTENSION).filter((extnID) => extnID !== EXTENSION.freshestCRL),
);
const KNOWN_QUALIFIERS: ReadonlySet<string> = new Set(Object.values(POLICY_QUALIFIER));
