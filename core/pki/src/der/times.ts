import { daysInMonth, type UnixSeconds, unixSeconds } from '../time.ts';

/**
 * RFC 5280 §4.1.2.5.1: `YYMMDDHHMMSSZ` from `start` up to `end`, years 50 to 99 in the twentieth century; else `undefined`.
 */
export function parseUtcTime(bytes: Uint8Array, start: number, end: number): UnixSeconds | undefined {
  if (end - start !== 13 || bytes[start + 12] !== ZULU) return undefined;
  const year = decimal(bytes, start, 2);
  if (year === undefined) return undefined;
  return parseFields(year >= 50 ? 1900 + year : 2000 + year, bytes, start + 2);
}

/** RFC 5280 §4.1.2.5.2: `YYYYMMDDHHMMSSZ` without fractions; else `undefined`. */
export function parseGeneralizedTime(bytes: Uint8Array, start: number, end: number): UnixSeconds | undefined {
  if (end - start !== 15 || bytes[start + 14] !== ZULU) return undefined;
  const year = decimal(bytes, start, 4);
  return year === undefined ? undefined : parseFields(year, bytes, start + 4);
}

function parseFields(year: number, bytes: Uint8Array, start: number): UnixSeconds | undefined {
  const month = decimal(bytes, start, 2);
  const day = decimal(bytes, start + 2, 2);
  const hour = decimal(bytes, start + 4, 2);
  const minute = decimal(bytes, start + 6, 2);
  const second = decimal(bytes, start + 8, 2);
  if (month === undefined || day === undefined || hour === undefined) return undefined;
  if (minute === undefined || second === undefined) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return unixSeconds(year, month, day, hour, minute, second);
}

function decimal(bytes: Uint8Array, start: number, digits: number): number | undefined {
  let value = 0;
  for (let i = start; i < start + digits; i++) {
    const digit = (bytes[i] ?? 0) - DIGIT_ZERO;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

const ZULU = 0x5a;
const DIGIT_ZERO = 0x30;
