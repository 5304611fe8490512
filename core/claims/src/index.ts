// AD FS's claim rule language: text to rules, rules and claims to claims (Microsoft's «The Role of the Claim Rule
// Language»). Pure: the attribute stores that rules ask are passed in.
export type * from './ast.ts';
export { type Claim, createClaim } from './claim.ts';
export { ClaimRuleError, type ClaimRuleErrorCode, type Position } from './error.ts';
export { type AttributeStores, type Evaluation, evaluateClaimRules, type RuleOutcome } from './evaluate.ts';
export { parseClaimRules } from './parse.ts';
export { RULE_TEMPLATES, type RuleTemplates } from './templates.ts';
