import { LabError } from '../lab-error.ts';
import { type CookieJar, createCookieJar } from './cookie-jar.ts';
import { parseForms, textOf } from './html-page.ts';
import { exchangeHttp } from './http-exchange.ts';
import { type BrowserRequest, choosePageAction, encodeForm } from './page-action.ts';
import type {
  Browser,
  BrowserOptions,
  BrowserOutcome,
  BrowserPage,
  BrowserRedirect,
  BrowserStep,
  VisitOptions,
} from './types.ts';

/**
 * A scripted browser over real HTTP and TLS: follows redirects, keeps cookies, submits the forms that post
 * themselves, types the user name, follows the certificate link, and presents the certificate where it is
 * asked for. It runs no scripts and does not know SameSite, CORS and, but for form-action, CSP: those need a
 * real browser.
 */
export function createBrowser(options: BrowserOptions = {}): Browser {
  const cookies = createCookieJar(options.now ?? Date.now);
  return {
    visit: (url, visit = {}) =>
      travel(options, cookies, visit, { method: 'GET', url: new URL(url), because: 'opened' }),
    submit: async (page, { button, fields = {} }, visit = {}) => {
      const form = parseForms(page.html).find(
        ({ buttons }) => button === undefined || buttons.some(({ text }) => text === button),
      );
      if (!form) throw new LabError('browser-lost', `${page.url} has no form with the button «${button}».`);
      const request = encodeForm(form, page, { fields, button, because: 'submitted' });
      return await travel(options, cookies, visit, request);
    },
    post: (url, form, visit = {}) =>
      travel(options, cookies, visit, {
        method: 'POST',
        url: new URL(url),
        because: 'submitted',
        body: form.toString(),
      }),
    findCookie: (url, name) => cookies.find(new URL(url), name),
    clearCookies: () => cookies.clear(),
  };
}

async function travel(
  options: BrowserOptions,
  cookies: CookieJar,
  visit: VisitOptions,
  first: BrowserRequest,
): Promise<BrowserOutcome> {
  const steps: BrowserStep[] = [];
  let request = first;
  while (steps.length < MAX_STEPS) {
    checkFormAction(request);
    const arrival = arriveAt(visit.redirectUri, request, steps);
    if (arrival) return arrival;
    const page = await load(options, cookies, request, steps);
    const next = followRedirect(page, request) ?? choosePageAction(page, visit);
    if (!next) return page;
    request = next;
  }
  throw new LabError(
    'browser-lost',
    `The browser still was not there after ${MAX_STEPS} steps, at ${request.url}.`,
  );
}

async function load(
  options: BrowserOptions,
  cookies: CookieJar,
  request: BrowserRequest,
  steps: BrowserStep[],
): Promise<BrowserPage> {
  const { url, method, body } = request;
  const asksForCertificate = (options.isCertificateOrigin ?? isCertificateOrigin)(url);
  const clientCertificate = asksForCertificate ? options.clientCertificate : undefined;
  const cookie = cookies.headerFor(url);
  const answer = await exchangeHttp({
    url,
    method,
    headers: {
      accept: 'text/html,application/xhtml+xml',
      'accept-language': 'en',
      'user-agent': 'signet-lab-browser',
      ...(cookie === undefined ? {} : { cookie }),
      ...(request.origin === undefined ? {} : { origin: request.origin }),
      ...(body === undefined ? {} : formHeaders(body)),
    },
    ...(body === undefined ? {} : { body }),
    ca: options.ca,
    clientCertificate,
    address: options.findAddress?.(url.hostname),
    agent: options.agent,
  });
  cookies.keep(url, answer.headers['set-cookie'] ?? []);
  steps.push({
    method,
    url: url.href,
    status: answer.status,
    because: request.because,
    certificatePresented: clientCertificate !== undefined,
  });
  const html = answer.body.toString('utf8');
  return {
    kind: 'page',
    url,
    status: answer.status,
    headers: answer.headers,
    html,
    text: textOf(html),
    steps,
  };
}

function followRedirect(page: BrowserPage, request: BrowserRequest): BrowserRequest | undefined {
  const { location } = page.headers;
  if (location === undefined || !REDIRECTS.has(page.status)) return undefined;
  const url = new URL(location, page.url);
  // RFC 9110 §15.4: 307 and 308 keep method and body, the others turn a POST into a GET.
  const keepsMethod = page.status === 307 || page.status === 308;
  const { formAction } = request;
  return keepsMethod
    ? { ...request, url, because: 'redirect' }
    : { method: 'GET', url, because: 'redirect', formAction };
}

function checkFormAction({ url, formAction }: BrowserRequest): void {
  if (!formAction || formAction.allows(url)) return;
  throw new LabError(
    'browser-lost',
    `The page's Content-Security-Policy does not let its form lead to ${url.origin}: ${formAction.directive}.`,
  );
}

/** The redirect URI of an application: its listener may not exist, so the browser stops before it. */
function arriveAt(
  redirectUri: string | undefined,
  { url, method, body }: BrowserRequest,
  steps: readonly BrowserStep[],
): BrowserRedirect | undefined {
  if (redirectUri === undefined) return undefined;
  const wanted = new URL(redirectUri);
  if (url.origin !== wanted.origin || url.pathname !== wanted.pathname) return undefined;
  const arrival = { kind: 'redirect', redirectUri, url, steps } as const;
  if (method === 'POST') {
    return { ...arrival, responseMode: 'form_post', parameters: new URLSearchParams(body) };
  }
  if (url.hash.length > 1) {
    return { ...arrival, responseMode: 'fragment', parameters: new URLSearchParams(url.hash.slice(1)) };
  }
  return { ...arrival, responseMode: 'query', parameters: url.searchParams };
}

function isCertificateOrigin(url: URL): boolean {
  return url.port === '49443' || url.hostname.split('.').includes('certauth');
}

function formHeaders(body: string): Record<string, string> {
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
  };
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** A federated sign-in takes about ten; twice that and a half is a loop. */
const MAX_STEPS = 30;
