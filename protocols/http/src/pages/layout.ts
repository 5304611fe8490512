import { Html, type HtmlValue, html } from '../html.ts';
import { STYLE } from './style.ts';

export interface Layout {
  /** The title of the window and the page's one `<h1>`. */
  readonly title: string;
  readonly content: HtmlValue;
  /** More for `<head>`. */
  readonly head?: Html;
}

/** The frame of every page: one card in `<main>`, readable without scripts, styles or a mouse. */
export function layout({ title, content, head }: Layout): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – Signet</title>${head}
<style>${STYLESHEET}</style>
</head>
<body>
<main>
<p class="brand">${MARK}Signet</p>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
}

const STYLESHEET = new Html(STYLE);

// A seal on a document; it says nothing that the word beside it does not.
const MARK = new Html(
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" ' +
    'aria-hidden="true" focusable="false"><circle cx="12" cy="9" r="6"/>' +
    '<path d="m9.7 9.2 1.6 1.6 3-3.2M8.2 14 7 21.5l5-2.6 5 2.6L15.8 14" stroke-linecap="round"/></svg>',
);
