/**
 * The form-action directive of the page that held a form (CSP Level 3 §6.4.1). Chromium holds every redirect
 * that follows the submission against it too, which is easy to forget when a sign-in spans hosts.
 */
export interface FormActionPolicy {
  allows(url: URL): boolean;
  readonly directive: string;
}

/** `undefined`: the page sets no limit. Sources are read as far as our own pages write them. */
export function readFormActionPolicy(csp: string | undefined, pageUrl: URL): FormActionPolicy | undefined {
  const directive = csp
    ?.split(';')
    .map((text) => text.trim())
    .find((text) => /^form-action(?:\s|$)/i.test(text));
  if (directive === undefined) return undefined;
  const sources = directive.split(/\s+/).slice(1);
  return { directive, allows: (url) => sources.some((source) => sourceMatches(source, url, pageUrl)) };
}

function sourceMatches(source: string, url: URL, pageUrl: URL): boolean {
  if (source === "'self'") return url.origin === pageUrl.origin;
  if (source === '*') return url.protocol === 'https:' || url.protocol === 'http:';
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return url.protocol === source.toLowerCase();
  if (source.endsWith(':*')) return `${url.protocol}//${url.hostname}` === source.slice(0, -2);
  return URL.canParse(source) && new URL(source).origin === url.origin;
}
