import { formatTime, type UnixSeconds } from '@signet/pki';
import { XmlError } from './error.ts';

/**
 * xs:dateTime as SAML and WS-Trust write it: UTC with `Z`, or `+00:00` as PHP writes it, seconds required.
 * Fractions are cut off, so the value is never later than the text says. Throws `XmlError` for everything else,
 * other zones included: SAML 1.1 core §1.2.2 wants UTC.
 */
export function parseDateTime(text: string): UnixSeconds {
  const match = DATE_TIME.exec(text);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match?.slice(1).map(Number) ?? [];
  const seconds = daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  // Writing it back finds days that the month does not have and hours past 23 in one go.
  if (match === null || formatTime(seconds) !== `${text.slice(0, 19)}Z`) {
    throw new XmlError('invalid-value', `not a UTC xs:dateTime: ${JSON.stringify(text.slice(0, 40))}`);
  }
  return seconds;
}

/** `2026-11-23T09:00:00.000Z`, with the milliseconds that AD FS writes. */
export function formatDateTime(time: UnixSeconds): string {
  return formatTime(time).replace('Z', '.000Z');
}

/** Proleptic Gregorian, counted in years that begin in March so that the leap day comes last. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const daysBeforeMonth = Math.floor((153 * ((month + 9) % 12) + 2) / 5);
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return y * 365 + leapDays + daysBeforeMonth + day - 1 - 719_468;
}

const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|\+00:00)$/;
