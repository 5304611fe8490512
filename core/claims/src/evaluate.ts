import type { Action, Clause, Condition, CountOperator, Expression, Part, Rule } from './ast.ts';
import {
  MAX_CHARACTERS,
  MAX_CLAIMS,
  MAX_COMPARISONS,
  MAX_PATTERN_STEPS,
  MAX_VALUE_LENGTH,
} from './budget.ts';
import { type Claim, createClaim } from './claim.ts';
import { ClaimRuleError } from './error.ts';
import { matchesPattern, replacePattern, type SpendSteps } from './pattern.ts';

/** The attribute stores that rules may ask; ours is the directory. */
export interface AttributeStores {
  /**
   * One array for each record found, one entry for each of the action's types, `undefined` where the record has no value.
   * Parameters are data: whoever fills them into a filter escapes them.
   */
  query(request: {
    readonly store: string;
    readonly query: string;
    readonly params: readonly string[];
    /** How many types the action has. */
    readonly columns: number;
  }): Promise<readonly (readonly (string | undefined)[])[]>;
}

/** What one rule did: how many combinations of claims fulfilled its conditions, and what came of it. */
export interface RuleOutcome {
  readonly rule: Rule;
  readonly combinations: number;
  readonly claims: readonly Claim[];
}

export interface Evaluation {
  readonly output: readonly Claim[];
  readonly outcomes: readonly RuleOutcome[];
}

/**
 * Runs the rules in their order over the input claims. Each sees what the rules before it issued or added.
 *
 * @throws ClaimRuleError `too-much-work`; what a store throws is passed on
 */
export async function evaluateClaimRules(
  rules: readonly Rule[],
  input: readonly Claim[],
  stores: AttributeStores,
): Promise<Evaluation> {
  const claims = [...input];
  const output: Claim[] = [];
  const outcomes: RuleOutcome[] = [];
  const work: Work = { comparisons: 0, patternSteps: 0, characters: 0 };
  for (const rule of rules) {
    const combinations = combine(rule.conditions, claims, work);
    const made: Claim[] = [];
    for (const bindings of combinations) {
      made.push(...(await act(rule.action, bindings, stores, work)));
      if (claims.length + made.length > MAX_CLAIMS) throw tooMuch('The rules make too many claims.');
    }
    claims.push(...made);
    if (rule.action.verb === 'issue') output.push(...made);
    outcomes.push({ rule, combinations: combinations.length, claims: made });
  }
  return { output, outcomes };
}

type Bindings = ReadonlyMap<string, Claim>;
interface Work {
  comparisons: number;
  patternSteps: number;
  characters: number;
}

function combine(
  conditions: readonly Condition[],
  claims: readonly Claim[],
  work: Work,
): readonly Bindings[] {
  let combinations: readonly Bindings[] = [new Map()];
  for (const condition of conditions)
    combinations = combinations.flatMap((bindings) => extend(bindings, condition, claims, work));
  return combinations;
}

function extend(bindings: Bindings, condition: Condition, claims: readonly Claim[], work: Work): Bindings[] {
  work.comparisons += claims.length * (condition.clauses.length + 1);
  if (work.comparisons > MAX_COMPARISONS) throw tooMuch('The conditions take too many comparisons.');
  const found = claims.filter((claim) =>
    condition.clauses.every((clause) => holds(clause, claim, bindings, work)),
  );
  switch (condition.kind) {
    case 'exists':
      return found.length > 0 === (condition.expected === 'some') ? [new Map(bindings)] : [];
    case 'count':
      return COUNT_TESTS[condition.operator](found.length, condition.limit) ? [new Map(bindings)] : [];
    case 'select': {
      const { identifier } = condition;
      return found.map((claim) =>
        identifier === undefined ? new Map(bindings) : new Map(bindings).set(identifier, claim),
      );
    }
  }
}

function holds(clause: Clause, claim: Claim, bindings: Bindings, work: Work): boolean {
  const value = readPart(claim, clause.part);
  // A property that the claim does not have is compared as empty.
  switch (clause.operator) {
    case '==':
      return value === compute(clause.expected, bindings, work);
    case '!=':
      return value !== compute(clause.expected, bindings, work);
    case '=~':
      return matchesPattern(clause.pattern, value, spendIn(work));
    case '!~':
      return !matchesPattern(clause.pattern, value, spendIn(work));
  }
}

const readPart = (claim: Claim, part: Part): string =>
  'field' in part ? claim[part.field] : (claim.properties.get(part.property) ?? '');

const spendIn =
  (work: Work): SpendSteps =>
  (steps) => {
    work.patternSteps += steps;
    if (work.patternSteps > MAX_PATTERN_STEPS) throw tooMuch('The regular expressions take too many steps.');
  };

function compute(expression: Expression, bindings: Bindings, work: Work): string {
  const value = computeUnbounded(expression, bindings, work);
  if (value.length > MAX_VALUE_LENGTH) throw tooMuch('A value grew too long.');
  work.characters += value.length;
  if (work.characters > MAX_CHARACTERS) throw tooMuch('The rules write too much text.');
  return value;
}

function computeUnbounded(expression: Expression, bindings: Bindings, work: Work): string {
  switch (expression.kind) {
    case 'text':
      return expression.text;
    case 'part':
      return readPart(findBound(bindings, expression.identifier), expression.part);
    case 'concat':
      return expression.terms.map((term) => compute(term, bindings, work)).join('');
    case 'replace':
      return replacePattern(
        expression.pattern,
        compute(expression.value, bindings, work),
        compute(expression.replacement, bindings, work),
        spendIn(work),
      );
  }
}

async function act(
  action: Action,
  bindings: Bindings,
  stores: AttributeStores,
  work: Work,
): Promise<readonly Claim[]> {
  switch (action.kind) {
    case 'copy':
      return [findBound(bindings, action.identifier)];
    case 'make': {
      const fields: Record<string, string> = {};
      const properties = new Map<string, string>();
      for (const { part, value } of action.assignments) {
        if ('field' in part) fields[part.field] = compute(value, bindings, work);
        else properties.set(part.property, compute(value, bindings, work));
      }
      return [createClaim(fields['type'] ?? '', fields['value'] ?? '', { ...fields, properties })];
    }
    case 'query': {
      const params = action.params.map((param) => compute(param, bindings, work));
      const records = await stores.query({
        store: action.store,
        query: action.query,
        params,
        columns: action.types.length,
      });
      return records.flatMap((record) =>
        action.types.flatMap((type, column) => {
          const value = record[column];
          return value === undefined ? [] : [createClaim(type, value)];
        }),
      );
    }
  }
}

function findBound(bindings: Bindings, identifier: string): Claim {
  const claim = bindings.get(identifier);
  if (!claim) throw new TypeError(`The parser let the unbound identifier ${identifier} pass.`);
  return claim;
}

const tooMuch = (message: string) => new ClaimRuleError('too-much-work', message);

const COUNT_TESTS: Readonly<Record<CountOperator, (count: number, limit: number) => boolean>> = {
  '==': (count, limit) => count === limit,
  '!=': (count, limit) => count !== limit,
  '<': (count, limit) => count < limit,
  '>': (count, limit) => count > limit,
  '<=': (count, limit) => count <= limit,
  '>=': (count, limit) => count >= limit,
};
