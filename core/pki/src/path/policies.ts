import { ANY_POLICY } from '../x509/oids.ts';
import type { CertificateExtensions } from '../x509/types.ts';
import { type PathFailure, type PathStep, type PathWalk, recordFailure, recordPass } from './path-walk.ts';
import {
  addLevel,
  authorityConstrainedPolicies,
  createPolicyGraph,
  mapPolicies,
  type PolicyLevel,
} from './policy-graph.ts';
import type { PathFailureCode } from './types.ts';

export type PolicyOutcome = { readonly policies: readonly string[] } | { readonly failure: PathFailure };

/** Certificate policies: RFC 5280 §6.1.3 (d)–(f), §6.1.4 (a), (b), (h)–(j) and §6.1.5 (a), (b), (g). */
export function evaluatePolicies(walk: PathWalk): PolicyOutcome {
  const state = startState(walk);
  for (const step of walk.steps) {
    const failure = processStep(walk, state, step);
    if (failure !== undefined) return { failure };
  }
  return wrapUp(walk, state);
}

/** State variables of RFC 5280 §6.1.2 (a), (d)–(f). */
interface PolicyState {
  graph: PolicyLevel;
  explicitPolicy: number;
  inhibitAnyPolicy: number;
  policyMapping: number;
}

function startState({ request, terms, steps }: PathWalk): PolicyState {
  const never = steps.length + 1;
  return {
    graph: createPolicyGraph(),
    explicitPolicy: request.initialExplicitPolicy || terms.explicitPolicy ? 0 : never,
    inhibitAnyPolicy: request.initialAnyPolicyInhibit || terms.anyPolicyInhibit ? 0 : never,
    policyMapping: request.initialPolicyMappingInhibit || terms.policyMappingInhibit ? 0 : never,
  };
}

function processStep(walk: PathWalk, state: PolicyState, step: PathStep): PathFailure | undefined {
  const { extensions } = step.certificate;
  const above = state.graph;
  const anyPolicyCounts = state.inhibitAnyPolicy > 0 || (!step.isLeaf && step.isSelfIssued);
  const level = addLevel(above, extensions.certificatePolicies, anyPolicyCounts, walk.work);
  if (level === 'budget-spent') return refuse(walk, step, TOO_MANY_POLICIES, 'work-budget-spent');
  state.graph = level;
  // RFC 5280 §6.1.3 (f).
  if (state.explicitPolicy <= 0 && state.graph.size === 0) return refuse(walk, step, NO_POLICY_LEFT);
  if (step.isLeaf) {
    wrapUpCounters(state, extensions);
    return undefined;
  }
  const mappingFault = applyMappings(state, above, extensions);
  if (mappingFault !== undefined) return refuse(walk, step, mappingFault);
  countDown(state, step);
  constrain(state, extensions);
  return undefined;
}

function applyMappings(
  state: PolicyState,
  above: PolicyLevel,
  { policyMappings }: CertificateExtensions,
): string | undefined {
  if (policyMappings === undefined) return undefined;
  const mappings = new Map<string, Set<string>>();
  for (const { issuerDomainPolicy, subjectDomainPolicy } of policyMappings) {
    // RFC 5280 §6.1.4 (a): anyPolicy is never mapped.
    if (issuerDomainPolicy === ANY_POLICY || subjectDomainPolicy === ANY_POLICY) return ANY_POLICY_MAPPED;
    const mapped = mappings.get(issuerDomainPolicy) ?? new Set<string>();
    mappings.set(issuerDomainPolicy, mapped.add(subjectDomainPolicy));
  }
  if (state.policyMapping > 0) mapPolicies(state.graph, above, mappings);
  // RFC 5280 §6.1.4 (b)(2): with mapping inhibited, what would have been mapped is lost.
  else for (const policy of mappings.keys()) state.graph.delete(policy);
  return undefined;
}

// RFC 5280 §6.1.4 (h).
function countDown(state: PolicyState, { isSelfIssued }: PathStep): void {
  if (isSelfIssued) return;
  state.explicitPolicy = Math.max(0, state.explicitPolicy - 1);
  state.policyMapping = Math.max(0, state.policyMapping - 1);
  state.inhibitAnyPolicy = Math.max(0, state.inhibitAnyPolicy - 1);
}

// RFC 5280 §6.1.4 (i), (j).
function constrain(state: PolicyState, { policyConstraints, inhibitAnyPolicy }: CertificateExtensions): void {
  const { requireExplicitPolicy, inhibitPolicyMapping } = policyConstraints ?? {};
  state.explicitPolicy = Math.min(state.explicitPolicy, requireExplicitPolicy ?? state.explicitPolicy);
  state.policyMapping = Math.min(state.policyMapping, inhibitPolicyMapping ?? state.policyMapping);
  state.inhibitAnyPolicy = Math.min(state.inhibitAnyPolicy, inhibitAnyPolicy ?? state.inhibitAnyPolicy);
}

// RFC 5280 §6.1.5 (a), (b).
function wrapUpCounters(state: PolicyState, { policyConstraints }: CertificateExtensions): void {
  state.explicitPolicy = Math.max(0, state.explicitPolicy - 1);
  if (policyConstraints?.requireExplicitPolicy === 0) state.explicitPolicy = 0;
}

// RFC 5280 §6.1.5 (g), in the words of RFC 9618 §5.5.
function wrapUp(walk: PathWalk, state: PolicyState): PolicyOutcome {
  const authority = authorityConstrainedPolicies(state.graph);
  const wanted = initialPolicySet(walk);
  const policies = wanted.includes(ANY_POLICY)
    ? [...authority]
    : wanted.filter((policy) => authority.has(policy) || authority.has(ANY_POLICY));
  const leaf = walk.steps[walk.steps.length - 1];
  if (state.explicitPolicy <= 0 && policies.length === 0 && leaf !== undefined) {
    return { failure: refuse(walk, leaf, NO_POLICY_WANTED) };
  }
  const detail =
    policies.length === 0 ? 'The path holds no policy and needs none.' : 'The path holds policies.';
  recordPass(walk, POLICIES, leaf?.object ?? '', detail, { policies: policies.join(' ') });
  return { policies };
}

// RFC 5937 §3.2: the policies that an anchor is trusted for are intersected with those that the user wants.
function initialPolicySet({ request, terms }: PathWalk): readonly string[] {
  const user = request.userInitialPolicySet ?? [ANY_POLICY];
  const anchor = terms.certificatePolicies ?? [ANY_POLICY];
  if (anchor.includes(ANY_POLICY)) return user;
  return user.includes(ANY_POLICY) ? anchor : user.filter((policy) => anchor.includes(policy));
}

function refuse(
  walk: PathWalk,
  { object, index }: PathStep,
  fault: string,
  code: PathFailureCode = 'policy-violation',
): PathFailure {
  const reason = `The ${object} ${fault}`;
  return recordFailure(walk, POLICIES, object, { code, reason, failedAt: index });
}

const POLICIES = { check: 'policies', rule: 'RFC 5280 §6.1.3 (d)–(f), §6.1.5 (g)' };

const NO_POLICY_LEFT = 'shares no certificate policy with the CAs above it, and a policy is required.';
const NO_POLICY_WANTED = 'holds none of the certificate policies that are required.';
const ANY_POLICY_MAPPED = 'maps anyPolicy, which is forbidden: its CA must be reissued.';
const TOO_MANY_POLICIES = 'stands below more certificate policies and mappings than are evaluated.';
