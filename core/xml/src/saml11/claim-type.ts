/**
 * SAML 1.1 names an attribute by namespace and name; WS-Federation claims are one URI. AD FS cuts the URI at
 * its last slash (Entra: WS-Federation).
 */
export function splitClaimType(claimType: string): { attributeNamespace: string; attributeName: string } {
  const slash = claimType.lastIndexOf('/');
  if (slash < 1 || slash === claimType.length - 1) {
    throw new TypeError(`a claim type must have a name after a slash: ${JSON.stringify(claimType)}`);
  }
  return { attributeNamespace: claimType.slice(0, slash), attributeName: claimType.slice(slash + 1) };
}

/** The claim type of an attribute: `splitClaimType` the other way round. */
export function joinClaimType(attributeNamespace: string, attributeName: string): string {
  return `${attributeNamespace}/${attributeName}`;
}
