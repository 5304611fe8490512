import { describeSignInCode, type SignInCode } from '@signet/identity';
import { type XmlText, xml } from '@signet/xml';
import { writeEnvelope } from './answer.ts';
import { NAMESPACES, type TrustVersion } from './vocabulary.ts';

/** A SOAP 1.2 fault (part 1 §5.4) without its reason. */
interface Fault {
  /** Whose turn it is: the client's, ours, or a header that nobody here knows. */
  readonly value: 'Sender' | 'Receiver' | 'MustUnderstand';
  readonly subcode:
    | 'FailedAuthentication'
    | 'InvalidRequest'
    | 'RequestFailed'
    | 'InvalidSecurity'
    | 'MessageExpired';
}

/**
 * The answer to a request that is refused. People see the reason in their client, so it is the sentence of an error
 * page with its number and the request's id; the remedy stays in the log.
 */
export function writeFault(
  code: SignInCode,
  about: { readonly requestId: string; readonly relatesTo: string | undefined },
  version: TrustVersion,
): XmlText {
  const { value, subcode } = FAULTS[code];
  const { aadsts, sentence } = describeSignInCode(code);
  const namespaceUri = SUBCODE_NAMESPACES[subcode] ?? version.namespaceUri;
  const body = xml`<s:Fault>
    <s:Code>
      <s:Value>${`s:${value}`}</s:Value>
      <s:Subcode><s:Value xmlns:w="${namespaceUri}">${`w:${subcode}`}</s:Value></s:Subcode>
    </s:Code>
    <s:Reason>
      <s:Text xml:lang="en">${`AADSTS${aadsts}: ${sentence} Trace ID: ${about.requestId}`}</s:Text>
    </s:Reason>
  </s:Fault>`;
  return writeEnvelope({ action: FAULT_ACTION, relatesTo: about.relatesTo, headers: [], body });
}

const FAULT_ACTION = 'http://www.w3.org/2005/08/addressing/soap/fault';

/** Of the subcodes that are WS-Security's own; the others are WS-Trust's. */
const SUBCODE_NAMESPACES: Partial<Readonly<Record<Fault['subcode'], string>>> = {
  InvalidSecurity: NAMESPACES.security,
  MessageExpired: NAMESPACES.utility,
};

const FAILED_AUTHENTICATION: Fault = { value: 'Sender', subcode: 'FailedAuthentication' };
const INVALID_REQUEST: Fault = { value: 'Sender', subcode: 'InvalidRequest' };
const INVALID_SECURITY: Fault = { value: 'Sender', subcode: 'InvalidSecurity' };
/** The same request may be answered another time. */
const REQUEST_FAILED: Fault = { value: 'Receiver', subcode: 'RequestFailed' };

