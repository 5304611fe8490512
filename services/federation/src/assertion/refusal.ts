import type { SignInCode } from '@signet/identity';
import type { Check, Evidence } from '@signet/pki';

/** Ends the reading of an answer at the step that failed; whoever began the reading catches it. */
export class AssertionRefusal extends Error {
  override readonly name = 'AssertionRefusal';
  readonly code: SignInCode;

  constructor(code: SignInCode) {
    super(code);
    this.code = code;
  }
}

export type CheckSubject = Pick<Check, 'check' | 'rule' | 'object'>;

/** Adds a check that holds. */
export function pass(evidence: Evidence, subject: CheckSubject, detail: string): void {
  evidence.add({ ...subject, result: 'pass', detail });
}

/** Adds a check that does not hold, and throws `AssertionRefusal` with the code. */
export function refuse(evidence: Evidence, subject: CheckSubject, code: SignInCode, detail: string): never {
  evidence.add({ ...subject, result: 'fail', detail });
  throw new AssertionRefusal(code);
}
