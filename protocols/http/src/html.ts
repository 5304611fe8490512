/**
 * Markup that is safe to send: only `html` makes it, so whatever came from outside has been escaped. The
 * private field keeps a value read from JSON from passing for one.
 */
export class Html {
  readonly #markup: string;

  /** For `html` and the constants of this package; faces have no other way in than `html`. */
  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** `undefined` and `false` render as nothing, so that a part can be left out in place. */
export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[];

/**
 * Template tag: values are escaped, nested `Html` and arrays pass. Attribute values must be quoted in the
 * template. It does not make a value safe inside `<script>`, `<style>` or as the whole of an `href`.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.map((part, index) => part + render(values[index])).join(''));
}

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(render).join('');
}

function escapeHtml(text: string): string {
  return text.replace(UNSAFE, (character) => ENTITIES[character] ?? '');
}

const UNSAFE = /[&<>"'`\r]/g;

/** The names that AD FS writes too: scripts that read its pages undo these and know no numbers. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  // A parser would read it back as a line feed; a wresult must come back byte for byte.
  '\r': '&#13;',
};
