import { type Html, html } from '../html.ts';
import { certificateHelp, type HelpLink } from './certificate-help.ts';
import { layout } from './layout.ts';

export interface CertificatePromptPage {
  /** On the host that asks for a certificate. */
  readonly continueUrl: string;
  readonly userName?: string;
  readonly applicationName?: string;
  /** Where the organisation explains its cards and certificates. */
  readonly help?: readonly HelpLink[];
}

/** The step before the browser's own certificate window, which no page can explain once it is open. */
export function certificatePromptPage(page: CertificatePromptPage): Html {
  return layout({
    title: 'Sign in',
    content: html`${page.applicationName !== undefined && html`<p class="quiet">to continue to ${page.applicationName}</p>`}
${page.userName !== undefined && html`<p class="identity">${page.userName}</p>`}
<p>Insert your smart card if you use one. Your browser will then show your certificates and ask you to choose one.</p>
<a class="button" href="${page.continueUrl}">Sign in using an X.509 certificate</a>
${certificateHelp(page.help)}`,
  });
}
