import { describe, expect, it } from 'vitest';
import { formatDateTime, parseDateTime, XmlError } from './index.ts';

describe('parseDateTime', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-11-23T09:00:00.000Z', Date.UTC(2026, 10, 23, 9) / 1000],
    ['2024-02-29T23:59:59.999999Z', Date.UTC(2024, 1, 29, 23, 59, 59) / 1000],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29) / 1000],
    ['1969-12-31T23:59:59Z', -1],
    ['9999-12-31T23:59:59Z', Date.UTC(9999, 11, 31, 23, 59, 59) / 1000],
    ['2026-11-23T09:00:00.5+00:00', Date.UTC(2026, 10, 23, 9) / 1000],
  ])('reads %s', (text, seconds) => {
    expect(parseDateTime(text)).toBe(seconds);
  });

  it.each([
    ['no zone', '2026-11-23T09:00:00'],
    ['another zone', '2026-11-23T09:00:00+01:00'],
    ['lower-case letters', '2026-11-23t09:00:00z'],
    ['hour 24', '2026-11-23T24:00:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['29 February of a common year', '2026-02-29T00:00:00Z'],
    ['31 November', '2026-11-31T00:00:00Z'],
    ['month 13', '2026-13-01T00:00:00Z'],
    ['month 0', '2026-00-10T00:00:00Z'],
    ['day 0', '2026-01-00T00:00:00Z'],
    ['white space around it', ' 2026-11-23T09:00:00Z'],
    ['a line break at the end', '2026-11-23T09:00:00Z\n'],
    ['a fraction without digits', '2026-11-23T09:00:00.Z'],
    ['a sign', '-2026-11-23T09:00:00Z'],
    ['nothing', ''],
  ])('refuses %s', (_name, text) => {
    expect(() => parseDateTime(text)).toThrow(XmlError);
  });

  it('reads what formatDateTime writes', () => {
    expect(formatDateTime(1_795_424_400)).toBe('2026-11-23T09:00:00.000Z');
    expect(parseDateTime(formatDateTime(1_795_424_400))).toBe(1_795_424_400);
  });
});
