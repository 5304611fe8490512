import { TRUST_13, TRUST_2005 } from '@signet/federation';

/** The words of SOAP, WS-Security and WS-Trust on the wire. Wire names stay in this face. */
export const NAMESPACES = {
  soap: 'http://www.w3.org/2003/05/soap-envelope',
  addressing: 'http://www.w3.org/2005/08/addressing',
  addressing2004: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
  security: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  utility: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  policy: 'http://schemas.xmlsoap.org/ws/2004/09/policy',
  securityPolicy: 'http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702',
  securityPolicy2005: 'http://schemas.xmlsoap.org/ws/2005/07/securitypolicy',
  wsdl: 'http://schemas.xmlsoap.org/wsdl/',
  wsdlSoap12: 'http://schemas.xmlsoap.org/wsdl/soap12/',
  wsdlAddressing: 'http://www.w3.org/2006/05/addressing/wsdl',
  service: 'http://schemas.microsoft.com/ws/2008/06/identity/securitytokenservice',
} as const;

export const ANONYMOUS = 'http://www.w3.org/2005/08/addressing/anonymous';

/** Web Services Security X.509 Certificate Token Profile 1.1 §3.1, Username Token Profile 1.1 §3.1. */
export const TOKEN_PROFILES = {
  x509v3: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3',
  base64: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary',
  thumbprint: 'http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1',
  passwordText:
    'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText',
  samlAssertionId: 'http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.0#SAMLAssertionID',
  saml11: 'http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV1.1',
} as const;

/** One version of WS-Trust and the words in which the two differ. */
export interface TrustVersion {
  /** The segment of the path. */
  readonly name: '13' | '2005';
  readonly namespaceUri: string;
  readonly requestAction: string;
  readonly answerAction: string;
  readonly requestType: string;
  /** What it calls a token without a proof key. */
  readonly bearerKeyType: string;
}

export const WS_TRUST_13: TrustVersion = {
  name: '13',
  namespaceUri: TRUST_13,
  requestAction: `${TRUST_13}/RST/Issue`,
  answerAction: `${TRUST_13}/RSTRC/IssueFinal`,
  requestType: `${TRUST_13}/Issue`,
  bearerKeyType: `${TRUST_13}/Bearer`,
};

export const WS_TRUST_2005: TrustVersion = {
  name: '2005',
  namespaceUri: TRUST_2005,
  requestAction: `${TRUST_2005}/RST/Issue`,
  answerAction: `${TRUST_2005}/RSTR/Issue`,
  requestType: `${TRUST_2005}/Issue`,
  bearerKeyType: 'http://schemas.xmlsoap.org/ws/2005/05/identity/NoProofKey',
};
