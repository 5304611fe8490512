export interface Cookie {
  /** Without the `__Host-` prefix, which is always added. */
  readonly name: string;
  /** Letters, digits and the other cookie-octets of RFC 6265; our values are base64url or GUIDs. */
  readonly value: string;
  /** Absent: until the browser closes. 0 removes the cookie. */
  readonly maxAgeSeconds?: number;
  readonly sameSite: 'Strict' | 'Lax' | 'None';
}

/** The value of a `Set-Cookie` header; throws `TypeError` for a name or value that no cookie may have. */
export function setCookie(cookie: Cookie): string {
  if (!TOKEN.test(cookie.name)) throw new TypeError(`no cookie can be named «${cookie.name}»`);
  if (!COOKIE_OCTETS.test(cookie.value))
    throw new TypeError(`the value of cookie ${cookie.name} needs encoding`);
  // RFC 6265bis §4.1.3.2: with `__Host-` a browser refuses the cookie unless it is Secure, has Path=/ and no
  // Domain, so a sibling host cannot plant one for us.
  const parts = [`__Host-${cookie.name}=${cookie.value}`, 'Path=/', 'Secure', 'HttpOnly'];
  parts.push(`SameSite=${cookie.sameSite}`);
  if (cookie.maxAgeSeconds !== undefined) parts.push(`Max-Age=${Math.trunc(cookie.maxAgeSeconds)}`);
  return parts.join('; ');
}

/**
 * The value of our cookie, `name` without the prefix. Absent also when the browser sends it twice: a
 * `__Host-` cookie exists once per host, so a second one was planted.
 */
export function readCookie(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  const wanted = `__Host-${name}=`;
  const found = pairs.filter((pair) => pair.startsWith(wanted));
  return found.length === 1 ? found[0]?.slice(wanted.length) : undefined;
}

/**
 * Our cookies whose name begins so, without the `__Host-`, in the order that the browser sends them: oldest first
 * (RFC 6265 §5.4). None of a name that is there twice, as above.
 */
export function readCookies(
  request: Request,
  prefix: string,
): readonly (readonly [name: string, value: string])[] {
  const start = `__Host-${prefix}`;
  const names = (request.headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start) && pair.includes('='))
    .map((pair) => pair.slice('__Host-'.length, pair.indexOf('=')));
  return [...new Set(names)].flatMap((name) => {
    const value = readCookie(request, name);
    return value === undefined ? [] : [[name, value] as const];
  });
}

const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const COOKIE_OCTETS = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
