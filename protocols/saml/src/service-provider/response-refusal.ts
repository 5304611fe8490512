import type { SignInCode } from '@signet/identity';
import type { Check, Evidence } from '@signet/pki';

/** Ends the reading of a response at the step that failed; never leaves this folder. */
export class ResponseRefusal extends Error {
  override readonly name = 'ResponseRefusal';
  readonly code: SignInCode;

  constructor(code: SignInCode) {
    super(code);
    this.code = code;
  }
}

export type CheckSubject = Pick<Check, 'check' | 'rule' | 'object'>;

export function pass(evidence: Evidence, subject: CheckSubject, detail: string): void {
  evidence.add({ ...subject, result: 'pass', detail });
}

export function refuse(evidence: Evidence, subject: CheckSubject, code: SignInCode, detail: string): never {
  evidence.add({ ...subject, result: 'fail', detail });
  throw new ResponseRefusal(code);
}
