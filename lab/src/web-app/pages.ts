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
  const rows = Object.entries(claims).map(
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
<body><main>
<h1>${escapeHtml(title)}</h1>
${content}
</main></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const TIMES: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf', 'auth_time']);

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#fff, #1b1b1f); color: light-dark(#1b1b1f, #ececf1); }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; margin-bottom: 1.5rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid light-dark(#c9c9d1, #4a4a55); }
td { overflow-wrap: anywhere; }
.button { display: inline-block; padding: .5rem 1.2rem; border: 0; border-radius: .25rem; font: inherit;
  background: light-dark(#0b57a4, #8ec5ff); color: light-dark(#fff, #06263f); text-decoration: none; cursor: pointer; }
.button:focus-visible { outline: 3px solid light-dark(#1b1b1f, #fff); outline-offset: 2px; }
`;

/** Nothing but our own style sheet may load. */
export const WEB_APP_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'`,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
