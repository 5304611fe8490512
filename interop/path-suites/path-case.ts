/** One case of a suite, as a question of `--batch` and what the suite wants to hear. Certificates and CRLs are PEM. */
export interface PathCase {
  readonly id: string;
  readonly expected: Verdict;
  /** user-constrained-policy-set, where the suite says it. */
  readonly expectedPolicies?: readonly string[];
  readonly leaf: string;
  readonly intermediates: readonly string[];
  readonly anchors: readonly string[];
  readonly crls: readonly string[];
  /** The fields of a batch that are no files (docs/guide/cert-verify.md). */
  readonly settings: Readonly<Record<string, unknown>>;
}

export type Verdict = 'valid' | 'invalid';

/** Reads the suite at a path. Throws a `SuiteError` when there is none. */
export type SuiteReader = (path: string) => readonly PathCase[];

/** What lies at the path is not the suite; the message is one sentence. */
export class SuiteError extends Error {
  override readonly name = 'SuiteError';
}