/** WS-Trust 1.3 §11, WSS SOAP Message Security 1.1 §12. */
const FAULTS: Readonly<Record<SignInCode, Fault>> = {
  'no-certificate': FAILED_AUTHENTICATION,
  'certificate-malformed': FAILED_AUTHENTICATION,
  'certificate-untrusted': FAILED_AUTHENTICATION,
  'certificate-invalid': FAILED_AUTHENTICATION,
  'certificate-not-yet-valid': FAILED_AUTHENTICATION,
  'certificate-expired': FAILED_AUTHENTICATION,
  'certificate-revoked': FAILED_AUTHENTICATION,
  'crl-unreachable': REQUEST_FAILED,
  'crl-timeout': REQUEST_FAILED,
  'crl-download-running': REQUEST_FAILED,
  'crl-too-large': REQUEST_FAILED,
  'crl-malformed': REQUEST_FAILED,
  'crl-signature-invalid': REQUEST_FAILED,
  'crl-expired': REQUEST_FAILED,
  'crl-not-configured': REQUEST_FAILED,
  'crl-delta-without-base': REQUEST_FAILED,
  'crl-older-than-valid-from': REQUEST_FAILED,
  'crl-unusable': REQUEST_FAILED,
  'certificate-field-missing': FAILED_AUTHENTICATION,
  'certificate-user-mismatch': FAILED_AUTHENTICATION,
  'user-not-found': FAILED_AUTHENTICATION,
  'user-disabled': FAILED_AUTHENTICATION,
  'user-outside-domain': FAILED_AUTHENTICATION,
  'user-not-in-tenant': FAILED_AUTHENTICATION,
  'assertion-invalid': FAILED_AUTHENTICATION,
  'assertion-signature-invalid': FAILED_AUTHENTICATION,
  'assertion-replayed': FAILED_AUTHENTICATION,
  'assertion-issuer-unknown': FAILED_AUTHENTICATION,
  'assertion-without-immutable-id': FAILED_AUTHENTICATION,
  'assertion-user-unknown': FAILED_AUTHENTICATION,
  'interaction-lost': INVALID_REQUEST,
  'authentication-method-unsupported': INVALID_REQUEST,
  'application-unknown': INVALID_REQUEST,
  'redirect-uri-mismatch': INVALID_REQUEST,
  'relying-party-unknown': INVALID_REQUEST,
  'relying-party-access-denied': FAILED_AUTHENTICATION,
  'claim-rules-failed': REQUEST_FAILED,
  'request-malformed': INVALID_REQUEST,
  'authorization-code-reused': INVALID_REQUEST,
  'authorization-code-invalid': INVALID_REQUEST,
  'code-verifier-mismatch': INVALID_REQUEST,
  'code-verifier-unexpected': INVALID_REQUEST,
  'device-code-invalid': INVALID_REQUEST,
  'device-code-expired': INVALID_REQUEST,
  'device-code-declined': INVALID_REQUEST,
  'device-code-guessed': INVALID_REQUEST,
  'token-of-other-tenant': INVALID_REQUEST,
  'client-authentication-missing': INVALID_REQUEST,
  'client-secret-invalid': INVALID_REQUEST,
  'client-secret-expired': INVALID_REQUEST,
  'client-is-public': INVALID_REQUEST,
  'refresh-token-invalid': FAILED_AUTHENTICATION,
  'refresh-token-expired': FAILED_AUTHENTICATION,
  'refresh-token-reused': FAILED_AUTHENTICATION,
  'user-assertion-invalid': FAILED_AUTHENTICATION,
  'user-assertion-expired': FAILED_AUTHENTICATION,
  'user-assertion-audience': FAILED_AUTHENTICATION,
  'user-assertion-of-application': FAILED_AUTHENTICATION,
  'grant-revoked': FAILED_AUTHENTICATION,
  'sessions-revoked': FAILED_AUTHENTICATION,
  'soap-header-not-understood': { value: 'MustUnderstand', subcode: 'InvalidRequest' },
  'message-signature-invalid': INVALID_SECURITY,
  'message-expired': { value: 'Sender', subcode: 'MessageExpired' },
  'message-replayed': INVALID_SECURITY,
  'password-invalid': FAILED_AUTHENTICATION,
  'password-attempts-exceeded': FAILED_AUTHENTICATION,
  'consent-required': INVALID_REQUEST,
  'consent-declined': INVALID_REQUEST,
  'admin-consent-required': INVALID_REQUEST,
  'sign-in-too-old': INVALID_REQUEST,
  'client-assertion-malformed': INVALID_REQUEST,
  'client-key-unknown': INVALID_REQUEST,
  'client-assertion-signature-invalid': INVALID_REQUEST,
  'client-assertion-of-another': INVALID_REQUEST,
  'client-assertion-audience': INVALID_REQUEST,
  'client-assertion-expired': INVALID_REQUEST,
  'client-certificate-expired': INVALID_REQUEST,
  'client-tenant-missing': INVALID_REQUEST,
  'spa-refresh-token-expired': INVALID_REQUEST,
  'request-signature-invalid': INVALID_REQUEST,
  'passive-sign-in-impossible': INVALID_REQUEST,
  'certificate-affinity-too-low': FAILED_AUTHENTICATION,
  'certificate-method-not-allowed': FAILED_AUTHENTICATION,
  'certificate-policy-unreadable': FAILED_AUTHENTICATION,
  'certificate-authority-out-of-scope': FAILED_AUTHENTICATION,
  'multi-factor-required': FAILED_AUTHENTICATION,
  'second-factor-not-registered': FAILED_AUTHENTICATION,
  'second-factor-wrong': FAILED_AUTHENTICATION,
  'partner-multi-factor-missing': FAILED_AUTHENTICATION,
  'second-factor-locked': FAILED_AUTHENTICATION,
};
