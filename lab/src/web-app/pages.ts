import { createHash } from 'node:crypto';
import type { SignedIn } from './relying-party.ts';

export function renderSignedOut(): string {
  return page(
    'Nobody is signed in',
    `<p>This is a small application that lets the token service say who you are.</p>
<p><a class="button" href="/sign-in">Sign in</a></p>`,
  );
}

export function renderSignedIn({ claims }: SignedIn): string {
  const names = new Set([...WHO.filter((name) => name in claims), ...Object.keys(claims)]);
  const rows = [...names]
    .map((name) => [name, claims[name]] as const)
    .map(
      ([name, value]) =>
        `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(formatClaim(name, value))}</td></tr>`,
    );
  const name = claims['name'] ?? claims['preferred_username'] ?? claims['sub'];
  return page(
    `Signed in as ${String(name)}`,
    `<table><caption>Claims of the ID token</caption>
<thead><tr><th scope="col">Claim</th><th scope="col">Value</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>
<form method="post" action="/sign-out"><button class="button">Sign out</button></form>`,
  );
}

/** Says what openid-client or the token service said: this app is for people who test. */
export function renderError(error: unknown): string {
  const lines = describeError(error).map((line) => `<p>${escapeHtml(line)}</p>`);
  return page(
    'Sign-in did not work',
    `${lines.join('\n')}\n<p><a class="button" href="/">Start again</a></p>`,
  );
}

function describeError(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)];
  const details = ['error', 'error_description'].flatMap((name) => {
    const value = Object.getOwnPropertyDescriptor(error, name)?.value;
    return typeof value === 'string' ? [value] : [];
  });
  const cause = error.cause instanceof Error ? [error.cause.message] : [];
  return [error.message, ...details, ...cause];
}

function formatClaim(name: string, value: unknown): string {
  if (typeof value === 'number' && TIMES.has(name))
    return `${value} (${new Date(value * 1000).toISOString()})`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – demo web app</title>
<style>${STYLE}</style>
</head>
<body>
<header><p>Demo web app</p></header>
<main>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Who it is and how they proved it: shown first. */
const WHO: readonly string[] = ['name', 'preferred_username', 'amr', 'auth_time', 'oid', 'tid'];

const TIMES: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf', 'auth_time']);

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --line: light-dark(#d9dce3, #363b45); --quiet: light-dark(#565d6b, #a9b0bd); --accent: light-dark(#2450a6, #9dbdff); }
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; background: light-dark(#f3f4f7, #14161b); color: light-dark(#1b1f27, #e9ebf0); }
header { background: light-dark(#fff, #1c1f26); border-bottom: 1px solid var(--line); }
header p { max-width: 48rem; margin: 0 auto; padding: .875rem 1.5rem; color: var(--quiet); font-weight: 600; }
main { max-width: 48rem; margin: 0 auto; padding: 2.5rem 1.5rem; }
h1 { margin: 0 0 1rem; font-size: 1.625rem; line-height: 1.25; letter-spacing: -.01em; overflow-wrap: anywhere; }
p { margin: 0 0 1.25rem; max-width: 38rem; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; margin: 0 0 2rem; background: light-dark(#fff, #1c1f26);
  border: 1px solid var(--line); font-size: .9375rem; }
caption { text-align: left; color: var(--quiet); padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem 1rem; border-bottom: 1px solid var(--line); }
thead th { color: var(--quiet); font-weight: 600; }
tbody th { font-weight: 600; white-space: nowrap; }
td { width: 100%; overflow-wrap: anywhere; }
.button { display: inline-block; min-height: 2.75rem; padding: .5625rem 1.5rem; border: 1px solid transparent;
  border-radius: .5rem; font: inherit; font-weight: 600; text-decoration: none; cursor: pointer;
  background: var(--accent); color: light-dark(#fff, #0b1c3d); }
.button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
@media (max-width: 36rem) {
  header p, main { padding-left: 1.25rem; padding-right: 1.25rem; }
  main { padding-top: 1.75rem; }
  thead { position: absolute; clip-path: inset(50%); }
  tbody th, tbody td { display: block; padding: .5rem 1rem 0; border: 0; }
  tbody td { padding: 0 1rem .5rem; border-bottom: 1px solid var(--line); }
}
@media (forced-colors: active) { .button { border-color: ButtonText; } }
`;

/** Nothing but our own style sheet may load. */
export const WEB_APP_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'`,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
