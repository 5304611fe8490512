import type { SignInCode } from '@signet/identity';
import type { Check } from '@signet/pki';
import { CLAIM_TYPES } from './claim-types.ts';
import type { PipelineResult } from './run-pipeline.ts';

interface ClaimsRefusal {
  readonly code: SignInCode;
  readonly checks: readonly Check[];
}

/** The rules say no. Names the rule that denied, by its place and name. */
export function describeDenial(
  { why, stages }: Extract<PipelineResult, { verdict: 'denied' }>,
  audience: string,
): ClaimsRefusal {
  const denying = stages
    .find(({ name }) => name === 'authorization')
    ?.outcomes.find(
      ({ claims, rule }) =>
        rule.action.verb === 'issue' && claims.some(({ type }) => type === CLAIM_TYPES.deny),
    );
  const detail =
    why === 'denied-by-rule'
      ? `A rule denies it${denying ? `: line ${denying.rule.position.line}${denying.rule.name === undefined ? '' : `, «${denying.rule.name}»`}` : ''}.`
      : 'No issuance authorization rule permits it.';
  return refusal('relying-party-access-denied', 'issuance-authorization', audience, detail);
}

/** The rules cannot be read, or cannot be run to their end: nothing is issued. */
export function describeFailure(
  { stage, error }: Extract<PipelineResult, { verdict: 'failed' }>,
  audience: string,
): ClaimsRefusal {
  const place = error.position ? ` (line ${error.position.line}, column ${error.position.column})` : '';
  return refusal('claim-rules-failed', `issuance-${stage}`, audience, `${error.message}${place}`);
}

/** The rules ended, and no token can say what they issued. */
export function describeUnusable(detail: string, audience: string): ClaimsRefusal {
  return refusal('claim-rules-failed', 'issued-claims', audience, detail);
}

function refusal(code: SignInCode, check: string, audience: string, detail: string): ClaimsRefusal {
  const rule = 'AD FS: claim rules of the relying party trust';
  const object = `relying party ${audience.slice(0, 256)}`;
  return { code, checks: [{ check, rule, object, result: 'fail', detail: detail.slice(0, 512) }] };
}
