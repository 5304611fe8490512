import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

export interface CertificatePromptPage {
  /** On the host that asks for a certificate. */
  readonly continueUrl: string;
  readonly userName?: string;
  readonly applicationName?: string;
  /** Where the organisation explains its cards and certificates. */
  readonly help?: readonly { readonly label: string; readonly url: string }[];
}

/** The step before the browser's own certificate window, which no page can explain once it is open. */
export function certificatePromptPage(page: CertificatePromptPage): Html {
  return layout({
    title: 'Sign in',
    content: html`${page.applicationName !== undefined && html`<p class="quiet">to continue to ${page.applicationName}</p>`}
${page.userName !== undefined && html`<p class="identity">${page.userName}</p>`}
<p>Insert your smart card if you use one. Your browser will then show your certificates and ask you to choose one.</p>
<a class="button" href="${page.continueUrl}">Sign in using an X.509 certificate</a>
<details>
<summary>Help with certificates</summary>
<h2>No window appears</h2>
<p>Check that your certificate is installed on this device, or that the card is in the reader, and try again.
On a phone, the certificate comes with the profile that your organisation installs.</p>
<h2>You chose the wrong certificate</h2>
<p>The browser remembers the choice until it is closed. Close all its windows, or open a new private window,
and sign in again.</p>
<h2>Nothing happens after you chose</h2>
<p>Look for a window that asks for the PIN of your card; it may be behind this one.</p>
${(page.help ?? []).map(({ label, url }) => html`<p><a href="${url}">${label}</a></p>\n`)}</details>`,
  });
}
