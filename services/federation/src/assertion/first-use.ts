import { createHash } from 'node:crypto';
import type { Directory } from '@signet/identity';
import type { Check } from '@signet/pki';
import type { VerifiedAssertion } from './verify.ts';
import { RULES } from './versions.ts';

/**
 * One assertion, one sign-in, in all processes and by whatever wire it comes: `undefined` the first time, the
 * check that refuses it ever after. Issuers cannot use up each other's ids.
 */
export async function rememberAssertion(
  { version, domain, assertionId, rememberUntil }: Omit<VerifiedAssertion, 'claims'>,
  { replays }: Pick<Directory, 'replays'>,
): Promise<Check | undefined> {
  const id = createHash('sha256').update(`${domain.name} ${assertionId}`).digest('hex');
  if (await replays.remember(`${version}-assertion`, id, rememberUntil)) return undefined;
  return {
    check: 'assertion-replay',
    rule: RULES[version].replay,
    object: 'assertion',
    result: 'fail',
    detail: 'This assertion was used before.',
  };
}
