import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

export interface SignedOutPage {
  /** Sign-out addresses of applications, loaded unseen; they also go into `htmlResponse`'s `frameSources`. */
  readonly frames?: readonly string[];
  readonly continueUrl?: string;
}

/** Shown after sign-out when the application named no page of its own. */
export function signedOutPage({ continueUrl, frames = [] }: SignedOutPage = {}): Html {
  return layout({
    title: 'You are signed out',
    content: html`<p>Close all windows of this browser as well: it remembers the certificate you chose until then.</p>
${continueUrl !== undefined && html`<a class="button" href="${continueUrl}">Sign in again</a>`}
${frames.map((url) => html`<iframe src="${url}" title="Signing out of an application" hidden></iframe>`)}`,
  });
}
