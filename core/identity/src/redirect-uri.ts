import type { RedirectUriType } from './application.ts';

/**
 * Why a redirect URI may not be registered for a platform, as the rest of a sentence; `undefined` when it may. The rules
 * are those of Microsoft's «Redirect URI (reply URL) restrictions», and RFC 8252 §7 for native apps: codes and tokens go
 * there, so nothing is taken that another program could receive.
 */
export function findRedirectUriFault(type: RedirectUriType, uri: string): string | undefined {
  if (uri.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined || !/^[\x21-\x7e]+$/.test(uri)) return 'is no absolute URI in ASCII';
  if (/[#*\\]/.test(uri)) return 'has a fragment, a wildcard or a backslash';
  if (scheme === 'https') return HTTP_HOST.test(uri) ? undefined : 'names no host, or a user';
  if (scheme === 'http') {
    return LOOPBACK.test(uri) ? undefined : 'is http, which is for localhost alone: use https';
  }
  if (type !== 'publicClient') return `has the scheme ${scheme}, which only native apps may have`;
  return SCRIPTING.has(scheme) ? `has the scheme ${scheme}` : undefined;
}

const HTTP_HOST = /^https:\/\/[^/?@:]+(?::\d{1,5})?(?:[/?][^@]*)?$/i;
const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?:[/?]|$)/i;
/** What a browser runs or reads instead of handing it to an app. */
const SCRIPTING: ReadonlySet<string> = new Set([
  'javascript',
  'data',
  'vbscript',
  'file',
  'blob',
  'about',
  'view-source',
]);
/** As at Entra. */
const MAX_LENGTH = 256;
