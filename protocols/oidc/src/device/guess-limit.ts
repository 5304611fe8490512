import type { Directory } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { networkOf } from '@signet/sign-in';

/**
 * Counts the codes that were typed in a browser and from an address (RFC 8628 §5.1):
 * false when there were too many in this quarter of an hour. Right ones count too, so that nobody learns from
 * the counter which were right. The count is of the directory, and so of all processes.
 */
export async function mayTypeCode(
  browser: string,
  remoteAddress: string,
  now: UnixSeconds,
  directory: Directory,
): Promise<boolean> {
  return (
    (await takeSlot(`browser ${browser}`, MAX_PER_BROWSER, now, directory)) &&
    (await takeSlot(`address ${networkOf(remoteAddress)}`, MAX_PER_ADDRESS, now, directory))
  );
}

async function takeSlot(
  who: string,
  slots: number,
  now: UnixSeconds,
  { replays }: Directory,
): Promise<boolean> {
  const period = Math.floor(now / PERIOD_SECONDS);
  for (let slot = 0; slot < slots; slot += 1) {
    const id = `${who} ${period} ${slot}`;
    if (await replays.remember('device-code-typed', id, (period + 1) * PERIOD_SECONDS)) return true;
  }
  return false;
}

const PERIOD_SECONDS = 15 * 60;
/** A person mistypes now and then. */
const MAX_PER_BROWSER = 10;
/** An office behind one address, where 30 guesses find one of a thousand waiting codes once in a million tries. */
const MAX_PER_ADDRESS = 30;
