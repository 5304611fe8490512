import { type Html, html } from '../html.ts';
import { layout } from './layout.ts';

export interface UserNamePage {
  /** Where the form goes, with the field `userName` and the hidden ones. */
  readonly action: string;
  readonly hiddenFields: readonly (readonly [name: string, value: string])[];
  readonly userName?: string;
  /** One sentence; read out together with the field. */
  readonly error?: string;
  readonly applicationName?: string;
}

/** Asks who is signing in; what follows depends on the domain after the «@». */
export function userNamePage(page: UserNamePage): Html {
  const { error } = page;
  const state = error === undefined ? '' : html` aria-invalid="true" aria-describedby="userName-error"`;
  return layout({
    title: 'Sign in',
    content: html`${page.applicationName !== undefined && html`<p class="quiet">to continue to ${page.applicationName}</p>`}
<form method="post" action="${page.action}">
${page.hiddenFields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)}<label for="userName">User name</label>
<input id="userName" name="userName" type="text" inputmode="email" value="${page.userName ?? ''}" autocomplete="username"
 autocapitalize="none" autocorrect="off" spellcheck="false" required autofocus${state}>
${error !== undefined && html`<p class="error" id="userName-error">${error}</p>`}
<button type="submit">Next</button>
</form>`,
  });
}
