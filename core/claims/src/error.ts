export type ClaimRuleErrorCode =
  | 'too-large'
  | 'too-many-rules'
  | 'too-many-conditions'
  | 'too-deep'
  | 'unexpected-character'
  | 'unterminated-string'
  | 'unexpected-token'
  | 'unknown-identifier'
  | 'duplicate-identifier'
  | 'unknown-function'
  | 'invalid-pattern'
  | 'invalid-query'
  | 'too-much-work';

/** Where something stands in the text of a rule set: both count from 1, the column in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Thrown for a rule set that can't be read, and for one whose evaluation leaves its budget. */
export class ClaimRuleError extends Error {
  override readonly name = 'ClaimRuleError';
  readonly code: ClaimRuleErrorCode;
  readonly position: Position | undefined;

  constructor(code: ClaimRuleErrorCode, message: string, position?: Position, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.position = position;
  }
}
