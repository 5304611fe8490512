import type { Check } from '@signet/pki';
import type { Paint } from './paint.ts';

/**
 * The evidence of a decision in the order in which it was gathered: what was looked at, below it each check
 * with its rule, below that what was found and the facts.
 */
export function formatEvidence(checks: readonly Check[], paint: Paint): string {
  return groupByObject(checks)
    .map(({ object, checks: group }) =>
      [object, ...group.flatMap((check) => formatCheck(check, paint))].join('\n'),
    )
    .join('\n');
}

/** Neighbours only: the order of the checks is part of the evidence. */
function groupByObject(checks: readonly Check[]): { object: string; checks: Check[] }[] {
  const groups: { object: string; checks: Check[] }[] = [];
  for (const check of checks) {
    const last = groups.at(-1);
    if (last?.object === check.object) last.checks.push(check);
    else groups.push({ object: check.object, checks: [check] });
  }
  return groups;
}

/** A check with its rule, below it what was found and the facts. */
export function formatCheck(
  { check, rule, result, detail, facts = {} }: Check,
  paint: Paint,
): readonly string[] {
  const names = Object.keys(facts);
  const width = Math.max(0, ...names.map((name) => name.length));
  return [
    `  ${mark(result, paint)} ${check}  ${paint.quiet(rule)}`,
    `      ${detail}`,
    ...names.map((name) => `      ${paint.quiet(name.padEnd(width))}  ${facts[name]}`.trimEnd()),
  ];
}

export function mark(result: Check['result'], paint: Paint): string {
  switch (result) {
    case 'pass':
      return paint.good('✓');
    case 'fail':
      return paint.bad('✗');
    case 'skipped':
      return paint.quiet('–');
    default:
      return result satisfies never;
  }
}
