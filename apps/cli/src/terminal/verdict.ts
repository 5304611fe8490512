import { findSignInCodeText, type SignInCode } from '@signet/identity';
import type { Paint } from './paint.ts';

/**
 * The verdict in the words of the error page, and what the administrator can do about a refusal: what the code says,
 * unless more is known.
 */
export function formatVerdict(
  code: 'success' | SignInCode,
  who: string | undefined,
  paint: Paint,
  remedy?: string,
): string {
  if (code === 'success') return paint.good(`✓ Accepted${who === undefined ? '' : ` as ${who}`}`);
  const text = findSignInCodeText(code);
  if (text === undefined) return paint.bad(`✗ Refused: ${code}`);
  return [
    paint.bad(`✗ Refused: AADSTS${text.aadsts} ${code}`),
    `  ${text.sentence}`,
    `  What to do: ${remedy ?? text.remedy}`,
  ].join('\n');
}
