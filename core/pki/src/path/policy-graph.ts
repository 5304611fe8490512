import { ANY_POLICY } from '../x509/oids.ts';
import type { CertificateExtensions } from '../x509/types.ts';
import type { PathWork } from './path-work.ts';

/**
 * valid_policy_graph of RFC 9618 §4, which replaces the tree of RFC 5280 §6.1.2 (a) with the same answers: one
 * node per policy and depth, so that hostile mappings can't grow it exponentially (CVE-2023-0464). Only the
 * deepest level is kept at hand; a node that lost its children is simply no longer reached from there.
 */
export interface PolicyNode {
  readonly validPolicy: string;
  readonly parents: readonly PolicyNode[];
  expectedPolicySet: ReadonlySet<string>;
}

/** The deepest level by valid_policy. An empty one is the NULL graph. */
export type PolicyLevel = Map<string, PolicyNode>;

/** As it begins, RFC 5280 §6.1.2 (a): one node of depth 0, any-policy. */
export function createPolicyGraph(): PolicyLevel {
  return new Map([[ANY_POLICY, createNode(ANY_POLICY, [])]]);
}

/** RFC 5280 §6.1.3 (d), (e) as RFC 9618 §5.2 words them: the next level under a certificate's policies. */
export function addLevel(
  above: PolicyLevel,
  policies: CertificateExtensions['certificatePolicies'],
  anyPolicyCounts: boolean,
  work: PathWork,
): PolicyLevel | 'budget-spent' {
  const level: PolicyLevel = new Map();
  if (policies === undefined) return level;
  const expecting = indexByExpected(above, work);
  if (expecting === 'budget-spent') return expecting;
  const anyAbove = above.get(ANY_POLICY);
  for (const { policyIdentifier } of policies) {
    if (policyIdentifier === ANY_POLICY) continue;
    // (d)(1)(i) those that expect it, else (ii) below anyPolicy.
    const parents = expecting.get(policyIdentifier) ?? (anyAbove === undefined ? [] : [anyAbove]);
    if (parents.length > 0) level.set(policyIdentifier, createNode(policyIdentifier, parents));
  }
  const hasAnyPolicy = policies.some(({ policyIdentifier }) => policyIdentifier === ANY_POLICY);
  if (hasAnyPolicy && anyPolicyCounts) {
    // (d)(2) anyPolicy stands for all that is expected and not yet there.
    for (const [policy, parents] of expecting) {
      if (!level.has(policy)) level.set(policy, createNode(policy, parents));
    }
  }
  return level;
}

/** RFC 5280 §6.1.4 (b)(1): what the issuer calls one thing the subjects below call others. */
export function mapPolicies(
  level: PolicyLevel,
  above: PolicyLevel,
  mappings: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  for (const [issuerDomainPolicy, subjectDomainPolicies] of mappings) {
    const node = level.get(issuerDomainPolicy);
    const anyAbove = above.get(ANY_POLICY);
    if (node !== undefined) node.expectedPolicySet = subjectDomainPolicies;
    else if (level.has(ANY_POLICY) && anyAbove !== undefined) {
      const mapped = createNode(issuerDomainPolicy, [anyAbove]);
      mapped.expectedPolicySet = subjectDomainPolicies;
      level.set(issuerDomainPolicy, mapped);
    }
  }
}

/**
 * RFC 9618 §5.5 (g): the policies in the anchor's terms, those just below anyPolicy on a way to the leaf;
 * anyPolicy itself when it reached the leaf.
 */
export function authorityConstrainedPolicies(leafLevel: PolicyLevel): ReadonlySet<string> {
  const policies = new Set<string>(leafLevel.has(ANY_POLICY) ? [ANY_POLICY] : []);
  const seen = new Set<PolicyNode>();
  const pending = [...leafLevel.values()];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (seen.has(node) || node.validPolicy === ANY_POLICY) continue;
    seen.add(node);
    if (node.parents[0]?.validPolicy === ANY_POLICY) policies.add(node.validPolicy);
    pending.push(...node.parents);
  }
  return policies;
}

function indexByExpected(above: PolicyLevel, work: PathWork): Map<string, PolicyNode[]> | 'budget-spent' {
  const index = new Map<string, PolicyNode[]>();
  for (const node of above.values()) {
    for (const policy of node.expectedPolicySet) {
      if (!work.take('policyEdge')) return 'budget-spent';
      const nodes = index.get(policy);
      if (nodes === undefined) index.set(policy, [node]);
      else nodes.push(node);
    }
  }
  return index;
}

function createNode(validPolicy: string, parents: readonly PolicyNode[]): PolicyNode {
  return { validPolicy, parents, expectedPolicySet: new Set([validPolicy]) };
}
