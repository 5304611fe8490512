import { Html, html } from '../html.ts';
import { layout } from './layout.ts';

export interface SignedOutPage {
  /** What else there is to know of this sign-out: whom it did not reach. */
  readonly note?: string;
  /** Sign-out addresses of applications, loaded unseen; they also go into `htmlResponse`'s `frameSources`. */
  readonly frames?: readonly string[];
  readonly continueUrl?: string;
  /** Where the browser goes by itself once the frames are loaded; `nonce` is that of `htmlResponse`. */
  readonly next?: { readonly url: string; readonly nonce: string };
}

/** Shown after sign-out when the application named no page of its own, or while others are told. */
export function signedOutPage({ note, continueUrl, frames = [], next }: SignedOutPage = {}): Html {
  return layout({
    title: 'You are signed out',
    content: html`${note !== undefined && html`<p>${note}</p>`}
<p>Close all windows of this browser as well: it remembers the certificate you chose until then.</p>
${continueUrl !== undefined && html`<a class="button" href="${continueUrl}">Sign in again</a>`}
${next && html`<a class="button" id="next" href="${next.url}">Continue</a>`}
${frames.map((url) => html`<iframe src="${url}" title="Signing out of an application" hidden></iframe>`)}
${next && html`<script nonce="${next.nonce}">${GO_ON}</script>`}`,
  });
}

// An application that does not answer holds nobody up for longer than five seconds.
const GO_ON = new Html(`
var go = function () { location.replace(document.getElementById('next').href); };
addEventListener('load', go);
setTimeout(go, 5000);
`);
