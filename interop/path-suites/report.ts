import type { Comparison } from './compare.ts';

/** The table of one suite, and under it a line for each case that is not as the list says. */
export function describeComparison(suite: string, comparison: Comparison): string {
  const { cases, asTheSuiteSays, listed, notListed, noLonger } = comparison;
  const row = [suite, cases, asTheSuiteSays, listed.length, notListed.length + noLonger.length];
  return [
    tableLine(HEAD),
    tableLine(row.map(String)),
    ...notListed.map(
      ({ id, expected, actual, reason }) => `✗ ${id}: expected ${expected}, actual ${actual}. ${reason}`,
    ),
    ...noLonger.map((id) => `✗ ${id}: is listed and does not differ, or is not in the suite`),
  ].join('\n');
}

function tableLine([suite = '', ...counts]: readonly string[]): string {
  return [
    suite.padEnd(SUITE_WIDTH),
    ...counts.map((cell, i) => cell.padStart(HEAD[i + 1]?.length ?? 0)),
  ].join('  ');
}

const HEAD = ['suite', 'cases', 'as the suite says', 'divergences listed', 'not listed'];
const SUITE_WIDTH = 'go-name-constraints'.length;
