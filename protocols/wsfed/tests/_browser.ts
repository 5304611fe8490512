import type { RequestContext } from '@signet/http';
import { BROWSER_COOKIE_PREFIX, browserCookieName } from '@signet/sign-in';
import { CERTAUTH, type World } from './_world.ts';

export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly url: string;
}

export interface FormOnPage {
  readonly action: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** As much of a browser as the journey needs: cookies by host, redirects followed when asked, forms posted. */
export interface TestBrowser {
  get(url: string): Promise<Page>;
  post(url: string, fields: Iterable<readonly [string, string]>): Promise<Page>;
  /** Posts the page's only form as its script would. */
  submit(page: Page): Promise<Page>;
  cookie(url: string, name: string): string | undefined;
  /** The secret that its sign-ins are bound to; made up if it has none. */
  secretOf(url: string): string;
  holdSecret(url: string, secret: string): void;
}

/** `certificates`: what the browser sends when the certificate host asks. */
export function openBrowser(world: World, certificates: readonly Uint8Array[] = []): TestBrowser {
  const cookies = new Map<string, Map<string, string>>();
  const jar = (url: string): Map<string, string> => {
    const { hostname } = new URL(url);
    const known = cookies.get(hostname) ?? new Map<string, string>();
    cookies.set(hostname, known);
    return known;
  };
  const send = async (request: Request): Promise<Page> => {
    const { url } = request;
    const pairs = [...jar(url)].map(([name, value]) => `${name}=${value}`);
    if (pairs.length > 0) request.headers.set('cookie', pairs.join('; '));
    const response = await world.router.answer(request, contextFor(url, world, certificates));
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (/max-age=0/i.test(header)) jar(url).delete(name);
      else jar(url).set(name, value);
    }
    return { status: response.status, headers: response.headers, text: await response.text(), url };
  };
  const post: TestBrowser['post'] = (url, fields) =>
    send(
      new Request(url, { method: 'POST', body: new URLSearchParams([...fields].map(([n, v]) => [n, v])) }),
    );
  const holdSecret = (url: string, secret: string): void =>
    void jar(url).set(`__Host-${browserCookieName(secret)}`, secret);
  return {
    get: (url) => send(new Request(url)),
    post,
    submit: (page) => {
      const { action, fields } = formOn(page);
      return post(action, fields);
    },
    cookie: (url, name) => jar(url).get(`__Host-${name}`),
    secretOf(url) {
      const held = [...jar(url)].find(([name]) => name.startsWith(`__Host-${BROWSER_COOKIE_PREFIX}`));
      if (held) return held[1];
      const secret = world.random.secret();
      holdSecret(url, secret);
      return secret;
    },
    holdSecret,
  };
}

export function formOn({ text, url }: Page): FormOnPage {
  const action = /<form [^>]*action="([^"]*)"/.exec(text)?.[1];
  if (action === undefined)
    throw new Error(`no form on ${url}: ${text.slice(text.indexOf('<h1'), text.indexOf('<h1') + 300)}`);
  const inputs = text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)" \/>/g);
  return {
    action: decode(action),
    fields: new Map([...inputs].map(([, name = '', value = '']) => [decode(name), decode(value)])),
  };
}

export function linkOn({ text }: Page, label: string): string {
  const link = new RegExp(`<a [^>]*href="([^"]*)"[^>]*>${label}</a>`).exec(text)?.[1];
  if (link === undefined) throw new Error(`no link «${label}»`);
  return decode(link);
}

/** `AADSTS500171` of an error page. */
export function codeOn({ text }: Page): string | undefined {
  return /AADSTS\d+/.exec(text)?.[0];
}

export function locationOf(page: Page): string {
  return page.headers.get('location') ?? '';
}

function contextFor(url: string, world: World, certificates: readonly Uint8Array[]): RequestContext {
  const onCertificateHost = new URL(url).origin === CERTAUTH;
  const requestId = world.random.guid();
  return {
    requestId,
    correlationId: new URL(url).searchParams.get('client-request-id') ?? requestId,
    remoteAddress: '192.0.2.7',
    listener: onCertificateHost ? 'certificate' : 'login',
    hostname: new URL(url).hostname,
    peerCertificates: onCertificateHost ? certificates : [],
    now: world.clock.now(),
  };
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (reference, code?: string, name = '') =>
    code === undefined ? (NAMED[name] ?? reference) : String.fromCodePoint(Number(code)),
  );
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
