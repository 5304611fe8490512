/** Character references of Canonical XML 1.0 §2.3 for a text node. */
export function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, reference);
}

/** Character references of Canonical XML 1.0 §2.3 for an attribute value in double quotes. */
export function escapeAttribute(value: string): string {
  return value.replace(/[&<"\t\n\r]/g, reference);
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
