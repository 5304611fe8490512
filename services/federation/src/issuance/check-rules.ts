import { ClaimRuleError, parseClaimRules, type Rule } from '@signet/claims';
import { checkStoreQuery } from './directory-store.ts';

/**
 * Reads rules that a relying party is to have, and holds their queries against the directory's attributes.
 *
 * @throws ClaimRuleError with the place
 */
export function checkIssuanceRules(text: string): readonly Rule[] {
  const rules = parseClaimRules(text);
  for (const rule of rules) checkQuery(rule);
  return rules;
}

function checkQuery({ action, position }: Rule): void {
  if (action.kind !== 'query') return;
  const { store, query, types, params } = action;
  try {
    checkStoreQuery({ store, query, columns: types.length, params: params.length });
  } catch (error) {
    if (!(error instanceof ClaimRuleError)) throw error;
    throw new ClaimRuleError(error.code, error.message, position, { cause: error });
  }
}
