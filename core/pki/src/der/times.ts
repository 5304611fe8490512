import { daysInMonth, type UnixSeconds, unixSeconds } from '../time.ts';

/** RFC 5280 §4.1.2.5.1: `YYMMDDHHMMSSZ`, years 50 to 99 in the twentieth century; else `undefined`. */
export function parseUtcTime(content: Uint8Array): UnixSeconds | undefined {
  if (content.length !== 13 || content[12] !== ZULU) return undefined;
  const year = decimal(content, 0, 2);
  if (year === undefined) return undefined;
  return parseFields(year >= 50 ? 1900 + year : 2000 + year, content, 2);
}

/** RFC 5280 §4.1.2.5.2: `YYYYMMDDHHMMSSZ` without fractions; else `undefined`. */
export function parseGeneralizedTime(content: Uint8Array): UnixSeconds | undefined {
  if (content.length !== 15 || content[14] !== ZULU) return undefined;
  const year = decimal(content, 0, 4);
  return year === undefined ? undefined : parseFields(year, content, 4);
}

function parseFields(year: number, content: Uint8Array, start: number): UnixSeconds | undefined {
  const month = decimal(content, start, 2);
  const day = decimal(content, start + 2, 2);
  const hour = decimal(content, start + 4, 2);
  const minute = decimal(content, start + 6, 2);
  const second = decimal(content, start + 8, 2);
  if (month === undefined || day === undefined || hour === undefined) return undefined;
  if (minute === undefined || second === undefined) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return unixSeconds(year, month, day, hour, minute, second);
}

function decimal(content: Uint8Array, start: number, digits: number): number | undefined {
  let value = 0;
  for (let i = start; i < start + digits; i++) {
    const digit = (content[i] ?? 0) - DIGIT_ZERO;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

const ZULU = 0x5a;
const DIGIT_ZERO = 0x30;
