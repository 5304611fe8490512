import { readCookie, setCookie } from '@signet/http';
import type { Random } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { BROWSER_COOKIE, type InteractionBinding } from '@signet/sign-in';

/** The browser that a sign-in belongs to, with the cookie to set when it had none. */
export interface Browser extends InteractionBinding {
  readonly setCookies: [name: string, value: string][];
}

/**
 * Reads or makes the browser's cookie. SameSite=None, because answers are posted from another site and the
 * cookie has to come along; it is worth nothing without a handle.
 */
export function openBrowser(request: Request, now: UnixSeconds, random: Random): Browser {
  const known = readCookie(request, BROWSER_COOKIE);
  if (known !== undefined && known !== '') return { browser: known, now, setCookies: [] };
  const browser = random.secret();
  const cookie = setCookie({ name: BROWSER_COOKIE, value: browser, sameSite: 'None' });
  return { browser, now, setCookies: [['set-cookie', cookie]] };
}

/** Only reads: for the later legs, where a missing cookie means a foreign browser. */
export function readBinding(request: Request, now: UnixSeconds): InteractionBinding {
  return { browser: readCookie(request, BROWSER_COOKIE), now };
}
