/**
 * One check that was made, in a form that the sign-in log and `signet explain` show unchanged. Plain JSON:
 * strings, numbers and booleans only, times as ISO 8601 text. For administrators: the person signing in sees
 * the sign-in code that it led to.
 */
export interface Check {
  /** Stable name of the check, kebab-case: `validity`, `basic-constraints`, `crl-entry`, `user-binding`. */
  readonly check: string;
  /** Where the rule stands: `RFC 5280 §6.1.3 (a)(2)`, `Entra CBA: issuing CA is trusted`. */
  readonly rule: string;
  /** What was looked at, for people: `certificate CN=Alice, O=Contoso`. */
  readonly object: string;
  readonly result: 'pass' | 'fail' | 'skipped';
  /** One plain sentence: what was found, and for a failure how to mend it. */
  readonly detail: string;
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
}

/** Collects checks in the order they are made. */
export interface Evidence {
  readonly checks: readonly Check[];
  add(check: Check): void;
}

/** An empty collection. */
export function createEvidence(): Evidence {
  const checks: Check[] = [];
  return { checks, add: (check) => void checks.push(check) };
}
