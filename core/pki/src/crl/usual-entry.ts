/**
 * Offset after the entry at `start` if it is such as nearly all entries of nearly all lists are, sound, and made of
 * serial number, UTCTime, and a reasonCode or nothing. -1 for every other, good or bad: then `EntryScanner` has the
 * word. What passes here passes there.
 */
export function usualEntryEnd(bytes: Uint8Array, view: DataView, start: number, listEnd: number): number {
  // All that follows is read from inside the list.
  if (start + LONGEST_BYTES > listEnd) return -1;
  const serialLength = bytes[start + 3] ?? 0;
  const time = start + 4 + serialLength;
  const end = start + 2 + (bytes[start + 1] ?? 0);
  const rest = end - time - UTC_TIME_BYTES;
  if (bytes[start] !== 0x30 || bytes[start + 2] !== 0x02) return -1;
  if (serialLength < 2 || serialLength > MAX_USUAL_SERIAL_OCTETS) return -1;
  // X.690 §8.3.2: the first nine bits are neither all zero nor all one.
  const firstBits = view.getInt16(start + 4) & 0xff80;
  if (firstBits === 0 || firstBits === 0xff80) return -1;
  if (view.getInt16(time) !== 0x170d || bytes[time + 14] !== 0x5a) return -1;
  if (!isTime(view.getInt32(time + 2), view.getInt32(time + 6), view.getInt32(time + 10))) return -1;
  return rest === 0 || (rest === REASON_CODE_BYTES && isReasonCode(bytes, view, time + UTC_TIME_BYTES))
    ? end
    : -1;
}

// Digits of YYMM, DDHH and MMSS, compared as the binary coded decimals that their lower halves are.
function isTime(yearMonth: number, dayHour: number, minuteSecond: number): boolean {
  const faults = digitFaults(yearMonth) | digitFaults(dayHour) | digitFaults(minuteSecond);
  const month = ((yearMonth >>> 4) & 0xf0) | (yearMonth & 0x0f);
  const day = ((dayHour >>> 20) & 0xf0) | ((dayHour >>> 16) & 0x0f);
  return (
    (faults & 0xf0f0f0f0) === 0 &&
    day !== 0 &&
    day <= (LAST_DAYS[month] ?? 0) &&
    (dayHour & 0x0f0f) < 0x0204 &&
    (minuteSecond & 0x0f000f00) < 0x06000000 &&
    (minuteSecond & 0x0f00) < 0x0600
  );
}

// The upper half of a digit is 3, and stays 3 when six are added to a lower half of up to nine.
function digitFaults(word: number): number {
  return (word ^ 0x30303030) | ((word + 0x06060606) ^ 0x30303030);
}

// SEQUENCE { SEQUENCE { 2.5.29.21, OCTET STRING { ENUMERATED } } }; which reason is read when somebody asks.
function isReasonCode(bytes: Uint8Array, view: DataView, start: number): boolean {
  return (
    view.getInt32(start) === 0x300c300a &&
    view.getInt32(start + 4) === 0x0603551d &&
    view.getInt32(start + 8) === 0x1504030a &&
    bytes[start + 12] === 1
  );
}

const UTC_TIME_BYTES = 15;
const REASON_CODE_BYTES = 14;

/** Keeps every length of the entry in one octet. */
const MAX_USUAL_SERIAL_OCTETS = 64;
const LONGEST_BYTES = 4 + MAX_USUAL_SERIAL_OCTETS + UTC_TIME_BYTES + REASON_CODE_BYTES;

/** Last day of each month, both in binary coded decimal; 0 for what is no month. Leap days are not usual. */
const LAST_DAYS: Uint8Array = new Uint8Array(256);
for (const [index, day] of [
  0x31, 0x28, 0x31, 0x30, 0x31, 0x30, 0x31, 0x31, 0x30, 0x31, 0x30, 0x31,
].entries()) {
  LAST_DAYS[index < 9 ? index + 1 : index + 7] = day;
}
