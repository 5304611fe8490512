import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** How a case of an outside suite is answered here, where that is not as the suite says. */
export interface Divergence {
  readonly expected: string;
  readonly actual: string;
  readonly reason: string;
}

/** The table under this heading of docs/conformance.md, by case. */
export function readDivergences(suite: string): ReadonlyMap<string, Divergence> {
  const page = readFileSync(fileURLToPath(new URL('../docs/conformance.md', import.meta.url)), 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith(`${suite}\n`));
  if (section === undefined) throw new Error(`docs/conformance.md has no table for ${suite}`);
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2);
  return new Map(rows.map(readRow));
}

function readRow(line: string): [string, Divergence] {
  const [, name = '', expected = '', actual = '', reason = ''] = line.split('|').map((cell) => cell.trim());
  if (reason === '') throw new Error(`a row of docs/conformance.md lacks its reason: ${line}`);
  return [name.replaceAll('`', ''), { expected, actual, reason }];
}
