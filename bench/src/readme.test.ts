import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BENCHES } from './cases/index.ts';

const CASES = BENCHES.flatMap((bench) => bench.cases);
const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

const WORDS = '| Case | What is done | Limit | Wanted |';
const FIGURES = '| Case | Limit | Ours | Peers |';

describe.each([WORDS, FIGURES])('the table %s of README.md', (head) => {
  const rows = readTable(head);

  it('has a row for every case, and none for another', () => {
    const named = rows.flatMap(([names]) => readNames(names!));
    expect(CASES.filter((name) => !named.some((one) => matches(one, name)))).toEqual([]);
    expect(named.filter((one) => !CASES.some((name) => matches(one, name)))).toEqual([]);
  });

  it('has as many cells in every row as in its head', () => {
    for (const row of rows) expect(row, row[0]).toHaveLength(4);
  });
});

it('words stand in the table of words, and figures in that of figures', () => {
  const isFigure = /^[\d.,]+ /;
  for (const [names, , figure] of readTable(FIGURES)) expect(figure, names).toMatch(isFigure);
  for (const [names, words] of readTable(WORDS)) {
    // The soak is described by how much of it there is.
    if (!names!.startsWith('`soak')) expect(words, names).not.toMatch(isFigure);
  }
});

function readTable(head: string): readonly (readonly string[])[] {
  const lines = README.slice(README.indexOf(head)).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** "`push-100k`, `-listed`" and "`hostile-…`, the other three": a name that begins with "-" ends the one before. */
function readNames(cell: string): string[] {
  const names: string[] = [];
  for (const [, name] of cell.matchAll(/`([^`]+)`/g)) {
    const before = names.at(-1) ?? '';
    names.push(name!.startsWith('-') ? before.slice(0, before.lastIndexOf('-')) + name : name!);
  }
  return names;
}

function matches(name: string, one: string): boolean {
  return name.endsWith('…') ? one.startsWith(name.slice(0, -1)) : name === one;
}
