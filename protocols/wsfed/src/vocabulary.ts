/** The words of WS-Federation and WS-Trust on the wire. Wire names stay in this face. */
export const WA = {
  signIn: 'wsignin1.0',
  signOut: 'wsignout1.0',
  signOutCleanup: 'wsignoutcleanup1.0',
} as const;

export const NAMESPACES = {
  policy: 'http://schemas.xmlsoap.org/ws/2004/09/policy',
  addressing: 'http://www.w3.org/2005/08/addressing',
  addressing2004: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
  utility: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
  federation: 'http://docs.oasis-open.org/wsfed/federation/200706',
  authorization: 'http://docs.oasis-open.org/wsfed/authorization/200706',
  metadataExchange: 'http://schemas.xmlsoap.org/ws/2004/09/mex',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  schemaInstance: 'http://www.w3.org/2001/XMLSchema-instance',
} as const;
