import { ClaimRuleError, type Rule } from '@signet/claims';
import { checkIssuanceRules } from '@signet/federation';
import { count } from '@signet/identity';
import type { Command } from 'commander';
import { EXIT } from '../../exit-codes.ts';
import type { GlobalOptions } from '../../installation.ts';
import { readNamedFile } from '../../read-file.ts';
import { print } from '../../terminal/print.ts';
import { withoutControls } from '../../terminal/without-controls.ts';

export function registerClaimsCheck(claims: Command): void {
  claims
    .command('check')
    .description('Read a rule set, and say where it is wrong.')
    .argument('<file>', "rules in AD FS's claim rule language, in UTF-8")
    .addHelpText('after', HELP)
    .action(async (file: string, _options, command: Command) => {
      const text = new TextDecoder().decode(await readNamedFile(file, 'claim rules'));
      check(text, command.optsWithGlobals<GlobalOptions>());
    });
}

function check(text: string, options: GlobalOptions): void {
  try {
    const rules = checkIssuanceRules(text);
    print(options, { valid: true, rules: rules.map(describeRule) }, () => formatRules(rules));
  } catch (error) {
    if (!(error instanceof ClaimRuleError)) throw error;
    const { code, message, position } = error;
    print(options, { valid: false, code, message, ...position }, () => formatError(error, text));
    process.exitCode = EXIT.refused;
  }
}

const describeRule = ({ name, template, position, conditions, action }: Rule) => ({
  name: name ?? null,
  template: template ?? null,
  line: position.line,
  conditions: conditions.length,
  action: action.verb,
});

function formatRules(rules: readonly Rule[]): string {
  const lines = rules.map(({ name, position, conditions, action }) => {
    const called = name === undefined ? '' : `  ${withoutControls(name)}`;
    return `  line ${position.line}  ${action.verb}, ${count(conditions.length, 'condition')}${called}`;
  });
  return [`✓ ${count(rules.length, 'rule')}`, ...lines].join('\n');
}

/** The sentence, the line, and a caret below the place. */
function formatError({ code, message, position }: ClaimRuleError, text: string): string {
  if (!position) return `✗ ${code}: ${message}`;
  const { line, column } = position;
  const before = (text.split('\n')[line - 1] ?? '').slice(0, column - 1);
  const rest = (text.split('\n')[line - 1] ?? '').slice(column - 1);
  const start = Math.max(0, before.length - MAX_SHOWN);
  const shown = withoutControls(before.slice(start).replaceAll('\t', ' '));
  return [
    `✗ Line ${line}, column ${column}: ${withoutControls(message)} (${code})`,
    `  ${shown}${withoutControls(rest.slice(0, MAX_SHOWN))}`,
    `  ${' '.repeat(shown.length)}^`,
  ].join('\n');
}

/** Characters shown on each side of the place: rule sets that were exported may be one long line. */
const MAX_SHOWN = 60;

const HELP = `
Exit codes: 0 the rules can be read, 4 they can't, 3 no such file.

Example:
  signet claims check rules.txt`;
