import type { SignInDecision } from '@signet/sign-in';
import { OAuthError } from '../oauth-error.ts';

/**
 * The error of a grant that the decision has ended. AADSTS50173 quotes both times, that of the sign-in and
 * the user's valid-from (Entra: error codes): administrators search for them.
 */
export function refusedContinuation(
  { code, evidence }: Extract<SignInDecision, { verdict: 'refused' }>,
  claims?: string,
): OAuthError {
  const facts = evidence.find(({ check, result }) => check === 'valid-from' && result === 'fail')?.facts;
  if (code !== 'sessions-revoked' || !facts) return new OAuthError(code, undefined, claims);
  const detail = `The grant was issued on '${facts['authTime']}' and the TokensValidFrom date of this user is '${facts['validFrom']}'.`;
  return new OAuthError(code, detail);
}
