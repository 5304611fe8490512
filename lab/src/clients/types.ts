import type { Agent } from 'node:https';
import type { TlsIdentity } from '../pki/types.ts';
import type { HttpAnswer } from './http-exchange.ts';

export interface BrowserOptions {
  /** PEM of the CAs that the browser trusts for TLS; absent: those of the system. */
  readonly ca?: string;
  /** Presented to the certificate origin only, as a person would choose it there. */
  readonly clientCertificate?: TlsIdentity;
  /** Which origins ask for a certificate. Default: port 49443 and host names with a `certauth` label. */
  readonly isCertificateOrigin?: (url: URL) => boolean;
  /** Where host names are that DNS does not know: `() => '127.0.0.1'`. `undefined` asks DNS. */
  readonly findAddress?: (hostname: string) => string | undefined;
  /** Milliseconds, for the expiry of cookies. Default: the time of the machine. */
  readonly now?: () => number;
  /** Keeps connections from page to page, as real browsers do. Absent: each request has one of its own. */
  readonly agent?: Agent;
}

export interface VisitOptions {
  /** Stop here: the browser never connects to it but hands over what it would have sent. */
  readonly redirectUri?: string;
  /** Typed into the first form that asks for a user name. */
  readonly userName?: string;
}

/** One thing the browser did, for the story that tests and `signet demo` tell. */
export interface BrowserStep {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly because:
    | 'opened'
    | 'redirect'
    | 'refresh'
    | 'auto-post'
    | 'user-name'
    | 'certificate-prompt'
    | 'submitted';
  readonly certificatePresented: boolean;
}

export interface BrowserPage {
  readonly kind: 'page';
  readonly url: URL;
  readonly status: number;
  readonly headers: HttpAnswer['headers'];
  readonly html: string;
  /** What a person reads. */
  readonly text: string;
  readonly steps: readonly BrowserStep[];
}

export interface BrowserRedirect {
  readonly kind: 'redirect';
  /** Without query and fragment. */
  readonly redirectUri: string;
  readonly responseMode: 'query' | 'fragment' | 'form_post';
  readonly parameters: URLSearchParams;
  /** The whole URL that the application's listener would have seen; of a form_post the action. */
  readonly url: URL;
  readonly steps: readonly BrowserStep[];
}

export type BrowserOutcome = BrowserPage | BrowserRedirect;

/** One browser profile: its cookies stay from visit to visit. */
export interface Browser {
  /** Throws `browser-lost` after thirty steps without arriving and for what form-action forbids; network errors pass through. */
  visit(url: string | URL, options?: VisitOptions): Promise<BrowserOutcome>;
  /** Presses the button (or the only one) of the first form of a page that has it, with its fields filled. */
  submit(
    page: BrowserPage,
    form: { readonly button?: string; readonly fields?: Readonly<Record<string, string>> },
    options?: VisitOptions,
  ): Promise<BrowserOutcome>;
  /** Posts a form that no page had: one that was taken down earlier, whole or changed. */
  post(url: string | URL, form: URLSearchParams, options?: VisitOptions): Promise<BrowserOutcome>;
  findCookie(url: string | URL, name: string): string | undefined;
  clearCookies(): void;
}
