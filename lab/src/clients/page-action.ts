import { type FormActionPolicy, readFormActionPolicy } from './form-action.ts';
import { findRefresh, type HtmlForm, parseForms, parseLinks } from './html-page.ts';
import type { BrowserPage, BrowserStep, VisitOptions } from './types.ts';

export interface BrowserRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly because: BrowserStep['because'];
  /** application/x-www-form-urlencoded. */
  readonly body?: string;
  /** Of the page that a form was on, as browsers send it with POST. */
  readonly origin?: string;
  /** Of the page that held the form; redirects that follow stay under it. */
  readonly formAction?: FormActionPolicy | undefined;
}

/** The link or button of the AD FS sign-in page (KB 4032987) and of ours. */
export const CERTIFICATE_PROMPT = 'Sign in using an X.509 certificate';

/**
 * What a person, or the page's own script, would do next; nothing when it is for a person to read. User name
 * and certificate are given once each per visit: a page that asks again has refused them.
 */
export function choosePageAction(page: BrowserPage, visit: VisitOptions): BrowserRequest | undefined {
  const forms = parseForms(page.html);
  const done = new Set(page.steps.map(({ because }) => because));
  return (
    followRefresh(page) ??
    findAutoPost(page, forms) ??
    (done.has('user-name') ? undefined : fillUserName(page, forms, visit.userName)) ??
    (done.has('certificate-prompt') ? undefined : findCertificatePrompt(page, forms))
  );
}

/** What submitting the form sends. */
export function encodeForm(
  form: HtmlForm,
  page: BrowserPage,
  how: {
    readonly because: BrowserStep['because'];
    readonly fields?: Readonly<Record<string, string>>;
    /** Text of the button that is pressed. */
    readonly button?: string | undefined;
  },
): BrowserRequest {
  const button = form.buttons.find(({ text }) => how.button === undefined || text === how.button);
  const fields = new URLSearchParams(form.fields.map(({ name, value }): [string, string] => [name, value]));
  for (const [name, value] of Object.entries(how.fields ?? {})) fields.set(name, value);
  if (button?.name !== undefined) fields.append(button.name, button.value);
  const url = new URL(button?.formAction ?? form.action, page.url);
  const { because } = how;
  const formAction = readFormActionPolicy(String(page.headers['content-security-policy'] ?? ''), page.url);
  if (form.method === 'post') {
    const origin = page.url.origin;
    return { method: 'POST', url, because, body: encodeFields(fields), origin, formAction };
  }
  url.search = encodeFields(fields);
  return { method: 'GET', url, because, formAction };
}

// HTML §4.10.21.4: line ends leave a form as CR LF, however the page wrote them.
function encodeFields(fields: URLSearchParams): string {
  const normalise = (text: string): string => text.replace(/\r\n?|\n/g, '\r\n');
  return new URLSearchParams([...fields].map((field) => field.map(normalise))).toString();
}

function followRefresh(page: BrowserPage): BrowserRequest | undefined {
  const url = findRefresh(page.html);
  return url === undefined ? undefined : { method: 'GET', url: new URL(url, page.url), because: 'refresh' };
}

// A page whose only form is a POST of hidden fields, with the button inside noscript or a script to press it.
function findAutoPost(page: BrowserPage, forms: readonly HtmlForm[]): BrowserRequest | undefined {
  const [form] = forms;
  if (forms.length !== 1 || form?.method !== 'post') return undefined;
  const isHidden = form.fields.length > 0 && form.fields.every(({ type }) => type === 'hidden');
  const submitsItself = /<noscript\b/i.test(page.html) && /<script\b/i.test(page.html);
  // A form that a script submits sends none of its buttons.
  const scripted = { ...form, buttons: [] };
  return isHidden && submitsItself ? encodeForm(scripted, page, { because: 'auto-post' }) : undefined;
}

function findCertificatePrompt(page: BrowserPage, forms: readonly HtmlForm[]): BrowserRequest | undefined {
  const because = 'certificate-prompt';
  const link = parseLinks(page.html).find(({ text }) => text.includes(CERTIFICATE_PROMPT));
  if (link) return { method: 'GET', url: new URL(link.href, page.url), because };
  for (const form of forms) {
    const button = form.buttons.find(({ text }) => text.includes(CERTIFICATE_PROMPT))?.text;
    if (button !== undefined) return encodeForm(form, page, { because, button });
  }
  return undefined;
}

function fillUserName(
  page: BrowserPage,
  forms: readonly HtmlForm[],
  userName: string | undefined,
): BrowserRequest | undefined {
  if (userName === undefined) return undefined;
  // A form that wants a password too is the federation server's, and not what we sign in with.
  for (const form of forms.filter(({ fields }) => fields.every(({ type }) => type !== 'password'))) {
    const field = form.fields.find(
      ({ name, type, autocomplete }) =>
        (type === 'text' || type === 'email') && (autocomplete.includes('username') || USER_NAME.test(name)),
    );
    if (field) return encodeForm(form, page, { because: 'user-name', fields: { [field.name]: userName } });
  }
  return undefined;
}

const USER_NAME = /^(?:user_?name|loginfmt|login_?hint|login|upn)$/i;
