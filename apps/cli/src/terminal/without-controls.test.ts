import { styleText } from 'node:util';
import { expect, it } from 'vitest';
import { jsonText } from './print.ts';
import { formatFacts, formatTable } from './table.ts';
import { withoutControls, withoutControlsButPaint } from './without-controls.ts';

it.each([
  ['clears the screen', 'a\u001b[2Jb', 'a\ufffd[2Jb'],
  ['does so in one character', 'a\u009b2Jb', 'a\ufffd2Jb'],
  ['goes back to the start of the line', 'evil\rgood', 'evil\ufffdgood'],
  ['rings', 'a\u0007', 'a\ufffd'],
  ['turns the direction of writing', 'a\u202egpj.exe', 'a\ufffdgpj.exe'],
])('shows what %s instead of obeying it', (_what, text, shown) => {
  expect(withoutControls(text)).toBe(shown);
  expect(withoutControlsButPaint(`Made ${text}.`)).toBe(`Made ${shown}.`);
  const json = jsonText({ [text]: [text] });
  expect(withoutControls(json)).toBe(json);
  expect(JSON.parse(json)).toEqual({ [text]: [text] });
  expect(formatTable(['Name'], [[text]])).toContain(shown);
  expect(formatFacts([['Name', text]])).toBe(`  Name  ${shown}`);
});

it('leaves lines and letters of every script', () => {
  const text = 'Ångström\nعربى 漢字 👩‍💻';
  expect(withoutControls(text)).toBe(text);
});

it('leaves our own colours in an answer, and nobody else’s', () => {
  const painted = ['green', 'red', 'dim'] as const;
  const ours = painted.map((style) => styleText(style, 'x', { validateStream: false })).join(' ');
  expect(withoutControlsButPaint(ours)).toBe(ours);
  expect(withoutControlsButPaint('a\u001b[8mhidden\u001b[38;5;1mb')).toBe('a\ufffd[8mhidden\ufffd[38;5;1mb');
});
