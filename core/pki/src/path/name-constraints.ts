import { cutText, formatGeneralName } from '../x509/name-format.ts';
import { EMAIL_ADDRESS } from '../x509/oids.ts';
import type { Certificate, GeneralName, GeneralSubtree } from '../x509/types.ts';
import { isConstrainedBy, matchSubtree } from './name-subtrees.ts';
import { type PathMember, type PathRule, type PathWalk, recordFailure, recordPass } from './path-walk.ts';

/**
 * RFC 5280 §6.1.3 (b), (c) and §6.1.4 (g): every name lies within what each CA above permits and outside what
 * any excludes. The sets of several CAs are kept apart and must all be met, which is their intersection. An
 * anchor's constraints are respected, as RFC 5937 §3.2 recommends, those of its certificate and of its terms.
 */
export const checkNameConstraints: PathRule = (walk) => {
  const constraints: OwnedConstraints[] = [];
  if (walk.anchorEnforced) addConstraints(constraints, walk.anchor);
  const { permittedSubtrees: permitted = [], excludedSubtrees: excluded = [] } = walk.terms;
  if (permitted.length + excluded.length > 0) {
    constraints.push({ owner: walk.anchor.object, permitted, excluded });
  }
  for (const { certificate, index, isLeaf, isSelfIssued, object } of walk.steps) {
    // RFC 5280 §6.1.3 (b): a CA may reissue itself under its own name although it constrains others.
    if (constraints.length > 0 && (isLeaf || !isSelfIssued)) {
      const fault = findViolation(walk, certificate, constraints);
      if (fault !== undefined) {
        const reason =
          fault === 'budget' ? 'Name constraints took too many comparisons.' : `The ${object} ${fault}`;
        const code = fault === 'budget' ? 'work-budget-spent' : 'name-constraint-violation';
        return recordFailure(walk, NAME_CONSTRAINTS, object, { code, reason, failedAt: index });
      }
      recordPass(walk, NAME_CONSTRAINTS, object, 'Its names are within the constraints of the CAs above it.');
    }
    if (!isLeaf) addConstraints(constraints, { certificate, object });
  }
  return undefined;
};

interface OwnedConstraints {
  readonly owner: string;
  readonly permitted: readonly GeneralSubtree[];
  readonly excluded: readonly GeneralSubtree[];
}

function addConstraints(
  list: OwnedConstraints[],
  { certificate, object: owner }: Pick<PathMember, 'certificate' | 'object'>,
): void {
  const { nameConstraints } = certificate.extensions;
  if (nameConstraints === undefined) return;
  const { permittedSubtrees: permitted = [], excludedSubtrees: excluded = [] } = nameConstraints;
  list.push({ owner, permitted, excluded });
}

function findViolation(
  walk: PathWalk,
  certificate: Certificate,
  constraints: readonly OwnedConstraints[],
): string | undefined {
  const names = namesOf(certificate);
  for (const { owner, permitted, excluded } of constraints) {
    for (const name of names) {
      const isAbout = (subtree: GeneralSubtree): boolean => isConstrainedBy(name, subtree.base);
      const allowed = permitted.filter(isAbout);
      const cost = comparisonCost(name, permitted) + comparisonCost(name, excluded);
      if (!walk.work.take('nameComparison', cost)) return 'budget';
      if (allowed.length > 0 && !allowed.some((subtree) => matches(name, subtree, 'permitted'))) {
        return `is named ${describeName(name)}, which the ${owner} does not permit.`;
      }
      if (excluded.filter(isAbout).some((subtree) => matches(name, subtree, 'excluded'))) {
        return `is named ${describeName(name)}, which the ${owner} excludes.`;
      }
    }
  }
  return undefined;
}

function comparisonCost(name: GeneralName, subtrees: readonly GeneralSubtree[]): number {
  const weight = weightOf(name);
  return subtrees.reduce((cost, { base }) => cost + 1 + Math.floor((weight + weightOf(base)) / 256), 0);
}

function weightOf(name: GeneralName): number {
  switch (name.kind) {
    case 'directoryName':
      return name.name.der.length;
    case 'rfc822Name':
    case 'dNSName':
    case 'uniformResourceIdentifier':
      return name.value.length;
    case 'otherName':
      // The others are compared or normalised once; this is normalised each time, at several times the cost.
      return name.value.length * 8;
    default:
      return 0;
  }
}

// A form or bound that can't be judged counts against the name in both directions: fail closed.
function matches(name: GeneralName, subtree: GeneralSubtree, list: 'permitted' | 'excluded'): boolean {
  // RFC 5280 §4.2.1.10: minimum is 0 and maximum absent in this profile.
  const isProfiled = subtree.minimum === 0 && subtree.maximum === undefined;
  const match = isProfiled ? matchSubtree(name, subtree.base) : 'undecidable';
  return match === 'undecidable' ? list === 'excluded' : match === 'inside';
}

function namesOf({ subject, extensions }: Certificate): readonly GeneralName[] {
  const names: GeneralName[] = [...(extensions.subjectAltName ?? [])];
  if (subject.rdnSequence.length > 0) names.push({ kind: 'directoryName', name: subject });
  // RFC 5280 §4.2.1.10 asks this of certificates without alternative names; asking it of all is stricter, as
  // a mail address in the subject would otherwise escape constraints behind any other alternative name.
  for (const { type, value } of subject.rdnSequence.flat()) {
    if (type === EMAIL_ADDRESS) names.push({ kind: 'rfc822Name', value });
  }
  return names;
}

function describeName(name: GeneralName): string {
  const text = formatGeneralName(name);
  return text === '' ? `an empty ${name.kind}` : cutText(text);
}

const NAME_CONSTRAINTS = { check: 'name-constraints', rule: 'RFC 5280 §6.1.3 (b), (c)' };
