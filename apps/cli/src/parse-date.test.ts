import { formatTime } from '@signet/pki';
import { describe, expect, it } from 'vitest';
import { parseDate } from './parse-date.ts';

describe('parseDate', () => {
  it.each([
    ['2026-12-01', '2026-12-01T00:00:00Z'],
    ['2026-12-01T08:30', '2026-12-01T08:30:00Z'],
    ['2026-12-01 08:30:15', '2026-12-01T08:30:15Z'],
    ['2026-12-01t08:30:15.5z', '2026-12-01T08:30:15Z'],
    ['2026-12-01T08:30:00+02:00', '2026-12-01T06:30:00Z'],
    ['2026-12-01T23:30:00-0130', '2026-12-02T01:00:00Z'],
    ['12/01/2026', '2026-12-01T00:00:00Z'],
    ['3/5/2021', '2021-03-05T00:00:00Z'],
    ['2028-02-29', '2028-02-29T00:00:00Z'],
  ])('reads %s as %s', (text, expected) => {
    expect(formatTime(parseDate(text))).toBe(expected);
  });

  it.each(['2027-02-29', '02/30/2026', '2026-13-01', '13/01/2026', '2026-12-01T24:00', '2026-12-01T10:60'])(
    'refuses %s, which no calendar or clock has',
    (text) => {
      expect(() => parseDate(text)).toThrow('There is no such date or time.');
    },
  );

  it.each(['', 'tomorrow', '2026-12', '01.12.2026', '1796083200', '2026-12-01Z'])(
    'refuses «%s», no form of a date',
    (text) => {
      expect(() => parseDate(text)).toThrow('Give a date as');
    },
  );
});
