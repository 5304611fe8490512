import type { Requirement } from '@signet/federation';
import { createPaint } from '../../terminal/paint.ts';
import { withoutControls } from '../../terminal/without-controls.ts';

/** A line for each demand: what is asked, what was found, and what to do where that is another thing. */
export function formatRequirements(lines: readonly Requirement[]): string {
  const paint = createPaint(process.stdout);
  const sign = { pass: paint.good('✓'), fail: paint.bad('✗'), note: paint.quiet('–') };
  return lines
    .flatMap(({ result, asks, found, remedy }) => [
      `${sign[result]} ${withoutControls(asks)}`,
      `    ${withoutControls(found).replaceAll('\n', ' ')}`,
      ...(remedy === undefined ? [] : [`    What to do: ${remedy}`]),
    ])
    .join('\n');
}
