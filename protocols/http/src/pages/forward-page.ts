import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

export interface ForwardPage {
  /** Absolute. Throws `TypeError` for `javascript:` and `data:`, which are places to run, not to go. */
  readonly url: string;
  /** «Signing you in» */
  readonly title: string;
}

/**
 * Sends the browser on like a redirect, as the answer to a form that another origin posted to us. Chromium
 * holds a real redirect against the `form-action` of the page that had the form, which knows our origin and
 * not where we send people next; a page in between ends that chain.
 */
export function forwardPage({ url, title }: ForwardPage): Html {
  const { href, protocol } = new URL(url);
  if (protocol === 'javascript:' || protocol === 'data:')
    throw new TypeError(`cannot forward to a ${protocol} URL`);
  return layout({
    title,
    head: html`<meta http-equiv="refresh" content="0; url=${href}">`,
    content: html`<p>If nothing happens, use the button to go on.</p>
<a class="button" href="${href}">Continue</a>`,
  });
}
