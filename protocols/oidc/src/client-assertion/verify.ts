import { constants, verify, X509Certificate } from 'node:crypto';
import type { Application, KeyCredential, SignInCode } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { ClientAssertion } from './parse.ts';

/** What is wrong with an assertion, beside its audience: the code, and a sentence for the evidence. */
export interface AssertionFault {
  readonly code: SignInCode;
  readonly rule: string;
  readonly detail: string;
}

/** The registered certificate that the assertion names; its own `x5c` proves nothing. */
export function findKeyCredential(
  { keyCredentials }: Application,
  { certificate: { sha1, sha256, kid } }: ClientAssertion,
): KeyCredential | undefined {
  if (sha256 !== undefined) return keyCredentials.find((key) => key.sha256 === sha256);
  if (sha1 !== undefined) return keyCredentials.find((key) => key.sha1 === sha1);
  // Generic OpenID clients name a key as they like: by our keyId or by a thumbprint.
  const name = kid?.toLowerCase();
  return keyCredentials.find((key) => [key.keyId, key.sha1, key.sha256].includes(name ?? ''));
}

/** RFC 7523 §3 items 1, 2, 4–7, after the signature: nothing is told about claims that nobody signed. */
export function findAssertionFault(
  assertion: ClientAssertion,
  { certificate }: KeyCredential,
  application: Application,
  now: UnixSeconds,
): AssertionFault | undefined {
  if (!isSignedBy(assertion, certificate))
    return fault('client-assertion-signature-invalid', '9', NOT_SIGNED);
  const { issuer, subject, expiresAt } = assertion;
  if (![issuer, subject].every((name) => name.toLowerCase() === application.appId)) {
    return fault('client-assertion-of-another', '1, 2', 'iss and sub must both be the client_id.');
  }
  if (expiresAt <= now - SKEW_SECONDS) return fault('client-assertion-expired', '4', 'exp has passed.');
  if (expiresAt > now + MAX_LIFETIME_SECONDS + SKEW_SECONDS) {
    return fault('client-assertion-expired', '4', 'exp is further away than a day.');
  }
  const { notBefore } = assertion;
  return notBefore !== undefined && notBefore > now + SKEW_SECONDS
    ? fault('client-assertion-expired', '5', 'nbf has not come yet.')
    : undefined;
}

function fault(code: SignInCode, items: string, detail: string): AssertionFault {
  return { code, rule: `RFC 7523 §3 item ${items}`, detail };
}

/** RFC 7518 §3.3 to §3.5: the kind of the registered key decides which algorithm may be named (RFC 8725 §3.1). */
function isSignedBy({ alg, signingInput, signature }: ClientAssertion, certificate: string): boolean {
  const key = new X509Certificate(Buffer.from(certificate, 'base64')).publicKey;
  if (alg === 'ES256') {
    // Another curve would be another algorithm; the signature is r and s side by side, not DER.
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return false;
    return verify('sha256', signingInput, { key, dsaEncoding: 'ieee-p1363' }, signature);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < MIN_MODULUS_BITS) return false;
  const padding =
    alg === 'RS256'
      ? { padding: constants.RSA_PKCS1_PADDING }
      : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return verify('sha256', signingInput, { key, ...padding }, signature);
}

const NOT_SIGNED = 'The signature is not made by the registered certificate that the assertion names.';
/** Clocks of clients. */
const SKEW_SECONDS = 300;
/** MSALs write ten minutes; a longer one is as good as a password that was sent once too often. */
const MAX_LIFETIME_SECONDS = 86_400;
/** RFC 7518 §3.3. */
const MIN_MODULUS_BITS = 2048;
