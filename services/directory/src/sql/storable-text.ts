/**
 * PostgreSQL has no U+0000 in text. It arrives in what people and attackers type, and must neither break a
 * log entry nor differ between databases: both store the replacement character, as for a lone surrogate.
 */
export function storableText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}
