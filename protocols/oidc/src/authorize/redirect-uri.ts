import type { Application, RedirectUriType } from '@signet/identity';

/** A redirect URI that may be answered: as the request wrote it, with the registered platform. */
export interface AllowedRedirectUri {
  readonly uri: string;
  readonly type: RedirectUriType;
}

/**
 * Compares byte for byte with what is registered (RFC 9700 §2.1). Only for loopback addresses of
 * native apps the port is left out, because the app takes a free one (RFC 8252 §7.3), and `""` equals `"/"`.
 * A request without a redirect URI gets the registered one if there is exactly one.
 */
export function findRedirectUri(
  application: Application,
  requested: string | undefined,
): AllowedRedirectUri | undefined {
  const registered = application.redirectUris;
  if (requested === undefined) return registered.length === 1 ? registered[0] : undefined;
  const exact = registered.find(({ uri }) => uri === requested);
  if (exact) return exact;
  const loopback = withoutPort(requested);
  if (loopback === undefined) return undefined;
  const match = registered.find(({ uri, type }) => type === 'publicClient' && withoutPort(uri) === loopback);
  return match && { uri: requested, type: match.type };
}

/** `http://localhost:49152` and `http://localhost/` give the same; `undefined` for what is no plain loopback URI. */
function withoutPort(uri: string): string | undefined {
  const match = LOOPBACK.exec(uri);
  return match ? `${match[1]}${match[2] === '' ? '/' : match[2]}` : undefined;
}

// Written out rather than taken from a URL parser: no user info, no dots in the path, no query, no fragment.
const LOOPBACK =
  /^(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::[1-9][0-9]{0,4})?((?:\/[A-Za-z0-9_~-]+)*\/?)$/;
