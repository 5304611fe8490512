import { createHash } from 'node:crypto';
import type { Directory } from '@signet/identity';
import type { Evidence } from '@signet/pki';
import { networkOf } from './network-of.ts';
import { Refusal, type SignInRequest } from './sign-in-request.ts';

/** An attempt that has been counted already, in case it fails. */
export interface PasswordAttempt {
  /** The password was right: it does not count. */
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt against the account and against the network that it comes from, in all processes, before the
 * password is looked at: attempts side by side cannot slip past the limit together. Names that nobody has count
 * like others. Throws `Refusal` `password-attempts-exceeded`.
 */
export async function beginPasswordAttempt(
  { client: { requestId, remoteAddress, now } }: SignInRequest,
  userPrincipalName: string,
  { passwords }: Pick<Directory, 'passwords'>,
  evidence: Evidence,
): Promise<PasswordAttempt> {
  const name = createHash('sha256').update(userPrincipalName.toLowerCase()).digest('hex');
  const limits = [
    { subject: `account ${name}`, most: MAX_PER_ACCOUNT },
    { subject: `network ${networkOf(remoteAddress)}`, most: MAX_PER_NETWORK },
  ];
  const isWithin = async (extra: 0 | 1): Promise<boolean> => {
    for (const { subject, most } of limits) {
      if ((await passwords.countAttempts(subject, now - PERIOD_SECONDS)) + extra > most) return false;
    }
    return true;
  };
  // A flood past the limit is refused unwritten, so that it fills no table.
  let allowed = await isWithin(1);
  if (allowed) {
    for (const { subject } of limits) await passwords.addAttempt({ id: requestId, subject, at: now });
    allowed = await isWithin(0);
  }
  evidence.add({
    check: 'password-attempts',
    rule: 'RFC 6749 §4.3.2: protect against brute force',
    object: `user ${userPrincipalName}`,
    result: allowed ? 'pass' : 'fail',
    detail: allowed
      ? 'The account and the network are within their limits.'
      : 'Too many wrong passwords within a quarter of an hour, for the account or from the network.',
  });
  if (!allowed) throw new Refusal('password-attempts-exceeded');
  return { succeeded: () => passwords.removeAttempts(requestId) };
}

const PERIOD_SECONDS = 15 * 60;
/** A person mistypes now and then. */
const MAX_PER_ACCOUNT = 10;
/** An office behind one address. */
const MAX_PER_NETWORK = 30;
