import type { Random } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { BROWSER_COOKIE, type InteractionBinding, SESSION_COOKIE } from '@signet/sign-in';
import { readCookie, setCookie } from '../cookies.ts';

/** The browser that a sign-in belongs to, with the cookie to set when it had none. */
export interface Browser extends InteractionBinding {
  readonly browser: string;
  readonly setCookies: [name: string, value: string][];
}

/**
 * Reads or makes the browser's cookie. SameSite=None: a federation server of another site posts its answer
 * here, and the cookie has to come along; it is worth nothing without a handle.
 */
export function openBrowser(request: Request, now: UnixSeconds, random: Random): Browser {
  const known = readCookie(request, BROWSER_COOKIE);
  if (known !== undefined && known !== '') return { browser: known, now, setCookies: [] };
  const browser = random.secret();
  return {
    browser,
    now,
    setCookies: [['set-cookie', setCookie({ name: BROWSER_COOKIE, value: browser, sameSite: 'None' })]],
  };
}

/** Only reads: for the later legs, where a missing cookie means a foreign browser. */
export function readBinding(request: Request, now: UnixSeconds): InteractionBinding {
  return { browser: readCookie(request, BROWSER_COOKIE), now };
}

/** SameSite=None, because a silent sign-in runs in a frame of the application (protocols.md §1.13). */
export function sessionCookie(value: string): [name: string, value: string] {
  return ['set-cookie', setCookie({ name: SESSION_COOKIE, value, sameSite: 'None' })];
}

export function endSessionCookie(): [name: string, value: string] {
  return ['set-cookie', setCookie({ name: SESSION_COOKIE, value: '', sameSite: 'None', maxAgeSeconds: 0 })];
}
