interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  readonly secure: boolean;
  /** Unix milliseconds; absent: until the browser ends. */
  readonly expiresAt: number | undefined;
}

/** Cookies by host, as RFC 6265 §5 has them for host-only cookies: ports share them, other hosts do not. */
export interface CookieJar {
  /** `set-cookie` lines of one response. */
  keep(url: URL, lines: readonly string[]): void;
  /** The `Cookie` header for a request, or nothing. */
  headerFor(url: URL): string | undefined;
  find(url: URL, name: string): string | undefined;
  clear(): void;
}

/** Domain and SameSite attributes are not obeyed: what depends on them needs a real browser. */
export function createCookieJar(now: () => number): CookieJar {
  const cookies = new Map<string, Cookie>();
  const listFor = (url: URL): readonly Cookie[] =>
    [...cookies.values()].filter((cookie) => applies(cookie, url, now()));
  return {
    keep: (url, lines) => {
      for (const line of lines) {
        const cookie = parseSetCookie(line, url, now());
        if (!cookie) continue;
        const key = JSON.stringify([cookie.host, cookie.path, cookie.name]);
        if (cookie.expiresAt !== undefined && cookie.expiresAt <= now()) cookies.delete(key);
        else cookies.set(key, cookie);
      }
    },
    headerFor: (url) => {
      const found = listFor(url);
      return found.length === 0 ? undefined : found.map(({ name, value }) => `${name}=${value}`).join('; ');
    },
    find: (url, name) => listFor(url).find((cookie) => cookie.name === name)?.value,
    clear: () => cookies.clear(),
  };
}

function applies(cookie: Cookie, url: URL, now: number): boolean {
  return (
    cookie.host === url.hostname &&
    (!cookie.secure || url.protocol === 'https:') &&
    (cookie.expiresAt === undefined || cookie.expiresAt > now) &&
    pathMatches(url.pathname, cookie.path)
  );
}

// RFC 6265 §5.1.4.
function pathMatches(path: string, cookiePath: string): boolean {
  if (path === cookiePath) return true;
  return path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);
}

function parseSetCookie(line: string, url: URL, now: number): Cookie | undefined {
  const [pair = '', ...attributes] = line.split(';');
  const equals = pair.indexOf('=');
  if (equals < 1) return undefined;
  const read = (wanted: string): string | undefined => {
    const attribute = attributes.find((text) => text.trim().split('=')[0]?.toLowerCase() === wanted);
    return attribute?.split('=').slice(1).join('=').trim();
  };
  const path = read('path');
  return {
    name: pair.slice(0, equals).trim(),
    value: pair.slice(equals + 1).trim(),
    host: url.hostname,
    path: path?.startsWith('/') ? path : defaultPath(url),
    secure: read('secure') !== undefined,
    expiresAt: expiryOf(read('max-age'), read('expires'), now),
  };
}

function expiryOf(maxAge: string | undefined, expires: string | undefined, now: number): number | undefined {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return now + Number(maxAge) * 1000;
  const time = expires === undefined ? Number.NaN : Date.parse(expires);
  return Number.isNaN(time) ? undefined : time;
}

function defaultPath(url: URL): string {
  const end = url.pathname.lastIndexOf('/');
  return end < 1 ? '/' : url.pathname.slice(0, end);
}
