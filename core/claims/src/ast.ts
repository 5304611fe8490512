import type { ClaimField } from './claim.ts';
import type { Position } from './error.ts';
import type { Pattern } from './pattern.ts';

/** One rule: for each combination of claims that its conditions select, its action once. */
export interface Rule {
  readonly position: Position;
  /** The `@RuleName` and `@RuleTemplate` headers, which the management console writes. */
  readonly name: string | undefined;
  readonly template: string | undefined;
  readonly conditions: readonly Condition[];
  readonly action: Action;
}

export type Condition =
  | { readonly kind: 'select'; readonly identifier: string | undefined; readonly clauses: readonly Clause[] }
  | { readonly kind: 'exists'; readonly expected: 'some' | 'none'; readonly clauses: readonly Clause[] }
  | {
      readonly kind: 'count';
      readonly clauses: readonly Clause[];
      readonly operator: CountOperator;
      readonly limit: number;
    };

export type CountOperator = '==' | '!=' | '<' | '>' | '<=' | '>=';

/** A claim's field or one of its `Properties["…"]`. */
export type Part = { readonly field: ClaimField } | { readonly property: string };

export type Clause =
  | { readonly operator: '==' | '!='; readonly part: Part; readonly expected: Expression }
  | { readonly operator: '=~' | '!~'; readonly part: Part; readonly pattern: Pattern };

export type Expression =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'part'; readonly identifier: string; readonly part: Part }
  | { readonly kind: 'concat'; readonly terms: readonly Expression[] }
  | {
      readonly kind: 'replace';
      readonly value: Expression;
      readonly pattern: Pattern;
      readonly replacement: Expression;
    };

export type Assignment = { readonly part: Part; readonly value: Expression };

/** `issue` puts claims into the output and the evaluation set, `add` only into the latter. */
export type Action = { readonly verb: 'issue' | 'add' } & (
  | { readonly kind: 'copy'; readonly identifier: string }
  | { readonly kind: 'make'; readonly assignments: readonly Assignment[] }
  | {
      readonly kind: 'query';
      readonly store: string;
      readonly types: readonly string[];
      readonly query: string;
      readonly params: readonly Expression[];
    }
);
