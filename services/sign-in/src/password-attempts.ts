import { createHash } from 'node:crypto';
import type { Directory } from '@signet/identity';
import type { Evidence } from '@signet/pki';
import { networkOf } from './network-of.ts';
import { Refusal, type SignInRequest } from './sign-in-request.ts';

/** An attempt that has been counted already, in case it fails. */
export interface PasswordAttempt {
  /** The password was right: it does not count, and its network is known for this account from now on. */
  succeeded(): Promise<void>;
}

/**
 * Counts an attempt in all processes before the password is looked at, so that attempts side by side cannot slip past
 * a limit together: against the account in this network, against the network, and, where the account is not known to
 * sign in from it, against the account among strangers. So whoever types wrong passwords locks himself out, and however
 * many networks he has, not the owner, who signs in from where he did before: what Entra's smart lockout calls
 * familiar and unfamiliar locations. Names that nobody has count like others. Throws `Refusal`
 * `password-attempts-exceeded`.
 */
export async function beginPasswordAttempt(
  { client: { requestId, remoteAddress, now } }: SignInRequest,
  userPrincipalName: string,
  { passwords }: Pick<Directory, 'passwords'>,
  evidence: Evidence,
): Promise<PasswordAttempt> {
  const name = createHash('sha256').update(userPrincipalName.toLowerCase()).digest('hex');
  const network = networkOf(remoteAddress);
  const known = { id: requestId, subject: `known ${name} ${network}`, at: now };
  const isKnown = (await passwords.countAttempts(known.subject, now - KNOWN_SECONDS)) > 0;
  const limits = [
    { subject: `account ${name} ${network}`, most: MAX_PER_ACCOUNT },
    { subject: `network ${network}`, most: MAX_PER_NETWORK },
    ...(isKnown ? [] : [{ subject: `strangers ${name}`, most: MAX_OF_STRANGERS }]),
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
      : `Too many wrong passwords within a quarter of an hour from ${isKnown ? 'this network' : 'this network, or for the account from networks that it is not known in'}.`,
  });
  if (!allowed) throw new Refusal('password-attempts-exceeded');
  return {
    async succeeded() {
      await passwords.removeAttempts(requestId);
      await passwords.addAttempt(known);
    },
  };
}

const PERIOD_SECONDS = 15 * 60;
/** As long as the rows are kept. */
const KNOWN_SECONDS = 24 * 60 * 60;
/** A person mistypes now and then. */
const MAX_PER_ACCOUNT = 10;
/** An office behind one address. */
const MAX_PER_NETWORK = 30;
/** Guessing from a hundred networks is as slow as from five. */
const MAX_OF_STRANGERS = 50;
