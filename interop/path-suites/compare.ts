import type { Divergence } from './divergences.ts';
import type { PathCase } from './path-case.ts';
import type { BatchAnswer } from './run-batch.ts';

/** A case that is not answered as its suite says. */
export interface Difference {
  readonly id: string;
  readonly expected: string;
  /** `valid`, the code of the refusal, or `error`. */
  readonly actual: string;
  /** The sentence of the answer; for a listed case the reason of the list. */
  readonly reason: string;
}

export interface Comparison {
  readonly cases: number;
  readonly asTheSuiteSays: number;
  readonly listed: readonly Difference[];
  readonly notListed: readonly Difference[];
  /** Cases of the list that do not differ, or are not in the suite. */
  readonly noLonger: readonly string[];
}

/** Whether everything is as the suite and the list say. */
export function isAsListed({ notListed, noLonger }: Comparison): boolean {
  return notListed.length === 0 && noLonger.length === 0;
}

/** `answers` are those of `cases`, in their order. A listed case with another verdict than the list's counts as not listed. */
export function compare(
  cases: readonly PathCase[],
  answers: readonly BatchAnswer[],
  list: ReadonlyMap<string, Divergence>,
): Comparison {
  const differences = cases.flatMap((each, index) => findDifference(each, answers[index]) ?? []);
  const ids = new Set(differences.map(({ id }) => id));
  const isListed = ({ id, expected, actual }: Difference): boolean =>
    list.get(id)?.expected === expected && list.get(id)?.actual === actual;
  return {
    cases: cases.length,
    asTheSuiteSays: cases.length - differences.length,
    listed: differences
      .filter(isListed)
      .map((each) => ({ ...each, reason: list.get(each.id)?.reason ?? each.reason })),
    notListed: differences.filter((each) => !isListed(each)),
    noLonger: [...list.keys()].filter((id) => !ids.has(id)),
  };
}

function findDifference(each: PathCase, answer: BatchAnswer | undefined): Difference | undefined {
  const { valid, code = 'error', reason = '', error, policies = [] } = answer ?? {};
  const { id, expected, expectedPolicies } = each;
  if (valid !== (expected === 'valid')) return { id, expected, actual: code, reason: error ?? reason };
  if (!valid || expectedPolicies === undefined) return undefined;
  const wanted = describePolicies(expectedPolicies);
  const actual = describePolicies(policies);
  return wanted === actual ? undefined : { id, expected: wanted, actual, reason: 'The policies differ.' };
}

function describePolicies(policies: readonly string[]): string {
  return policies.length === 0 ? 'none' : policies.toSorted().join(', ');
}
