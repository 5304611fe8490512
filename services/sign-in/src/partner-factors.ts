import { mfaBehaviorOf } from '@signet/identity';
import type { Evidence } from '@signet/pki';
import { type AssertionProof, Refusal } from './sign-in-request.ts';

/**
 * Whether the second factor that a partner claims counts, by the federatedIdpMfaBehavior of the domain. One that does not
 * is no refusal: who needs two factors is asked for the second afterwards, here or, where the partner is to bring
 * it, there; who was sent there for it and comes back without it ends here, or would go round for ever.
 */
export function judgePartnerFactors(proof: AssertionProof, evidence: Evidence): 'multiple' | 'single' {
  const { domain, factors, factorsAsked } = proof;
  const behavior = mfaBehaviorOf(domain.federation ?? {});
  const isClaimed = factors === 'multiple';
  const check = {
    check: 'partner-multi-factor',
    rule: 'Microsoft Graph: federatedIdpMfaBehavior of the domain',
    object: `domain ${domain.name}`,
    facts: { federatedIdpMfaBehavior: behavior, isClaimed, isAsked: factorsAsked === 'multiple' },
  };
  if (isClaimed && behavior !== 'rejectMfaByFederatedIdp') {
    evidence.add({ ...check, result: 'pass', detail: 'The partner says multipleauthn, and that counts.' });
    return 'multiple';
  }
  if (behavior === 'enforceMfaByFederatedIdp' && factorsAsked === 'multiple') {
    const detail = 'The partner was asked for multi-factor authentication, and its answer does not say it.';
    evidence.add({ ...check, result: 'fail', detail });
    throw new Refusal('partner-multi-factor-missing');
  }
  evidence.add({
    ...check,
    result: 'skipped',
    detail: isClaimed
      ? 'The partner says multipleauthn, and that does not count for this domain.'
      : 'The partner does not say multipleauthn: the sign-in has one factor.',
  });
  return 'single';
}
