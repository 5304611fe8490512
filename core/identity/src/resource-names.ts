/** What may be the name of an application as a resource: an absolute URI that a scope can follow, `api://jobs`. */
export function isIdentifierUri(uri: string): boolean {
  // A scheme in front, or `{name}/{scope}` would read as a scope of Microsoft Graph.
  return /^[a-z][a-z0-9+.-]*:[^\s?#]*[^\s/?#]$/i.test(uri);
}

/** What may stand in `roles`: RFC 6749 §3.3's characters of a scope, and no more of them than Entra takes. */
export function isAppRoleValue(value: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]{1,120}$/.test(value);
}

/** What may stand in `scp`: the same without a slash, which in a request divides the scope from its resource. */
export function isScopeValue(value: string): boolean {
  return isAppRoleValue(value) && !value.includes('/');
}
