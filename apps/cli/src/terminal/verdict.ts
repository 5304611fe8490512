import { describeSignInCode, type SignInCode, type SignInCodeText } from '@signet/identity';
import type { Paint } from './paint.ts';

/** The verdict in the words of the error page, and what the administrator can do about a refusal. */
export function formatVerdict(code: 'success' | SignInCode, who: string | undefined, paint: Paint): string {
  if (code === 'success') return paint.good(`✓ Accepted${who === undefined ? '' : ` as ${who}`}`);
  const text = findText(code);
  if (text === undefined) return paint.bad(`✗ Refused: ${code}`);
  return [
    paint.bad(`✗ Refused: AADSTS${text.aadsts} ${code}`),
    `  ${text.sentence}`,
    `  What to do: ${text.remedy}`,
  ].join('\n');
}

/** The log may hold codes of an earlier version. */
export function findText(code: SignInCode): SignInCodeText | undefined {
  return describeSignInCode(code);
}
