import { describeSignInCode, type SignInCodeText, type SignInLogEntry } from '@signet/identity';

/** The words of a code; absent for success and for a code of an older version that is gone. */
export function findSignInCode(code: SignInLogEntry['code']): SignInCodeText | undefined {
  return code === 'success' ? undefined : (describeSignInCode(code) as SignInCodeText | undefined);
}
