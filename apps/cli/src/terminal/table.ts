import Table from 'cli-table3';
import { withoutControls } from './without-controls.ts';

/** Columns two spaces apart, no lines. A cell may have several lines. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({ head: [...head], chars: PLAIN, style: UNPADDED });
  for (const row of rows) table.push(row.map(withoutControls));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Names and values of one thing, the values below each other. */
export function formatFacts(facts: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts
    .map(([name, value]) => `  ${name.padEnd(width)}  ${withoutControls(value)}`.trimEnd())
    .join('\n');
}

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

const UNPADDED = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };
