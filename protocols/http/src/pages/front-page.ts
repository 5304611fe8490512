import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

/** What people find who come by themselves, without an application. */
export function frontPage(links: readonly FrontPageLink[]): Html {
  return layout({
    title: 'Signet is running',
    content: html`<p>People sign in here with a certificate when an application sends them. By yourself you can:</p>
<ul class="links">${links.map(({ path, label }) => html`<li><a href="${path}">${label}</a></li>`)}</ul>`,
  });
}

export interface FrontPageLink {
  readonly path: `/${string}`;
  readonly label: string;
}
