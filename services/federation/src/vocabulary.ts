/** How Entra, and so our token service, is named at its federation partners: `wtrealm`, AppliesTo and audience. */
export const CLOUD_AUDIENCE = 'urn:federation:MicrosoftOnline';

/** WS-Trust as of February 2005 and 1.3; partners and clients speak either. */
export const TRUST_2005 = 'http://schemas.xmlsoap.org/ws/2005/02/trust';
export const TRUST_13 = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512';

/** Claim types of the relying party trust that AD FS has with Entra, and the two that revocation is asked by. */
export const CLAIMS = {
  userPrincipalName: 'http://schemas.xmlsoap.org/claims/UPN',
  immutableId: 'http://schemas.microsoft.com/LiveID/Federation/2008/05/ImmutableID',
  serialNumber: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/serialnumber',
  issuer: 'http://schemas.microsoft.com/2012/12/certificatecontext/field/issuer',
  authenticationMethodsReferences: 'http://schemas.microsoft.com/claims/authnmethodsreferences',
} as const;
