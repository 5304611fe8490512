/** Seconds since 1970-01-01T00:00:00Z. Whole numbers, as X.509 and JWT count time. */
export type UnixSeconds = number;

/** `2026-11-23T09:00:00Z`. Written by hand because core may not reach for the clock's own class. */
export function formatTime(time: UnixSeconds): string {
  // Mixed: times of certificates lie whole days apart, which are multiples of 128 seconds.
  const slot = Math.imul(time, 0x9e3779b1) >>> 24;
  const recent = RECENT[slot];
  if (recent !== undefined && recent.time === time) return recent.text;
  const text = writeTime(time);
  RECENT[slot] = { time, text };
  return text;
}

function writeTime(time: UnixSeconds): string {
  const days = Math.floor(time / 86_400);
  const seconds = time - days * 86_400;
  const { year, month, day } = civilDate(days);
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const date = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
  return `${date}T${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(Math.floor(seconds % 60))}Z`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

/** Seconds for a proleptic Gregorian date and time in UTC; the fields must be in range. */
export function unixSeconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): UnixSeconds {
  return daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
}

/** Of the Gregorian calendar; `month` is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

// Both conversions count years from March, so that the leap day is the last of its year.
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_1970;
}

function civilDate(days: number): { year: number; month: number; day: number } {
  const shifted = days + DAYS_TO_1970;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

// The times of CAs and CRLs and the present second are written into every piece of evidence.
const RECENT: ({ readonly time: UnixSeconds; readonly text: string } | undefined)[] = new Array(256);

const DAYS_PER_ERA = 146_097;
const DAYS_TO_1970 = 719_468;
