/** The words of WS-Federation and WS-Trust on the wire (protocols.md §3). Wire names stay in this face. */
export const WA = {
  signIn: 'wsignin1.0',
  signOut: 'wsignout1.0',
  signOutCleanup: 'wsignoutcleanup1.0',
} as const;

/** How Entra, and so our token service, is named at its federation partners: `wtrealm` and audience. */
export const CLOUD_AUDIENCE = 'urn:federation:MicrosoftOnline';

/** WS-Trust as of February 2005 and 1.3; partners send either. */
export const TRUST_2005 = 'http://schemas.xmlsoap.org/ws/2005/02/trust';
export const TRUST_13 = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512';

export const NAMESPACES = {
  policy: 'http://schemas.xmlsoap.org/ws/2004/09/policy',
  addressing: 'http://www.w3.org/2005/08/addressing',
  addressing2004: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
  utility: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
  federation: 'http://docs.oasis-open.org/wsfed/federation/200706',
  authorization: 'http://docs.oasis-open.org/wsfed/authorization/200706',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  schemaInstance: 'http://www.w3.org/2001/XMLSchema-instance',
} as const;

/** Claim types (entra-cba.md §1.5, §6.4). */
export const CLAIMS = {
  userPrincipalName: 'http://schemas.xmlsoap.org/claims/UPN',
  immutableId: 'http://schemas.microsoft.com/LiveID/Federation/2008/05/ImmutableID',
  serialNumber: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/serialnumber',
  issuer: 'http://schemas.microsoft.com/2012/12/certificatecontext/field/issuer',
  authenticationMethodsReferences: 'http://schemas.microsoft.com/claims/authnmethodsreferences',
} as const;
