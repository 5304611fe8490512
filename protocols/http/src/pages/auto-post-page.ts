import { Html, html } from '../html.ts';
import { layout } from './layout.ts';

export interface AutoPostPage {
  /** Absolute; also goes into `htmlResponse`'s `formAction`. */
  readonly action: string;
  /** In the order they are written. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** «Signing you in» */
  readonly title: string;
  /** The same as `htmlResponse`'s. */
  readonly nonce: string;
}

/**
 * A form that posts itself, or by its button where scripts are off.
 *
 * MSIdentityTools reads the token out of this page with a regular expression: hidden inputs written exactly
 * so, `<noscript>` directly after the last one (AD FS). Keep the white space as it is.
 */
export function autoPostPage({ action, fields, title, nonce }: AutoPostPage): Html {
  const inputs = fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`);
  return layout({
    title,
    content: html`<form method="POST" name="hiddenform" action="${action}">${inputs}<noscript>
<p>Scripts are switched off in this browser. Use the button to go on.</p>
<button type="submit">Continue</button>
</noscript></form>
<script nonce="${nonce}">${SUBMIT}</script>`,
  });
}

// Through the prototype: a field named `submit` would shadow the form's own method.
const SUBMIT = new Html('HTMLFormElement.prototype.submit.call(document.forms[0]);');
