import { describeSignInCode, type SignInCode } from '@signet/identity';

export type ProtocolErrorCode = keyof typeof PROTOCOL_ERRORS;

/** A failure as the OAuth wire has it. */
export interface WireError {
  readonly error: string;
  readonly aadsts: number;
  readonly text: string;
  readonly suberror: string | undefined;
}

/** The words for a failure of the protocol, or for a refusal of a sign-in. */
export function describeOAuthError(code: ProtocolErrorCode | SignInCode): WireError {
  if (isProtocolError(code)) return { ...PROTOCOL_ERRORS[code], suberror: undefined };
  const { aadsts, sentence, remedy } = describeSignInCode(code);
  const wire: { readonly error: string; readonly suberror?: string } = SIGN_IN_WIRE[code];
  return { error: wire.error, aadsts, text: `${sentence} ${remedy}`, suberror: wire.suberror };
}

function isProtocolError(code: ProtocolErrorCode | SignInCode): code is ProtocolErrorCode {
  return code in PROTOCOL_ERRORS;
}

/** Failures of the protocol itself, before or beside any judgement of a person. */
const PROTOCOL_ERRORS = {
  'tenant-unknown': {
    error: 'invalid_request',
    aadsts: 90002,
    text: 'The tenant does not exist here. Check the tenant id or domain name in the address.',
  },
  'parameter-missing': {
    error: 'invalid_request',
    aadsts: 900144,
    text: 'The request body must contain the parameter',
  },
  'request-unreadable': { error: 'invalid_request', aadsts: 90014, text: 'The request cannot be read.' },
  'response-type-unsupported': {
    error: 'unsupported_response_type',
    aadsts: 70005,
    text: 'The response_type is not supported; ask for «code», «id_token» or «code id_token».',
  },
  'id-token-not-enabled': {
    error: 'unsupported_response_type',
    aadsts: 700054,
    text: "response_type 'id_token' is not enabled for the application.",
  },
  'response-mode-for-tokens': {
    error: 'invalid_request',
    aadsts: 70007,
    text: "'query' is not a supported value of 'response_mode' when requesting a token; ask for form_post or fragment.",
  },
  'nonce-missing': {
    error: 'invalid_request',
    aadsts: 140000,
    text: "Request nonce isn't provided: a response_type with «id_token» needs it.",
  },
  'response-mode-unsupported': {
    error: 'invalid_request',
    aadsts: 70007,
    text: 'The response_mode is not supported; ask for query, fragment or form_post.',
  },
  'scope-missing': {
    error: 'invalid_request',
    aadsts: 900144,
    text: 'The request must contain the parameter «scope».',
  },
  'scope-invalid': { error: 'invalid_scope', aadsts: 70011, text: 'The scope is not valid.' },
  'scope-resources-several': {
    error: 'invalid_scope',
    aadsts: 28000,
    text: 'The scope names more than one resource; ask for one at a time.',
  },
  'scope-unknown': {
    error: 'invalid_scope',
    aadsts: 650053,
    text: 'The application asked for a scope that does not exist on the resource; ask its maker.',
  },
  'resource-unknown': {
    error: 'invalid_resource',
    aadsts: 500011,
    text: 'The resource was not found in the tenant; its administrator has to register it first.',
  },
  'prompt-unsupported': {
    error: 'invalid_request',
    aadsts: 90023,
    text: 'The prompt is not supported; «none» stands alone.',
  },
  'max-age-malformed': {
    error: 'invalid_request',
    aadsts: 90014,
    text: 'The parameter «max_age» is a number of seconds.',
  },
  'claims-malformed': {
    error: 'invalid_request',
    aadsts: 50100,
    text: 'The parameter «claims» is not the JSON object of OpenID Connect Core §5.5.',
  },
  'consent-required-silently': {
    error: 'consent_required',
    aadsts: 65001,
    text: 'A silent sign-in was asked for, but nobody has allowed the application what it asks for.',
  },
  'challenge-missing': {
    error: 'invalid_request',
    aadsts: 9002325,
    text: 'Proof Key for Code Exchange is required: send a code_challenge with code_challenge_method S256.',
  },
  'challenge-unsupported': {
    error: 'invalid_request',
    aadsts: 501491,
    text: 'The code_challenge is not valid: use code_challenge_method S256 and 43 characters of base64url.',
  },
  'login-required': {
    error: 'login_required',
    aadsts: 50058,
    text: 'A silent sign-in was asked for, but nobody is signed in.',
  },
  'grant-unsupported': {
    error: 'unsupported_grant_type',
    aadsts: 70003,
    text: 'The grant_type is not supported.',
  },
  'token-type-unsupported': {
    error: 'unsupported_token_type',
    aadsts: 90014,
    text: 'Only access tokens and refresh tokens are revoked; an ID token ends by itself.',
  },
  'origin-not-spa': {
    error: 'invalid_request',
    aadsts: 9002326,
    text: 'Only redirect URIs of type spa may redeem across origins.',
  },
  'authorization-pending': {
    error: 'authorization_pending',
    aadsts: 70016,
    text: 'The person has not signed in yet; ask again after the interval.',
  },
  unexpected: {
    error: 'server_error',
    aadsts: 90033,
    text: 'The service cannot answer now; try again, and tell its administrator the trace id if it stays so.',
  },
  'resource-parameter': {
    error: 'invalid_request',
    aadsts: 901002,
    text: 'The parameter «resource» is not for this endpoint; use scope.',
  },
} as const;

