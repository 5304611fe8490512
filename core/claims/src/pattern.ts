import { RE2JS } from 're2js';
import { MAX_MATCHED_LENGTH, MAX_PATTERN_LENGTH, MAX_PATTERN_PROGRAM, MAX_VALUE_LENGTH } from './budget.ts';
import { ClaimRuleError, type Position } from './error.ts';

/** A compiled regular expression, matched in time linear in the value: administrators write it, strangers choose the value. */
export interface Pattern {
  readonly source: string;
  readonly compiled: RE2JS;
  /** Instructions of the compiled program. */
  readonly size: number;
}

/** Counts steps against the budget of the evaluation, before they are made; throws `too-much-work`. */
export type SpendSteps = (steps: number) => void;

/** @throws ClaimRuleError `invalid-pattern`: too large, or not in RE2's syntax (no look-around, no back-references). */
export function compilePattern(source: string, position: Position): Pattern {
  const refuse = (why: string, cause?: unknown) =>
    new ClaimRuleError('invalid-pattern', `The regular expression ${why}.`, position, { cause });
  if (source.length > MAX_PATTERN_LENGTH) throw refuse(`has more than ${MAX_PATTERN_LENGTH} characters`);
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    throw refuse(`can't be used: ${error instanceof Error ? error.message : 'unreadable'}`, error);
  }
  const size = compiled.programSize();
  if (size > MAX_PATTERN_PROGRAM) throw refuse('is too large when its repetitions are written out');
  return { source, compiled, size };
}

/** Whether the pattern matches anywhere in the value, as `=~` asks. */
export function matchesPattern({ compiled, size }: Pattern, value: string, spend: SpendSteps): boolean {
  spend(checkLength(value).length * size);
  return compiled.matcher(value).find();
}

/** RegExReplace: every match replaced; `$1`, `${1}`, `${name}`, `$0`, `$$` in the replacement as .NET has them. */
export function replacePattern(
  { compiled, size }: Pattern,
  value: string,
  replacement: string,
  spend: SpendSteps,
): string {
  const matcher = compiled.matcher(checkLength(value));
  let made = '';
  let end = 0;
  // Each look for the next match may run to the end of the value, whatever it finds.
  const findNext = (): boolean => {
    spend((value.length - end + 1) * size);
    return matcher.find();
  };
  while (findNext()) {
    made += value.slice(end, matcher.start()) + expand(replacement, matcher, compiled.namedGroups());
    end = matcher.end();
    if (made.length > MAX_VALUE_LENGTH) throw tooMuch('A replaced value grew too long.');
  }
  return made + value.slice(end);
}

function expand(
  replacement: string,
  matcher: ReturnType<RE2JS['matcher']>,
  names: ReturnType<RE2JS['namedGroups']>,
): string {
  return replacement.replace(/\$(?:(\$)|(\d{1,3})|\{(\w{1,64})\})/g, (whole, dollar, bare, braced) => {
    if (dollar) return '$';
    const name = bare ?? braced;
    const group = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(names, name) ? names[name] : undefined;
    // .NET leaves a reference to a group that the pattern does not have as it is written.
    if (group === undefined || group > matcher.groupCount()) return whole;
    return matcher.group(group) ?? '';
  });
}

function checkLength(value: string): string {
  if (value.length > MAX_MATCHED_LENGTH) throw tooMuch('A value is too long to be matched.');
  return value;
}

const tooMuch = (message: string) => new ClaimRuleError('too-much-work', message);
