import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

export interface ContinuePage {
  readonly title: string;
  /** Throws `TypeError` for `javascript:` and `data:`, which are something to run, not a place to go. */
  readonly url: string;
}

/**
 * The hop after a form post. Chromium holds a redirect that follows a form submission against the
 * `form-action` of the page that held the form, and that page cannot know where a sign-in will end; so the
 * post is answered with this page, which leads on at once (an instant refresh is no time limit, WCAG 2.2.1).
 */
export function continuePage({ title, url }: ContinuePage): Html {
  if (!isPlace(url)) throw new TypeError('a continue page leads to a place, not to something to run');
  return layout({
    title,
    head: html`<meta http-equiv="refresh" content="0; url=${url}">`,
    content: html`<p>If nothing happens, use the button to go on.</p>
<a class="button" href="${url}">Continue</a>`,
  });
}

function isPlace(url: string): boolean {
  const parsed = URL.parse(url, 'https://relative.invalid');
  return parsed !== null && parsed.protocol !== 'javascript:' && parsed.protocol !== 'data:';
}
