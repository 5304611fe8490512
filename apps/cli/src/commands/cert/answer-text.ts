import type { Paint } from '../../terminal/paint.ts';
import { formatFacts } from '../../terminal/table.ts';
import type { VerifyAnswer } from './answer-case.ts';

/** The verdict with what led to it; `asked` is the mode of the flag. That revocation was not checked is said. */
export function formatAnswer(
  { valid, code, reason, path, policies, revocation }: VerifyAnswer,
  asked: string | undefined,
  paint: Paint,
): string {
  const facts: [string, string][] = path.map((subject, index) => [index === 0 ? 'path' : '', subject]);
  if (valid) facts.push(['policies', policies.length === 0 ? 'none' : policies.join(' ')]);
  if (valid && revocation === 'off')
    facts.push([
      'revocation',
      `not checked: ${asked === 'off' ? '--revocation is off' : 'no CRL was named with --crl'}`,
    ]);
  const verdict = valid
    ? [paint.good(`✓ Valid: ${reason}`)]
    : [paint.bad(`✗ Not valid: ${code}`), `  ${reason}`];
  return [...verdict, ...(facts.length > 0 ? [formatFacts(facts)] : [])].join('\n');
}
