import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './_workspaces.ts';

const page = readFileSync(join(ROOT, 'docs/protocols/openid-checklist.md'), 'utf8');
const rows = [...page.matchAll(/^\| (.+?) \| `(tests\/[\w-]+\.test\.ts)` \| (.+?) \|$/gm)].map(
  ([, asked = '', file = '', name = '']) => ({ asked, file, name }),
);
const lines = page.split('\n').filter((line) => /^\| (?!Asked|---)/.test(line));

describe('docs/protocols/openid-checklist.md', () => {
  it('names a test in every line of its tables', () => {
    expect(rows).toHaveLength(lines.length);
    expect(rows.length).toBeGreaterThan(30);
  });

  it.each(rows)('shows «$asked» by a test that there is', ({ file, name }) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    const titles = [...source.matchAll(/(?:it|describe)(?:\.each\([\s\S]*?\))?\(\s*(['"`])(.+?)\1,/g)];
    expect(titles.map((title) => title[2])).toContain(name);
  });

  it.each(['Basic', 'Config', 'Form Post', 'RP-Initiated Logout'])('has a table of the plan %s', (plan) => {
    expect(page).toContain(`## ${plan}\n`);
  });
});
