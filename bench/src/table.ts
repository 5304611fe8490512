import type { Fact, Row } from './row.ts';

export function printHead(): void {
  console.log(line(['case', 'unit', 'limit', 'ours', '× limit', 'peers: value (× limit)']));
}

export function printRow(row: Row): void {
  const peers = Object.entries(row.peers).map(([name, value]) =>
    value === 'absent' ? `${name} absent` : `${name} ${number(value)} (${ratio(row, value)})`,
  );
  const cells = [row.case, row.unit, number(row.limit), number(row.ours), ratio(row, row.ours)];
  console.log(line([...cells, peers.join(', ')]));
  for (const [name, fact] of Object.entries(row.facts ?? {})) console.log(`  ${name}: ${factText(fact)}`);
}

function factText(fact: Fact): string {
  const text = (value: number): string =>
    Number.isInteger(value) ? value.toLocaleString('en') : number(value);
  return typeof fact === 'number' ? text(fact) : fact.map(text).join(', ');
}

/** How many times the limit: for times and sizes at least 1, for rates at most 1 as a rule. */
function ratio({ limit }: Row, value: number): string {
  return number(value / limit);
}

function number(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2);
}

function line(cells: readonly string[]): string {
  return cells.map((cell, i) => (i < WIDTHS.length ? cell.padEnd(WIDTHS[i] ?? 0) : cell)).join(' ');
}

const WIDTHS = [32, 16, 9, 9, 8];
