import { formatTime, type UnixSeconds } from '@signet/pki';
import { type Html, html } from '../html.ts';
import { certificateHelp, type HelpLink } from './certificate-help.ts';
import { layout } from './layout.ts';

export interface ErrorPage {
  /** `AADSTS500171` */
  readonly code: string;
  /** One plain sentence for the person signing in; details for the admin are in the sign-in log. */
  readonly sentence: string;
  readonly requestId: string;
  readonly correlationId: string;
  /** When the request arrived: `RequestContext.now`. */
  readonly time: UnixSeconds;
  /** What else the help desk may need. */
  readonly details?: readonly (readonly [label: string, text: string])[];
  readonly helpLinks?: readonly HelpLink[];
  /** What the person can look into; `nothing` when absent. */
  readonly help?: 'certificate' | 'nothing';
  /** «Sign-in failed» when absent. */
  readonly title?: string;
}

/** Says what happened in one sentence and keeps what a help desk asks for, ready to copy, behind «More details». */
export function errorPage(page: ErrorPage): Html {
  const lines = factsOf(page).map(([label, text]) => `${label}: ${text}`);
  return layout({
    title: page.title ?? 'Sign-in failed',
    content: html`<p>${page.sentence}</p>
<p class="quiet small">Error code: ${page.code}<br>Request id: ${page.requestId}</p>
${helpLinks(page.helpLinks ?? [])}
${page.help === 'certificate' && certificateHelp()}
<details>
<summary>More details</summary>
<label for="report">Text for your help desk</label>
<textarea id="report" rows="${lines.length + WRAPPED_LINES}" readonly spellcheck="false">
${lines.join('\n')}</textarea>
</details>`,
  });
}

function factsOf(page: ErrorPage): readonly (readonly [string, string])[] {
  return [
    ['Code', page.code],
    ['Request id', page.requestId],
    ['Correlation id', page.correlationId],
    ['Time', formatTime(page.time)],
    ...(page.details ?? []),
  ];
}

function helpLinks(links: readonly HelpLink[]): Html | undefined {
  if (links.length === 0) return undefined;
  return html`<ul class="links">
${links.map(({ label, url }) => html`<li><a href="${url}">${label}</a></li>\n`)}</ul>`;
}

// On a narrow screen the two ids take two lines each.
const WRAPPED_LINES = 2;
