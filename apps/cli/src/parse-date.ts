import type { UnixSeconds } from '@signet/pki';
import { InvalidArgumentError } from 'commander';

/**
 * A date as people give it to Set-MsolUser: ISO 8601 (`2026-12-01`, `2026-12-01T08:30:00Z`, with an offset) or
 * `MM/DD/YYYY`. Without an offset it is UTC.
 */
export function parseDate(text: string): UnixSeconds {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (american) {
    const [, month, day, year] = american;
    return seconds([year, month, day]);
  }
  const [matched, year, month, day, hour, minute, second, zone] = ISO.exec(text) ?? [];
  if (matched === undefined) throw new InvalidArgumentError(FORMS);
  return seconds([year, month, day, hour, minute, second]) - offsetSeconds(zone);
}

function seconds(fields: readonly (string | undefined)[]): UnixSeconds {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = fields.map((field) =>
    Number(field ?? 0),
  );
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date takes the 31st of February for the 3rd of March; the calendar does not.
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!same || minute > 59 || second > 59) throw new InvalidArgumentError('There is no such date or time.');
  return date.getTime() / 1000;
}

function offsetSeconds(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? [];
  const amount = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60;
  return sign === '-' ? -amount : amount;
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/;
const FORMS = 'Give a date as 2026-12-01, 2026-12-01T08:30:00Z or 12/01/2026; without an offset it is UTC.';
