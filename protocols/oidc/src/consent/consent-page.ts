import { type Html, html, layout } from '@signet/http';

export interface ConsentPage {
  readonly handle: string;
  readonly nonce: string;
  readonly applicationName: string;
  /** Where the application is registered. */
  readonly tenantName: string;
  readonly userPrincipalName: string;
  /** In words. */
  readonly scopes: readonly string[];
  /** `choose`: an administrator may consent for everybody; `everybody`: is asked to. */
  readonly audience: 'person' | 'choose' | 'everybody';
}

/** What an application asks for, before it gets anything. */
export function consentPage(page: ConsentPage): Html {
  const { applicationName, tenantName, audience } = page;
  return layout({
    title: audience === 'everybody' ? 'Permissions requested for your organisation' : 'Permissions requested',
    content: html`<p class="identity">${page.userPrincipalName}</p>
<p><strong>${applicationName}</strong>, registered by ${tenantName}, asks to:</p>
<ul>
${page.scopes.map((scope) => html`<li>${scope}</li>\n`)}</ul>
<p>${audience === 'everybody' ? html`If you accept, it may do so for everybody in ${tenantName}, and nobody else is asked.` : html`If you accept, it may do so in your name.`} Accept only if you trust it.</p>
<form method="post" action="${CONSENT_PATH}">
<input type="hidden" name="handle" value="${page.handle}">
${audience === 'choose' && html`<label><input type="checkbox" name="audience" value="everybody"> Consent on behalf of everybody in ${tenantName}</label>`}
<button type="submit" name="answer" value="accept">Accept</button>
<button class="secondary" type="submit" name="answer" value="cancel">Cancel</button>
</form>
${submitOnce(page.nonce)}`,
  });
}

/** The person cannot consent to this; the way back lets the application say so too. */
export function administratorNeededPage(
  page: Pick<ConsentPage, 'handle' | 'nonce' | 'applicationName' | 'userPrincipalName' | 'scopes'>,
): Html {
  return layout({
    title: 'An administrator has to approve',
    content: html`<p class="identity">${page.userPrincipalName}</p>
<p><strong>${page.applicationName}</strong> asks for something that only an administrator of your organisation can allow:</p>
<ul>
${page.scopes.map((scope) => html`<li>${scope}</li>\n`)}</ul>
<p>Ask your administrator to approve the application, then sign in again.</p>
<p class="quiet small">Error code: AADSTS90094</p>
<form method="post" action="${CONSENT_PATH}">
<input type="hidden" name="handle" value="${page.handle}">
<button type="submit" name="answer" value="return">Return to the application</button>
</form>
${submitOnce(page.nonce)}`,
  });
}

/** The second click of a double click would cancel the answer of the first. Without scripts the handle still works once. */
function submitOnce(nonce: string): Html {
  return html`<script nonce="${nonce}">
var sent = false;
document.forms[0].addEventListener('submit', function (event) { if (sent) event.preventDefault(); sent = true; });
</script>`;
}

export const CONSENT_PATH = '/common/oauth2/v2.0/authorize/consent';