/**
 * How each refusal is worded on the OAuth wire. `bad_token` makes MSAL drop the refresh token and show the
 * sign-in again; it is left out where the same token may work again in a minute.
 */
const SIGN_IN_WIRE = {
  'no-certificate': { error: 'invalid_grant', suberror: 'bad_token' },
  'certificate-malformed': { error: 'invalid_grant', suberror: 'bad_token' },
  'certificate-untrusted': { error: 'invalid_grant', suberror: 'bad_token' },
  'certificate-invalid': { error: 'invalid_grant', suberror: 'bad_token' },
  'certificate-not-yet-valid': { error: 'invalid_grant', suberror: 'bad_token' },
  'certificate-expired': { error: 'invalid_grant', suberror: 'bad_token' },
  'certificate-revoked': { error: 'invalid_grant', suberror: 'bad_token' },
  'crl-unreachable': { error: 'invalid_grant' },
  'crl-timeout': { error: 'invalid_grant' },
  'crl-download-running': { error: 'invalid_grant' },
  'crl-not-configured': { error: 'invalid_grant' },
  'crl-too-large': { error: 'invalid_grant' },
  'crl-malformed': { error: 'invalid_grant' },
  'crl-signature-invalid': { error: 'invalid_grant' },
  'crl-expired': { error: 'invalid_grant' },
  'crl-delta-without-base': { error: 'invalid_grant' },
  'crl-older-than-valid-from': { error: 'invalid_grant' },
  'crl-unusable': { error: 'invalid_grant' },
  'certificate-field-missing': { error: 'invalid_grant', suberror: 'bad_token' },
  'certificate-affinity-too-low': { error: 'invalid_grant' },
  'certificate-method-not-allowed': { error: 'invalid_grant' },
  'certificate-policy-unreadable': { error: 'server_error' },
  'certificate-authority-out-of-scope': { error: 'invalid_grant' },
  'multi-factor-required': { error: 'interaction_required', suberror: 'basic_action' },
  'second-factor-not-registered': { error: 'interaction_required', suberror: 'basic_action' },
  'second-factor-wrong': { error: 'interaction_required', suberror: 'basic_action' },
  'partner-multi-factor-missing': { error: 'invalid_grant' },
  'second-factor-locked': { error: 'invalid_grant' },
  'certificate-user-mismatch': { error: 'invalid_grant', suberror: 'bad_token' },
  'user-not-found': { error: 'invalid_grant', suberror: 'bad_token' },
  'user-disabled': { error: 'invalid_grant', suberror: 'bad_token' },
  'user-outside-domain': { error: 'invalid_grant', suberror: 'bad_token' },
  'user-not-in-tenant': { error: 'invalid_grant', suberror: 'bad_token' },
  'assertion-invalid': { error: 'invalid_grant' },
  'assertion-signature-invalid': { error: 'invalid_grant' },
  'assertion-replayed': { error: 'invalid_grant' },
  'assertion-issuer-unknown': { error: 'invalid_grant' },
  'assertion-without-immutable-id': { error: 'invalid_grant' },
  'assertion-user-unknown': { error: 'invalid_grant' },
  'interaction-lost': { error: 'invalid_request' },
  'authentication-method-unsupported': { error: 'invalid_request' },
  'application-unknown': { error: 'unauthorized_client' },
  'redirect-uri-mismatch': { error: 'invalid_request' },
  'relying-party-unknown': { error: 'unauthorized_client' },
  'relying-party-access-denied': { error: 'access_denied' },
  'claim-rules-failed': { error: 'server_error' },
  'request-malformed': { error: 'invalid_request' },
  'soap-header-not-understood': { error: 'invalid_request' },
  'message-expired': { error: 'invalid_request' },
  'message-replayed': { error: 'invalid_request' },
  'message-signature-invalid': { error: 'invalid_request' },
  'password-invalid': { error: 'invalid_grant' },
  'password-attempts-exceeded': { error: 'invalid_grant' },
  'request-signature-invalid': { error: 'invalid_request' },
  'passive-sign-in-impossible': { error: 'login_required' },
  'authorization-code-reused': { error: 'invalid_grant' },
  'authorization-code-invalid': { error: 'invalid_grant' },
  'code-verifier-mismatch': { error: 'invalid_grant' },
  'code-verifier-unexpected': { error: 'invalid_grant' },
  'device-code-invalid': { error: 'bad_verification_code' },
  'device-code-expired': { error: 'expired_token' },
  'device-code-declined': { error: 'authorization_declined' },
  'consent-required': { error: 'invalid_grant', suberror: 'consent_required' },
  'consent-declined': { error: 'access_denied' },
  'admin-consent-required': { error: 'access_denied' },
  'device-code-guessed': { error: 'invalid_request' },
  // OpenID Connect Core Unmet Authentication Requirements 1.0: no client starts again by itself for it.
  'sign-in-too-old': { error: 'unmet_authentication_requirements' },
  'token-of-other-tenant': { error: 'invalid_grant' },
  'client-authentication-missing': { error: 'invalid_client' },
  'client-secret-invalid': { error: 'invalid_client' },
  'client-secret-expired': { error: 'invalid_client' },
  'client-is-public': { error: 'invalid_client' },
  'client-assertion-malformed': { error: 'invalid_client' },
  'client-key-unknown': { error: 'invalid_client' },
  'client-assertion-signature-invalid': { error: 'invalid_client' },
  'client-assertion-of-another': { error: 'invalid_client' },
  'client-assertion-audience': { error: 'invalid_client' },
  'client-assertion-expired': { error: 'invalid_client' },
  'client-certificate-expired': { error: 'invalid_client' },
  'client-tenant-missing': { error: 'invalid_request' },
  'refresh-token-invalid': { error: 'invalid_grant', suberror: 'bad_token' },
  'spa-refresh-token-expired': { error: 'invalid_grant', suberror: 'bad_token' },
  'refresh-token-expired': { error: 'invalid_grant', suberror: 'bad_token' },
  'refresh-token-reused': { error: 'invalid_grant', suberror: 'bad_token' },
  'grant-revoked': { error: 'invalid_grant', suberror: 'bad_token' },
  'user-assertion-invalid': { error: 'invalid_grant' },
  'user-assertion-expired': { error: 'invalid_grant' },
  'user-assertion-audience': { error: 'invalid_grant' },
  'user-assertion-of-application': { error: 'unauthorized_client' },
  'sessions-revoked': { error: 'invalid_grant', suberror: 'bad_token' },
} as const satisfies Record<SignInCode, { error: string; suberror?: string }>;
