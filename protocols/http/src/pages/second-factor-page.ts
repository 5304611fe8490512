import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

export interface SecondFactorPage {
  /** Where the form goes, with the field `code` and the hidden ones. */
  readonly action: string;
  readonly hiddenFields: readonly (readonly [name: string, value: string])[];
  /** One sentence; read out together with the field. */
  readonly error?: string;
  readonly applicationName?: string;
}

/** Asks for the code of the person's authenticator, on top of the certificate. */
export function secondFactorPage(page: SecondFactorPage): Html {
  const { error } = page;
  const state = error === undefined ? '' : html` aria-invalid="true" aria-describedby="code-error"`;
  return layout({
    title: 'Enter your code',
    content: html`${page.applicationName !== undefined && html`<p class="quiet">to continue to ${page.applicationName}</p>`}
<p>This application asks for more than your certificate. Enter the code that your authenticator app shows now.</p>
<form method="post" action="${page.action}">
${page.hiddenFields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)}<label for="code">Code</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="9" required autofocus${state}>
${error !== undefined && html`<p class="error" id="code-error">${error}</p>`}
<button type="submit">Verify</button>
</form>`,
  });
}
