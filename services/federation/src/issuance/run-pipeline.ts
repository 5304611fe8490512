import { type Claim, ClaimRuleError, type Evaluation, evaluateClaimRules, type Rule } from '@signet/claims';
import { CLAIM_TYPES } from './claim-types.ts';

/** The rule sets that claims go through on their way into a token, in AD FS's order. */
export interface RuleSets {
  readonly acceptance: readonly Rule[];
  readonly authorization: readonly Rule[];
  readonly transform: readonly Rule[];
}

export type StageName = keyof RuleSets;

/** One stage as it went. */
export interface Stage extends Evaluation {
  readonly name: StageName;
  readonly input: readonly Claim[];
}

export type PipelineResult = { readonly stages: readonly Stage[] } & (
  | { readonly verdict: 'permitted'; readonly claims: readonly Claim[] }
  | { readonly verdict: 'denied'; readonly why: 'denied-by-rule' | 'permitted-by-no-rule' }
  | { readonly verdict: 'failed'; readonly stage: StageName; readonly error: ClaimRuleError }
);

/**
 * Acceptance, then authorization over what was accepted, then transformation of the same («The Role of the Claims
 * Pipeline»). What authorization issues goes nowhere else.
 */
export async function runPipeline(
  rules: RuleSets,
  input: readonly Claim[],
  stores: Parameters<typeof evaluateClaimRules>[2],
): Promise<PipelineResult> {
  const stages: Stage[] = [];
  let current: StageName = 'acceptance';
  const run = async (name: StageName, claims: readonly Claim[]): Promise<readonly Claim[]> => {
    current = name;
    const evaluation = await evaluateClaimRules(rules[name], claims, stores);
    stages.push({ name, input: claims, ...evaluation });
    return evaluation.output;
  };
  try {
    const accepted = await run('acceptance', input);
    const authorization = await run('authorization', accepted);
    if (has(authorization, CLAIM_TYPES.deny)) return { verdict: 'denied', why: 'denied-by-rule', stages };
    if (!has(authorization, CLAIM_TYPES.permit))
      return { verdict: 'denied', why: 'permitted-by-no-rule', stages };
    return { verdict: 'permitted', claims: await run('transform', accepted), stages };
  } catch (error) {
    if (!(error instanceof ClaimRuleError)) throw error;
    return { verdict: 'failed', stage: current, error, stages };
  }
}

/** AD FS: any value permits or denies, and one denial outweighs every permission. */
function has(claims: readonly Claim[], type: string): boolean {
  return claims.some((claim) => claim.type === type);
}
