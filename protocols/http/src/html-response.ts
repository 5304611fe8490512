import { createHash } from 'node:crypto';
import type { Html } from './html.ts';
import { STYLE } from './pages/style.ts';

/** Pairs where a name, `Set-Cookie` above all, occurs twice. */
export type HeaderValues = Headers | Record<string, string> | [name: string, value: string][];

export interface HtmlResponseOptions {
  /** 200 when absent. */
  readonly status?: number;
  /** Of the page's one script; without it no script runs. A fresh `Random.secret()` for every response. */
  readonly nonce?: string;
  /**
   * Where a form of the page may lead, as URLs or origins; the page's own origin is always allowed. Chromium
   * holds the redirects that follow the submission against this list too: name every origin on the way, or
   * `any` for a relying party that sends people on to places we do not know.
   */
  readonly formAction?: readonly string[] | 'any';
  /**
   * What the page may frame, as URLs or origins: the applications that `signedOutPage` signs out of. One that cannot be
   * named in a policy is left out, and its frame stays empty: it must not keep the others from being told.
   */
  readonly frameSources?: readonly string[];
  /**
   * Who may frame the page: nobody, pages of our own origin that sign the browser out, or anybody, for a page that has
   * nothing to be tricked into a click on. Default: nobody.
   */
  readonly framedBy?: 'nobody' | 'self' | 'anybody';
  readonly headers?: HeaderValues;
}

/**
 * A page with the headers every page of ours has: nothing loaded from anywhere, our one stylesheet by hash,
 * no framing by others, no caching. Cross-Origin-Opener-Policy is left out on purpose: msal-browser's pop-up and its
 * redirect bridge need the opener.
 */
export function htmlResponse(page: Html, options: HtmlResponseOptions = {}): Response {
  const headers = new Headers(options.headers);
  headers.set('content-type', 'text/html; charset=utf-8');
  headers.set('content-security-policy', contentSecurityPolicy(options));
  headers.set('cache-control', 'no-store');
  headers.set('pragma', 'no-cache');
  headers.set('x-content-type-options', 'nosniff');
  // Not `no-referrer`: it would blank the Origin header of a form post to a relying party as well.
  headers.set('referrer-policy', 'strict-origin');
  return new Response(page.toString(), { status: options.status ?? 200, headers });
}

function contentSecurityPolicy(options: HtmlResponseOptions): string {
  const { nonce, formAction = [], frameSources = [], framedBy = 'nobody' } = options;
  const directives = [
    "default-src 'none'",
    `style-src '${STYLE_HASH}'`,
    ...(framedBy === 'anybody' ? [] : [`frame-ancestors ${framedBy === 'self' ? "'self'" : "'none'"}`]),
    "base-uri 'none'",
  ];
  if (formAction !== 'any') directives.push(`form-action ${["'self'", ...origins(formAction)].join(' ')}`);
  const frames = origins(frameSources.filter(isNameable));
  if (frames.length > 0) directives.push(`frame-src ${frames.join(' ')}`);
  if (nonce !== undefined) directives.push(`script-src 'nonce-${checkedNonce(nonce)}'`);
  return directives.join('; ');
}

function origins(urls: readonly string[]): string[] {
  return [...new Set(urls.map(originOf))];
}

function originOf(url: string): string {
  const source = sourceOf(url);
  if (!isNameable(url)) throw new TypeError(`${source} cannot be named in a Content-Security-Policy`);
  return source;
}

/** A host name may hold a semicolon as far as URLs go; in a policy it would begin a directive. */
function isNameable(url: string): boolean {
  return !/[;,'"]/.test(sourceOf(url));
}

function sourceOf(url: string): string {
  const { origin, protocol } = new URL(url);
  // A native app's scheme (`msauth.com.example://auth`) has no origin: the scheme is all CSP can name.
  return origin === 'null' ? protocol : origin;
}

function checkedNonce(nonce: string): string {
  if (!/^[A-Za-z0-9_-]{16,}$/.test(nonce)) throw new TypeError('a nonce is at least 16 base64url characters');
  return nonce;
}

const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;
