import { type Html, html } from '../html.ts';

export interface HelpLink {
  readonly label: string;
  readonly url: string;
}

/** What goes wrong in the browser's certificate window, folded away: on the page before it and on the error page. */
export function certificateHelp(links: readonly HelpLink[] = []): Html {
  return html`<details>
<summary>Help with certificates</summary>
<h2>No window appears</h2>
<p>Check that your certificate is installed on this device, or that the card is in the reader, and try again.
On a phone, the certificate comes with the profile that your organisation installs.</p>
<h2>You chose the wrong certificate</h2>
<p>The browser remembers the choice until it is closed. Close all its windows, or open a new private window,
and sign in again.</p>
<h2>Nothing happens after you chose</h2>
<p>Look for a window that asks for the PIN of your card; it may be behind this one.</p>
${links.map(({ label, url }) => html`<p><a href="${url}">${label}</a></p>\n`)}</details>`;
}
