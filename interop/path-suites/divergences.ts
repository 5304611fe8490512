import { readFileSync } from 'node:fs';

/** How a case is answered here, where that is not as its suite says, and why. */
export interface Divergence {
  readonly expected: string;
  /** `valid`, or the code of the refusal. */
  readonly actual: string;
  readonly reason: string;
}

/** The table under the suite's heading of the README beside this file, by case. */
export function readDivergences(suite: string): ReadonlyMap<string, Divergence> {
  return parseDivergences(readFileSync(new URL('README.md', import.meta.url), 'utf8'), suite);
}

/** A row speaks for all cases of its last cell. */
export function parseDivergences(page: string, suite: string): ReadonlyMap<string, Divergence> {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${suite}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  const divergences = new Map<string, Divergence>();
  for (const row of rows.slice(2)) {
    const [, expected = '', actual = '', reason = '', cases = ''] = row.split('|').map((cell) => cell.trim());
    if (reason === '') throw new Error(`A row of interop/path-suites/README.md lacks its reason: ${row}`);
    for (const [, id = ''] of cases.matchAll(/`([^`]+)`/g)) {
      if (divergences.has(id)) throw new Error(`interop/path-suites/README.md lists ${id} twice.`);
      divergences.set(id, { expected, actual, reason });
    }
  }
  return divergences;
}
