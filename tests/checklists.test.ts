import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './_workspaces.ts';

const PLANS = [
  'Basic',
  'Config',
  'Form Post',
  'RP-Initiated Logout',
  'Front-Channel Logout',
  'FAPI with mutual TLS',
];
const ATTACKS = 31;

interface Row {
  readonly asked: string;
  readonly file: string;
  readonly name: string;
}

describe.each(['openid-checklist.md', 'attack-list.md'])('docs/protocols/%s', (name) => {
  const page = readPage(name);
  const rows = rowsOf(page);

  it('names a test in every line of its tables', () => {
    const lines = page.split('\n').filter((line) => /^\| (?!Asked|Nr\.|---)/.test(line));
    expect(rows).toHaveLength(lines.length);
    expect(rows.length).toBeGreaterThan(30);
  });

  it.each(rows)('shows «$asked» by a test that there is', ({ file, name }) => {
    expect(titlesIn(file)).toContain(name);
  });
});

it.each(PLANS)('the OpenID checklist has a table of the plan %s', (plan) => {
  expect(readPage('openid-checklist.md')).toContain(`## ${plan}\n`);
});

it('the attack list has a test for each attack', () => {
  const numbers = rowsOf(readPage('attack-list.md')).map(({ asked }) => Number(asked.split(' | ')[0]));
  const all = Array.from({ length: ATTACKS }, (_, at) => at + 1);
  expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual(all);
});

it('the attack list says of each test below a running server why it is no higher', () => {
  const below = rowsOf(readPage('attack-list.md')).filter(({ file }) => !file.startsWith('tests/'));
  for (const { asked } of below) expect(asked).toMatch(/\(not at a server: .{20,}\)$/);
});

function readPage(name: string): string {
  return readFileSync(join(ROOT, 'docs/protocols', name), 'utf8');
}

function rowsOf(page: string): readonly Row[] {
  const rows = page.matchAll(/^\| (.+?) \| `([\w/-]+\.test\.ts)` \| (.+?) \|$/gm);
  return [...rows].map(([, asked = '', file = '', name = '']) => ({ asked, file, name }));
}

function titlesIn(file: string): readonly (string | undefined)[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const titles = source.matchAll(
    /(?:it|describe|test)(?:\.(?:each|skipIf)\([\s\S]*?\))?\(\s*(['"`])(.+?)\1,/g,
  );
  return [...titles].map((title) => title[2]);
}
