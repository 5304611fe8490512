import type { Authentication, Directory, User } from '@signet/identity';
import type { Evidence } from '@signet/pki';
import { checkAccountEnabled, checkDomain } from './account-checks.ts';
import { beginPasswordAttempt } from './password-attempts.ts';
import {
  type PasswordProof,
  Refusal,
  type SignInRequest,
  type SignInServices,
  tenantOf,
} from './sign-in-request.ts';

/**
 * Judges a test user's password. Who does not exist or has no password fares exactly like a wrong one; that the
 * account is disabled, or at home behind another door, is told to whoever knows its password.
 */
export async function judgePasswordProof(
  request: SignInRequest,
  proof: PasswordProof,
  services: SignInServices,
  subject: { user?: User },
  evidence: Evidence,
): Promise<{ user: User; authentication: Authentication }> {
  const { directory } = services;
  const { now } = request.client;
  const attempt = await beginPasswordAttempt(request, proof.userPrincipalName, directory, evidence);
  const user = await verifyPassword(request, proof, services, evidence);
  await attempt.succeeded();
  subject.user = user;
  await checkDomain(user, proof.audience, directory, evidence);
  checkAccountEnabled(user, evidence);
  return { user, authentication: { authTime: now, amr: ['pwd'], certificate: undefined } };
}

async function verifyPassword(
  request: SignInRequest,
  { userPrincipalName, password }: PasswordProof,
  { directory, passwords }: SignInServices,
  evidence: Evidence,
): Promise<User> {
  const check = {
    check: 'password',
    rule: 'RFC 6749 §4.3: the password of a test user',
    object: `user ${userPrincipalName}`,
  };
  const user = await findUser(request, userPrincipalName, directory);
  const stored = user && (await directory.passwords.find(user.id));
  // RFC 8265 §4.2: the same password typed on another keyboard may come in another form of Unicode.
  const typed = password.normalize('NFC').slice(0, MAX_PASSWORD_LENGTH + 1);
  const isRight = typed.length <= MAX_PASSWORD_LENGTH && (await passwords?.verify(typed, stored)) === true;
  if (user && stored !== undefined && isRight) {
    evidence.add({ ...check, result: 'pass', detail: 'The password is right.' });
    return user;
  }
  const detail = !user
    ? 'No account of the tenant has this user principal name.'
    : stored === undefined
      ? 'The account has no password.'
      : 'The password is wrong.';
  evidence.add({ ...check, result: 'fail', detail });
  throw new Refusal('password-invalid');
}

async function findUser(
  request: SignInRequest,
  userPrincipalName: string,
  { users }: Directory,
): Promise<User | undefined> {
  const user = await users.findByUserPrincipalName(userPrincipalName);
  return user?.tenantId === tenantOf(request) ? user : undefined;
}

/** Entra's limit. What is longer is not hashed: hashing is the expensive part. */
const MAX_PASSWORD_LENGTH = 256;
