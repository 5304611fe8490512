/**
 * An expression: what stands behind the last `@` of a name in lower case. Both databases know its functions, and use
 * an index over an expression for queries that write it the same way.
 */
export function domainOfKey(column: 'user_principal_name_key' | 'address_key'): string {
  // Trimming every other character of the name from its end leaves all up to the last `@`.
  return `substr(${column}, length(rtrim(${column}, replace(${column}, '@', ''))) + 1)`;
}
