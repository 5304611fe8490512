import type { Random } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import {
  BROWSER_COOKIE_PREFIX,
  browserCookieName,
  type InteractionBinding,
  SESSION_COOKIE,
} from '@signet/sign-in';
import { readCookies, setCookie } from '../cookies.ts';

/** The browser that a sign-in belongs to, with the cookie to set when it had none. */
export interface Browser extends InteractionBinding {
  readonly browser: string;
  readonly setCookies: [name: string, value: string][];
}

/**
 * Reads or makes the browser's cookie. SameSite=None: a federation server of another site posts its answer
 * here, and the cookie has to come along; it is worth nothing without a handle. A browser that holds several, of
 * tabs that began at the same moment, goes on with the oldest, and loses those beyond `MAX_BROWSER_COOKIES`.
 */
export function openBrowser(request: Request, now: UnixSeconds, random: Random): Browser {
  const held = readBrowserCookies(request);
  const surplus = held.slice(0, Math.max(0, held.length - MAX_BROWSER_COOKIES));
  const [known, ...others] = held.slice(surplus.length);
  const browser = known ?? random.secret();
  return {
    browser,
    others,
    now,
    setCookies: [
      // Again where it is known: what begins now must not outlive it.
      ['set-cookie', browserCookie(browser, BROWSER_COOKIE_SECONDS)],
      ...surplus.map((secret): [string, string] => ['set-cookie', browserCookie(secret, 0)]),
    ],
  };
}

/** Only reads: for the later legs, where a missing cookie means a foreign browser. */
export function readBinding(request: Request, now: UnixSeconds): InteractionBinding {
  const [browser, ...others] = readBrowserCookies(request).slice(-MAX_BROWSER_COOKIES);
  return { browser, others, now };
}

function readBrowserCookies(request: Request): readonly string[] {
  return readCookies(request, BROWSER_COOKIE_PREFIX)
    .filter(([name, value]) => name === browserCookieName(value))
    .map(([, value]) => value);
}

function browserCookie(secret: string, maxAgeSeconds: number): string {
  const value = maxAgeSeconds === 0 ? '' : secret;
  return setCookie({ name: browserCookieName(secret), value, sameSite: 'None', maxAgeSeconds });
}

/** SameSite=None, because a silent sign-in runs in a frame of the application. */
export function sessionCookie(value: string): [name: string, value: string] {
  return ['set-cookie', setCookie({ name: SESSION_COOKIE, value, sameSite: 'None' })];
}

export function endSessionCookie(): [name: string, value: string] {
  return ['set-cookie', setCookie({ name: SESSION_COOKIE, value: '', sameSite: 'None', maxAgeSeconds: 0 })];
}

/** A day: far longer than any sign-in takes from the page that it began on. */
const BROWSER_COOKIE_SECONDS = 24 * 60 * 60;
/** As many tabs may begin at the same moment in a browser without any; about a kilobyte in every request. */
const MAX_BROWSER_COOKIES = 16;
