import type { SignInCode } from '@signet/identity';
import type { Check } from '@signet/pki';

/** Ends the reading of a message at the step that failed; becomes a row of the log and a fault. */
export class MessageRefusal extends Error {
  override readonly name = 'MessageRefusal';
  readonly code: SignInCode;
  readonly checks: readonly Check[];

  constructor(code: SignInCode, checks: readonly Check[]) {
    super(code);
    this.code = code;
    this.checks = checks;
  }
}

/** `detail` goes into the log: it may name what stands in the message's headers, never what stands in a token. */
export function refuse(code: SignInCode, check: string, rule: string, detail: string): never {
  throw new MessageRefusal(code, [{ check, rule, object: 'message', result: 'fail', detail }]);
}
