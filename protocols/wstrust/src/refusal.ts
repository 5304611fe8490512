import type { SignInCode, User } from '@signet/identity';
import type { Check } from '@signet/pki';

/** Ends the reading of a message at the step that failed; becomes a row of the log and a fault. */
export class MessageRefusal extends Error {
  override readonly name = 'MessageRefusal';
  readonly code: SignInCode;
  readonly checks: readonly Check[];
  /** Whom it is about, once that is known. */
  readonly user: User | undefined;

  constructor(code: SignInCode, checks: readonly Check[], user?: User) {
    super(code);
    this.code = code;
    this.checks = checks;
    this.user = user;
  }
}

/** `detail` goes into the log: it may name what stands in the message's headers, never what stands in a token. */
export function refuse(code: SignInCode, check: string, rule: string, detail: string): never {
  throw new MessageRefusal(code, [{ check, rule, object: 'message', result: 'fail', detail }]);
}
