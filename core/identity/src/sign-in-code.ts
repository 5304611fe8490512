/**
 * Every reason for which a sign-in is refused, once: our name for it, the AADSTS number that Entra's users
 * know (Entra: error codes), one plain sentence for the person and the remedy for the administrator.
 * Faces map these to their wire; nothing else enumerates them.
 */
export interface SignInCodeText {
  readonly aadsts: number;
  /** For the person signing in. */
  readonly sentence: string;
  /** For whoever runs the service. */
  readonly remedy: string;
}

const SIGN_IN_CODES = {
  'no-certificate': {
    aadsts: 50192,
    sentence: 'No certificate was sent.',
    remedy:
      'Install the certificate on the device and choose it when the browser asks; then open a new browser window.',
  },
  'certificate-malformed': {
    aadsts: 50017,
    sentence: 'The certificate cannot be read.',
    remedy: 'Issue a certificate that follows RFC 5280; the evidence says where the encoding breaks.',
  },
  'certificate-untrusted': {
    aadsts: 500176,
    sentence: 'The certificate comes from a certificate authority that this organisation does not trust.',
    remedy: 'Add the issuing CA, every CA above it and the root to the trusted certificate authorities.',
  },
  'certificate-invalid': {
    aadsts: 50017,
    sentence: 'The certificate did not pass the checks for signing in.',
    remedy: 'The evidence names the certificate of the chain and the rule; reissue that certificate.',
  },
  'certificate-not-yet-valid': {
    aadsts: 500172,
    sentence: 'The certificate is not valid yet.',
    remedy: 'Check the clocks of the CA and of this server, or wait until notBefore.',
  },
  'certificate-expired': {
    aadsts: 500172,
    sentence: 'The certificate has expired.',
    remedy: 'Issue a new certificate.',
  },
  'certificate-revoked': {
    aadsts: 500171,
    sentence: 'The certificate has been revoked.',
    remedy: 'Issue a new certificate; if the revocation was a mistake, the CA can remove a hold only.',
  },
  'crl-unreachable': {
    aadsts: 500173,
    sentence: 'Whether the certificate is still valid could not be checked.',
    remedy: 'Make the CRL URL of the CA answer with 200 and the CRL; then run «signet crl refresh».',
  },
  'crl-timeout': {
    aadsts: 2205012,
    sentence: 'Whether the certificate is still valid could not be checked in time.',
    remedy:
      'A sign-in waits 10 seconds for a CRL and a refresh 60, unless configured: use a faster host or a smaller CRL.',
  },
  'crl-download-running': {
    aadsts: 2205013,
    sentence: 'Whether the certificate is still valid could not be checked yet; try again in a moment.',
    remedy: 'The CRL is being downloaded and takes longer than a sign-in can wait: try again in a minute.',
  },
  'crl-too-large': {
    aadsts: 2205014,
    sentence: 'Whether the certificate is still valid could not be checked.',
    remedy:
      'The CRL is larger than the limit, 20 MB unless configured: shorten certificate lifetimes or split the CA.',
  },
  'crl-malformed': {
    aadsts: 500174,
    sentence: 'Whether the certificate is still valid could not be checked.',
    remedy: 'What the CRL URL returns is not a CRL: publish DER or PEM of an X.509 CRL there.',
  },
  'crl-signature-invalid': {
    aadsts: 2205015,
    sentence: 'Whether the certificate is still valid could not be checked.',
    remedy: 'The CRL is not signed by this CA: publish the CRL of the CA whose certificate is configured.',
  },
  'crl-expired': {
    aadsts: 500172,
    sentence: 'Whether the certificate is still valid could not be checked.',
    remedy: 'The CRL is past its nextUpdate: publish a new one, then run «signet crl refresh».',
  },
  'crl-not-configured': {
    aadsts: 500175,
    sentence: 'Whether the certificate is still valid could not be checked.',
    remedy:
      'The organisation requires CRL validation and this CA has no CRL URL: set one, or exempt the CA by its subject key identifier.',
  },
  'crl-delta-without-base': {
    aadsts: 500177,
    sentence: 'Whether the certificate is still valid could not be checked.',
    remedy: 'The CA has a delta CRL URL but no base CRL URL: set the base CRL URL.',
  },
  'crl-older-than-valid-from': {
    aadsts: 500178,
    sentence: 'Whether the certificate is still valid could not be checked.',
    remedy:
      'The user’s sessions were revoked after the newest CRL was published: publish a CRL dated later (RFC 5280 thisUpdate after StsRefreshTokensValidFrom).',
  },
  'crl-unusable': {
    aadsts: 500178,
    sentence: 'Whether the certificate is still valid could not be checked.',
    remedy:
      'The evidence names the CRL and the rule that it breaks; publish a CRL that covers this certificate.',
  },
  'certificate-field-missing': {
    aadsts: 1001003,
    sentence: 'The certificate does not name a user.',
    remedy: 'The certificate needs a Principal Name or RFC822 Name in its Subject Alternative Name.',
  },
  'certificate-user-mismatch': {
    aadsts: 1001003,
    sentence: 'The certificate belongs to another user than the one who is signing in.',
    remedy: 'Choose the certificate of the user name that was typed, or correct the user binding.',
  },
  'certificate-affinity-too-low': {
    aadsts: 1001003,
    sentence: 'The certificate does not name a user firmly enough.',
    remedy:
      'A rule of the certificate method asks for high affinity: bind by SKI, SHA1PublicKey or issuer and serial number, and enter the value in certificateUserIds.',
  },
  'certificate-method-not-allowed': {
    aadsts: 130501,
    sentence: 'This organisation does not let you sign in by certificate.',
    remedy: 'The certificate method is disabled, or the user is not among its targets.',
  },
  'certificate-policy-unreadable': {
    aadsts: 1001000,
    sentence: 'You cannot be signed in now.',
    remedy: 'The stored policy of the certificate method cannot be read: delete it, then set it again.',
  },
  'certificate-authority-out-of-scope': {
    aadsts: 500189,
    sentence: 'This organisation does not let you sign in with a certificate of this authority.',
    remedy:
      'Scope rules tie the certificate authority to groups and the user is in none of them: add the user, or change certificateAuthorityScopes.',
  },
  'multi-factor-required': {
    aadsts: 50076,
    sentence: 'A second factor is needed to sign in to this application.',
    remedy:
      'The application or its request asks for multi-factor authentication and the session has one factor: sign in interactively.',
  },
  'second-factor-not-registered': {
    aadsts: 50079,
    sentence: 'A second factor is needed, and none is registered for you.',
    remedy:
      'Register one with «signet user totp add», or make the certificate multi-factor by a rule of the certificate method.',
  },
  'partner-multi-factor-missing': {
    aadsts: 50158,
    sentence: 'Your organisation was asked for a second factor and did not take one.',
    remedy:
      'Let the federation partner say multipleauthn when it is asked for it (here: a rule of authentication strength, or an issuance rule), or set federatedIdpMfaBehavior of the domain to «acceptIfMfaDoneByFederatedIdp».',
  },
  'second-factor-wrong': {
    aadsts: 500121,
    sentence: 'The code is not right.',
    remedy:
      'A code is good once and for about a minute: check the clock of the device that shows it, then take a new code.',
  },
  'second-factor-locked': {
    aadsts: 50053,
    sentence: 'Too many wrong codes were entered. Wait a quarter of an hour, then try again.',
    remedy: 'Somebody may be guessing who has the certificate: look at the addresses of the attempts.',
  },
  'user-not-found': {
    aadsts: 50034,
    sentence: 'The user account does not exist in this directory.',
    remedy: 'Create the user, or correct the name in the certificate.',
  },
  'user-disabled': {
    aadsts: 50057,
    sentence: 'The user account is disabled.',
    remedy: 'Enable the account.',
  },
  'user-outside-domain': {
    aadsts: 50107,
    sentence: 'Users of this domain do not sign in here.',
    remedy:
      'The domain says who answers for it: users of a federated one sign in at the federation server whose issuer it names, which the assertion must carry, users of a managed one at the token service.',
  },
  'user-not-in-tenant': {
    aadsts: 50020,
    sentence: 'The user account does not belong to this organisation.',
    remedy: 'Sign in to the user’s own organisation, or use the address of the right tenant.',
  },
  'assertion-invalid': {
    aadsts: 50008,
    sentence: 'The answer of the federation server cannot be accepted.',
    remedy: 'The evidence names the rule; compare audience, times and shape of the assertion.',
  },
  'assertion-signature-invalid': {
    aadsts: 50006,
    sentence: 'The answer of the federation server cannot be accepted.',
    remedy:
      'The assertion is not signed by a certificate configured on the domain: update the signing certificate.',
  },
  'assertion-replayed': {
    aadsts: 50008,
    sentence: 'This sign-in has been used already.',
    remedy: 'An assertion is good for one sign-in: start again.',
  },
  'assertion-issuer-unknown': {
    aadsts: 50107,
    sentence: 'The answer of the federation server cannot be accepted.',
    remedy: 'No domain of this service is federated with the issuer of the assertion.',
  },
  'assertion-without-immutable-id': {
    aadsts: 90020,
    sentence: 'The answer of the federation server does not name the user.',
    remedy: 'Issue the ImmutableID claim and the name identifier.',
  },
  'assertion-user-unknown': {
    aadsts: 51004,
    sentence: 'The user account does not exist in this directory.',
    remedy: 'No user of the domain has this ImmutableID and this user principal name.',
  },
  'sign-in-too-old': {
    aadsts: 70043,
    sentence: 'The application asked for a newer sign-in than the one that was brought.',
    remedy:
      'The federation server signed the person in by a session of its own: let it heed wfresh, prompt=login or ForceAuthn, and compare the clocks; the evidence has both times.',
  },
  'interaction-lost': {
    aadsts: 90100,
    sentence: 'This sign-in was started in another window or too long ago.',
    remedy: 'Start again from the application.',
  },
  'authentication-method-unsupported': {
    aadsts: 50012,
    sentence: 'The application asked for another kind of sign-in than a certificate.',
    remedy: 'Set promptLoginBehavior of the federated domain to «disabled» or «nativeSupport».',
  },
  'application-unknown': {
    aadsts: 700016,
    sentence: 'The application is not registered here.',
    remedy: 'Register the application, or correct its client_id.',
  },
  'redirect-uri-mismatch': {
    aadsts: 50011,
    sentence: 'The application asked to be answered at an address that is not registered for it.',
    remedy: 'Register the redirect URI exactly as the application sends it.',
  },
  'relying-party-unknown': {
    aadsts: 700016,
    sentence: 'The application is not registered with this federation server.',
    remedy:
      'Register the wtrealm or entityID as a relying party, with its addresses: «signet relying-party add».',
  },
  'relying-party-access-denied': {
    aadsts: 50105,
    sentence: 'You may not sign in to this application.',
    remedy:
      'The issuance authorization rules of the relying party deny it: try them with «signet claims run», change them with «signet relying-party set».',
  },
  'claim-rules-failed': {
    aadsts: 50000,
    sentence: 'You cannot be signed in to this application now.',
    remedy:
      'The claim rules of the relying party cannot be carried out; the evidence says where. Try them with «signet claims run».',
  },
  'request-signature-invalid': {
    aadsts: 76021,
    sentence: 'The sign-in request cannot be accepted.',
    remedy:
      'The request is not signed by a certificate of the relying party trust: update the trust from its metadata.',
  },
  'passive-sign-in-impossible': {
    aadsts: 50058,
    sentence: 'Sign in with a certificate.',
    remedy: 'The application asked for a sign-in without any page, which a certificate sign-in is not.',
  },
  'request-malformed': {
    aadsts: 90081,
    sentence: 'The sign-in request cannot be understood.',
    remedy: 'The evidence names the parameter.',
  },
  'soap-header-not-understood': {
    aadsts: 90082,
    sentence: 'The sign-in request asks for something that is not offered here.',
    remedy: 'The evidence names the SOAP header: have the client leave it out, or its mustUnderstand.',
  },
  'message-expired': {
    aadsts: 20012,
    sentence: 'The sign-in request is too old or too new.',
    remedy: 'Compare the clocks of the client and of this server: they may differ by five minutes.',
  },
  'message-replayed': {
    aadsts: 20012,
    sentence: 'This sign-in request has been used already.',
    remedy: 'A signed message is good once: find out who sent it a second time.',
  },
  'message-signature-invalid': {
    aadsts: 50006,
    sentence: 'The sign-in request cannot be accepted.',
    remedy:
      'The certificate’s key must sign Timestamp and To with RSA or ECDSA and SHA-256; the evidence names the step.',
  },
  'password-invalid': {
    aadsts: 50126,
    sentence: 'The user name or the password is wrong.',
    remedy: 'The evidence says which; set the password of a test user with «signet user set-password».',
  },
  'password-attempts-exceeded': {
    aadsts: 50053,
    sentence: 'Too many wrong passwords were tried. Wait a quarter of an hour, then try again.',
    remedy: 'Somebody may be guessing the password of this account: look at the addresses in the log.',
  },
  'authorization-code-reused': {
    aadsts: 54005,
    sentence: 'This sign-in was completed already.',
    remedy: 'A code is good once; the tokens of its first use were revoked. Look for who holds the code.',
  },
  'authorization-code-invalid': {
    aadsts: 70000,
    sentence: 'This sign-in cannot be completed.',
    remedy: 'The code is unknown, has expired, or was issued to another application or address.',
  },
  'code-verifier-mismatch': {
    aadsts: 501481,
    sentence: 'This sign-in cannot be completed.',
    remedy: 'The code_verifier does not fit the code_challenge: another party may hold the code.',
  },
  'code-verifier-unexpected': {
    aadsts: 501491,
    sentence: 'This sign-in cannot be completed.',
    remedy: 'A code_verifier came for a code that was asked for without a code_challenge.',
  },
  'device-code-invalid': {
    aadsts: 70018,
    sentence: 'The code is not known here.',
    remedy: 'Type the code as the device shows it, or start again on the device: a code is good once.',
  },
  'device-code-expired': {
    aadsts: 70019,
    sentence: 'The code of the device has expired.',
    remedy: 'Nobody confirmed the sign-in within 15 minutes: start again on the device.',
  },
  'device-code-declined': {
    aadsts: 65004,
    sentence: 'The sign-in on the device was declined.',
    remedy:
      'Whoever typed the code did not recognise the application or the place: ask where the code came from.',
  },
  'consent-required': {
    aadsts: 65001,
    sentence: 'You have not allowed the application what it asks for, or no longer.',
    remedy:
      'Sign in to the application again and accept; an administrator can accept for everybody at the address /adminconsent.',
  },
  'consent-declined': {
    aadsts: 65004,
    sentence: 'You declined to give the application what it asks for.',
    remedy: 'Start again from the application and accept, if you trust it.',
  },
  'admin-consent-required': {
    aadsts: 90094,
    sentence: 'The application asks for something that only an administrator can allow.',
    remedy: 'An administrator accepts for the organisation at the address /adminconsent of the tenant.',
  },
  'device-code-guessed': {
    aadsts: 50053,
    sentence: 'Too many codes were tried from here. Wait a quarter of an hour, then start again.',
    remedy: 'Somebody may be guessing the codes of other people’s devices: look at the address.',
  },
  'token-of-other-tenant': {
    aadsts: 700005,
    sentence: 'This sign-in belongs to another organisation.',
    remedy: 'The code or refresh token was issued by another tenant: redeem it at the address of that one.',
  },
  'client-authentication-missing': {
    aadsts: 7000218,
    sentence: 'The application did not prove itself.',
    remedy:
      'The application is confidential and must send client_secret or client_assertion; or it asks for a device code and has no redirect URI of type publicClient.',
  },
  'client-secret-invalid': {
    aadsts: 7000215,
    sentence: 'The application did not prove itself.',
    remedy: 'The client secret is not valid: give the application the secret itself, not its id.',
  },
  'client-secret-expired': {
    aadsts: 7000222,
    sentence: 'The application did not prove itself.',
    remedy: 'The client secret has expired: make a new one.',
  },
  'client-is-public': {
    aadsts: 700025,
    sentence: 'The application must not prove itself.',
    remedy: 'The application is public: it must send neither client_secret nor client_assertion.',
  },
  'client-assertion-malformed': {
    aadsts: 50027,
    sentence: 'The application did not prove itself.',
    remedy: 'The client_assertion must be a JWT signed with PS256 or RS256 (RFC 7523).',
  },
  'client-key-unknown': {
    aadsts: 700027,
    sentence: 'The application did not prove itself.',
    remedy:
      'The certificate that the application uses is not registered on it: «signet app add-certificate».',
  },
  'client-assertion-signature-invalid': {
    aadsts: 700027,
    sentence: 'The application did not prove itself.',
    remedy: 'The client_assertion is not signed by the registered certificate that it names.',
  },
  'client-assertion-of-another': {
    aadsts: 700021,
    sentence: 'The application did not prove itself.',
    remedy: 'iss and sub of the client_assertion must be the client_id of the request.',
  },
  'client-assertion-audience': {
    aadsts: 700023,
    sentence: 'The application did not prove itself.',
    remedy: 'aud of the client_assertion must be the address of the token endpoint of this tenant.',
  },
  'client-assertion-expired': {
    aadsts: 700024,
    sentence: 'The application did not prove itself.',
    remedy: 'The client_assertion is not within its time: compare the clocks; it may live for a day at most.',
  },
  'client-certificate-expired': {
    aadsts: 700027,
    sentence: 'The application did not prove itself.',
    remedy: 'The certificate registered on the application is not valid now: register a new one.',
  },
  'client-tenant-missing': {
    aadsts: 9001023,
    sentence: 'An application cannot ask for a token of its own here.',
    remedy: 'client_credentials needs the address of one tenant, not «common» or «organizations».',
  },
  'refresh-token-invalid': {
    aadsts: 70000,
    sentence: 'Sign in again.',
    remedy: 'The refresh token is unknown, or was issued to another application.',
  },
  'spa-refresh-token-expired': {
    aadsts: 700084,
    sentence: 'The sign-in of this single-page application is more than 24 hours old.',
    remedy: 'Nothing to mend: the application signs the person in again, mostly without being seen.',
  },
  'refresh-token-expired': {
    aadsts: 700082,
    sentence: 'Sign in again.',
    remedy: 'The refresh token was not used for too long.',
  },
  'refresh-token-reused': {
    aadsts: 70000,
    sentence: 'Sign in again.',
    remedy:
      'A refresh token came back after its successor was handed out: the family was revoked. Look for who holds a copy.',
  },
  'grant-revoked': {
    aadsts: 50173,
    sentence: 'Sign in again.',
    remedy: 'What this user allowed the application was revoked.',
  },
  'sessions-revoked': {
    aadsts: 50173,
    sentence: 'The sessions of this user were ended; sign in again.',
    remedy: 'The session was ended, or the grant is older than the user’s StsRefreshTokensValidFrom.',
  },
  'user-assertion-invalid': {
    aadsts: 50013,
    sentence: 'What the application acts on is not accepted.',
    remedy: 'The assertion must be an access token that this service issued, unchanged; an ID token is none.',
  },
  'user-assertion-expired': {
    aadsts: 500133,
    sentence: 'What the application acts on has expired.',
    remedy:
      'The access token of the caller has ended on its way: hand it in when it arrives, and let the caller refresh.',
  },
  'user-assertion-audience': {
    aadsts: 500131,
    sentence: 'What the application acts on was meant for another application.',
    remedy:
      'The aud of the assertion must be the application that hands it in: have the caller ask for its scopes.',
  },
  'user-assertion-of-application': {
    aadsts: 7000114,
    sentence: 'The application acts on behalf of nobody.',
    remedy: 'The caller is an application without a person: use client_credentials instead of on-behalf-of.',
  },
} as const;

export type SignInCode = keyof typeof SIGN_IN_CODES;

/** The AADSTS number of a code, the sentence for the person and the remedy for the administrator. */
export function describeSignInCode(code: SignInCode): SignInCodeText {
  return SIGN_IN_CODES[code];
}

/** The words of a code that the log kept; `undefined` for success, and for one that only another version knows. */
export function findSignInCodeText(code: string): SignInCodeText | undefined {
  return Object.hasOwn(SIGN_IN_CODES, code) ? SIGN_IN_CODES[code as SignInCode] : undefined;
}
