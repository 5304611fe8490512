import { expect, it } from 'vitest';
import { formatFacts, formatTable } from './table.ts';
import { withoutControls } from './without-controls.ts';

it.each([
  ['clears the screen', 'a\u001b[2Jb', 'a\ufffd[2Jb'],
  ['does so in one character', 'a\u009b2Jb', 'a\ufffd2Jb'],
  ['goes back to the start of the line', 'evil\rgood', 'evil\ufffdgood'],
  ['rings', 'a\u0007', 'a\ufffd'],
  ['turns the direction of writing', 'a\u202egpj.exe', 'a\ufffdgpj.exe'],
])('shows what %s instead of obeying it', (_what, text, shown) => {
  expect(withoutControls(text)).toBe(shown);
  expect(formatTable(['Name'], [[text]])).toContain(shown);
  expect(formatFacts([['Name', text]])).toBe(`  Name  ${shown}`);
});

it('leaves lines and letters of every script', () => {
  const text = 'Ångström\nعربى 漢字 👩‍💻';
  expect(withoutControls(text)).toBe(text);
});
