/** A string literal of a `$filter`: OData doubles the quotes inside. */
export function odataString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
