import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

export interface MessagePage {
  readonly title: string;
  readonly sentence: string;
  /** A way on, shown as the page's button. */
  readonly link?: { readonly label: string; readonly url: string };
}

export function messagePage({ title, sentence, link }: MessagePage): Html {
  return layout({
    title,
    content: html`<p>${sentence}</p>
${link !== undefined && html`<a class="button" href="${link.url}">${link.label}</a>`}`,
  });
}
