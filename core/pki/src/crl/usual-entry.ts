/**
 * Offset after the entry at `start` if it is such as nearly all entries of nearly all lists are, sound, and made of
 * serial number, UTCTime, and a reasonCode or nothing. -1 for every other, good or bad: then `EntryScanner` has the
 * word. What passes here passes there. It is short, and so is what it calls: what is longer, V8 does not take into the loop
 * that asks it of every entry (its flag max-inlined-bytecode-size-cumulative), and a large list takes a tenth more time.
 */
export function usualEntryEnd(bytes: Uint8Array, view: DataView, start: number, listEnd: number): number {
  // All that follows is read from inside the list.
  if (start + LONGEST_BYTES > listEnd) return -1;
  // Tags and lengths of the entry and of its serial number.
  const head = view.getInt32(start);
  const serialLength = head & 0xff;
  const time = start + 4 + serialLength;
  const end = start + 2 + ((head >>> 16) & 0xff);
  const rest = end - time - UTC_TIME_BYTES;
  // X.690 §8.3.2: the first nine bits are neither all zero nor all one.
  const firstBits = view.getInt16(start + 4) >> 7;
  if (
    (head & 0xff00ff00) !== 0x30000200 ||
    serialLength < 2 ||
    serialLength > MAX_USUAL_SERIAL_OCTETS ||
    firstBits === 0 ||
    firstBits === -1 ||
    view.getInt16(time) !== 0x170d ||
    bytes[time + 14] !== 0x5a ||
    !isTime(view.getInt32(time + 2), view.getInt32(time + 6), view.getInt32(time + 10))
  )
    return -1;
  return rest === 0 || (rest === REASON_CODE_BYTES && isReasonCode(bytes, view, time + UTC_TIME_BYTES))
    ? end
    : -1;
}

// Characters of YYMM, DDHH and MMSS. What is left of a digit is its value, which is less than 16 after what is added if
// it is at most 9, or 5 for the first digit of minutes and seconds.
function isTime(yearMonth: number, dayHour: number, minuteSecond: number): boolean {
  const ym = yearMonth ^ 0x30303030;
  const dh = dayHour ^ 0x30303030;
  const ms = minuteSecond ^ 0x30303030;
  const sums = (ym + 0x06060606) | (dh + 0x06060606) | (ms + 0x0a060a06);
  // Both in binary coded decimal.
  const month = ((ym >>> 4) & 0xf0) | (ym & 0x0f);
  const day = ((dh >>> 20) & 0xf0) | ((dh >>> 16) & 0x0f);
  return (
    ((ym | dh | ms | sums) & 0xf0f0f0f0) === 0 &&
    day !== 0 &&
    day <= (LAST_DAYS[month] ?? 0) &&
    (dh & 0xffff) < 0x0204
  );
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
