import type { Claim, RuleOutcome } from '@signet/claims';
import type { ClaimsAnswer, Stage, StageName } from '@signet/federation';
import { count, describeSignInCode } from '@signet/identity';
import { formatTable } from '../../terminal/table.ts';

/** A dry run for programs: nothing is cut short. */
export function runToJson(answer: ClaimsAnswer): object {
  const { user, stages } = answer;
  const facts = {
    userPrincipalName: user?.userPrincipalName ?? null,
    input: (stages[0]?.input ?? []).map(claimToJson),
    rules: stages.flatMap(({ name, outcomes }) => outcomes.map((outcome) => outcomeToJson(name, outcome))),
  };
  if (answer.verdict === 'refused') {
    const { code, checks } = answer;
    return { verdict: 'refused', code, errorCode: describeSignInCode(code).aadsts, checks, ...facts };
  }
  const { attributes, nameId, issuerId } = answer.claims;
  const token = {
    issuerId: issuerId ?? null,
    nameId: nameId ?? null,
    attributes: Object.fromEntries(attributes),
  };
  return { verdict: 'issued', token, ...facts };
}

function claimToJson({ properties, ...claim }: Claim): object {
  return { ...claim, properties: Object.fromEntries(properties) };
}

function outcomeToJson(stage: StageName, { rule, combinations, claims }: RuleOutcome): object {
  return {
    stage,
    line: rule.position.line,
    name: rule.name ?? null,
    action: rule.action.verb,
    combinations,
    claims: claims.map(claimToJson),
  };
}

/** A dry run for people. */
export function formatRun(answer: ClaimsAnswer, relyingParty: string): string {
  const { stages } = answer;
  const input = stages[0]?.input ?? [];
  const parts = [
    ...(input.length > 0 ? [`Claims that go in\n\n${formatClaims(input)}`] : []),
    ...(stages.length > 0 ? [`What the rules do\n\n${formatStages(stages)}`] : []),
    answer.verdict === 'issued' ? formatToken(answer, relyingParty) : formatRefusal(answer),
  ];
  return parts.join('\n\n');
}

function formatClaims(claims: readonly Claim[]): string {
  return formatTable(
    ['Type', 'Value'],
    claims.map(({ type, value }) => [type, shorten(value)]),
  );
}

function formatStages(stages: readonly Stage[]): string {
  const rows = stages.flatMap(({ name, outcomes }) =>
    outcomes.map((outcome) => [
      name,
      String(outcome.rule.position.line),
      outcome.rule.name ?? '',
      describeEffect(outcome),
    ]),
  );
  return formatTable(['Stage', 'Line', 'Rule', 'Effect'], rows);
}

function describeEffect({ rule, combinations, claims }: RuleOutcome): string {
  if (combinations === 0) return 'does not apply';
  const verb = rule.action.verb === 'issue' ? 'issues' : 'adds';
  if (claims.length === 0) return `${verb} nothing: the store has no value`;
  if (claims.length > MAX_LISTED) return `${verb} ${count(claims.length, 'claim')}`;
  return claims.map(({ type, value }) => `${verb} ${lastPart(type)} = ${shorten(value)}`).join('\n');
}

function formatToken({ claims }: Extract<ClaimsAnswer, { verdict: 'issued' }>, relyingParty: string): string {
  const { attributes, nameId, issuerId } = claims;
  const rows = [
    ...(issuerId === undefined ? [] : [['Issuer of the token', issuerId]]),
    ...(nameId === undefined ? [] : [['NameID', nameId.value]]),
    ...[...attributes].map(([type, values]) => [type, values.map(shorten).join('\n')]),
  ];
  const head = `✓ ${relyingParty} is told`;
  return rows.length === 0 ? `${head} nothing` : `${head}\n\n${formatTable(['Type', 'Value'], rows)}`;
}

function formatRefusal({ code, checks }: Extract<ClaimsAnswer, { verdict: 'refused' }>): string {
  const { aadsts, sentence } = describeSignInCode(code);
  return `✗ AADSTS${aadsts}: ${sentence} ${checks.map(({ detail }) => detail).join(' ')}`;
}

function shorten(value: string): string {
  return value.length <= MAX_SHOWN ? value : `${value.slice(0, MAX_SHOWN - 1)}…`;
}

function lastPart(type: string): string {
  return type.slice(type.lastIndexOf('/') + 1);
}

/** Claim types that are values are shorter. */
const MAX_SHOWN = 100;
/** Of one rule; the rule that takes everything is not written out. */
const MAX_LISTED = 6;
