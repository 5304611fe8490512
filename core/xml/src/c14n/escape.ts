/** Character references of Canonical XML 1.0 §2.3 for a text node. */
export function escapeText(text: string): string {
  return SPECIAL_IN_TEXT.test(text) ? text.replace(/[&<>\r]/g, reference) : text;
}

/** Character references of Canonical XML 1.0 §2.3 for an attribute value in double quotes. */
export function escapeAttribute(value: string): string {
  return SPECIAL_IN_VALUE.test(value) ? value.replace(/[&<"\t\n\r]/g, reference) : value;
}

function reference(character: string): string {
  return REFERENCES[character] ?? character;
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};
// Most have none, and to look costs less than to replace.
const SPECIAL_IN_TEXT = /[&<>\r]/;
const SPECIAL_IN_VALUE = /[&<"\t\n\r]/;
