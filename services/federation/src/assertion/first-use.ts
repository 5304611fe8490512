import { createHash } from 'node:crypto';
import type { Directory } from '@signet/identity';
import type { Check } from '@signet/pki';
import type { VerifiedAssertion } from './verify.ts';

/**
 * One assertion, one sign-in, in all processes and by whatever wire it comes: `undefined` the first time, the
 * check that refuses it ever after. Issuers cannot use up each other's ids.
 */
export async function rememberAssertion(
  { domain, assertionId, rememberUntil }: VerifiedAssertion,
  { replays }: Pick<Directory, 'replays'>,
): Promise<Check | undefined> {
  const id = createHash('sha256').update(`${domain.name} ${assertionId}`).digest('hex');
  return (await replays.remember('saml11-assertion', id, rememberUntil)) ? undefined : REPLAYED;
}

const REPLAYED: Check = {
  check: 'assertion-replay',
  rule: 'SAML 1.1 bindings §4.1.1.7: an assertion is used once',
  object: 'assertion',
  result: 'fail',
  detail: 'This assertion was used before.',
};
