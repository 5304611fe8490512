import { AMR_MULTI_FACTOR, type Authentication, type SignInCode, type User } from '@signet/identity';
import type { Evidence } from '@signet/pki';
import { judgeContinuationProof } from './continuation-proof.ts';
import {
  Refusal,
  type SecondFactorProof,
  type SignInRequest,
  type SignInServices,
  type Subject,
} from './sign-in-request.ts';
import { findTotpStep } from './totp.ts';

/** Judges the code of an authenticator on top of a first factor, which must still stand. */
export async function judgeSecondFactorProof(
  request: SignInRequest,
  proof: SecondFactorProof,
  services: SignInServices,
  subject: Subject,
  evidence: Evidence,
): Promise<{ user: User; authentication: Authentication }> {
  const first = { ...proof, kind: 'continuation' } as const;
  const { user, authentication } = await judgeContinuationProof(request, first, services, subject, evidence);
  await checkCode(user, proof.code, request.client.now, services, evidence);
  const amr = [...new Set([...authentication.amr, 'otp', AMR_MULTI_FACTOR])];
  return { user, authentication: { ...authentication, amr } };
}

async function checkCode(
  { id, userPrincipalName }: User,
  code: string,
  now: number,
  { directory }: SignInServices,
  evidence: Evidence,
): Promise<void> {
  const { totpSecrets } = directory;
  const check = {
    check: 'second-factor',
    rule: 'RFC 6238: a code of the present time step, one before or one after, each once',
    object: `user ${userPrincipalName}`,
  };
  const refuse = (refusal: SignInCode, detail: string): never => {
    evidence.add({ ...check, result: 'fail', detail });
    throw new Refusal(refusal);
  };
  const secret = await totpSecrets.find(id);
  if (secret === undefined) return refuse('second-factor-not-registered', 'The user has no authenticator.');
  // Counted before it is judged, so that guesses side by side are all counted.
  if (!(await totpSecrets.mayTry(id, ATTEMPTS, now))) {
    return refuse('second-factor-locked', 'Too many codes were tried in a quarter of an hour.');
  }
  const step = findTotpStep(secret, code, now);
  if (step === undefined) return refuse('second-factor-wrong', 'The code is of no time step near now.');
  if (!(await totpSecrets.useStep(id, step))) {
    return refuse('second-factor-wrong', 'This code or a later one was used already.');
  }
  evidence.add({ ...check, result: 'pass', detail: 'The code is that of the user’s authenticator.' });
}

/** Five guesses in a quarter of an hour at three codes of a million: a year of guessing finds one in ten times. */
const ATTEMPTS = { limit: 5, seconds: 15 * 60 };
