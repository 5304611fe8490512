import type { PathRelaxation } from '../path/types.ts';
import { findAlgorithmFault } from '../signature-policy.ts';
import type { SignatureVerifier } from '../signature-verifier.ts';
import type { UnixSeconds } from '../time.ts';
import { describeName } from '../x509/name-format.ts';
import { equalNames } from '../x509/name-match.ts';
import { hexOf } from '../x509/serial-number.ts';
import type { Certificate } from '../x509/types.ts';
import { type CrlCheck, type CrlVerdict, crlCheck, runChecks } from './crl-check.ts';
import { CRL_EXTENSION } from './crl-extensions.ts';
import { checkNextUpdate, checkThisUpdate } from './crl-times.ts';
import type { CertificateList } from './types.ts';

export interface CrlIssuerContext {
  /** The certificate whose key should have signed; the caller has validated it or trusts it. */
  readonly issuer: Certificate;
  readonly verifySignature: SignatureVerifier;
  /** Named departures, as for paths: a CRL counts no more than the certificates that it speaks of. */
  readonly allow?: readonly PathRelaxation[];
}

/**
 * Whether the list comes whole from the issuer: name, key identifier, key usage, critical extensions, signature
 * (RFC 5280 §6.3.3 (f), (g) and §5.2). Says nothing of times, scope and entries. Never throws.
 */
export function verifyCertificateList(crl: CertificateList, context: CrlIssuerContext): CrlVerdict {
  return verify(crl, context, [() => checkCriticalExtensions(crl)]);
}

/**
 * Whether the issuer has signed the list at all, whatever its critical extensions say: for whoever looks at it and does
 * not use it. Never throws.
 */
export function verifyCertificateListSignature(crl: CertificateList, context: CrlIssuerContext): CrlVerdict {
  return verify(crl, context, []);
}

/** `content`: what is asked of the list itself, before the costly look at its signature. */
function verify(
  crl: CertificateList,
  { issuer, verifySignature, allow = [] }: CrlIssuerContext,
  content: readonly (() => CrlCheck)[],
): CrlVerdict {
  return runChecks([
    () => checkSigner(crl, issuer),
    () => checkKeyIdentifier(crl, issuer),
    () => checkKeyUsage(crl, issuer),
    ...content,
    () => checkAlgorithm(crl, allow),
    () => checkSignature(crl, issuer, verifySignature),
  ]);
}

/** Why nobody uses the list at this time, whoever signed it: critical extensions, algorithm, dates. Every fault. */
export function findListFaults(crl: CertificateList, time: UnixSeconds): readonly CrlCheck[] {
  return [
    checkCriticalExtensions(crl),
    checkAlgorithm(crl, []),
    checkThisUpdate(crl, time),
    checkNextUpdate(crl, time),
  ].filter(({ result }) => result === 'fail');
}

function checkSigner(crl: CertificateList, issuer: Certificate): CrlCheck {
  const same = equalNames(crl.issuer, issuer.subject);
  return crlCheck('crl-signer', 'RFC 5280 §6.3.3 (f)', crl, {
    result: same ? 'pass' : 'fail',
    detail: same
      ? 'The CRL is issued in the name of the CA.'
      : `The CRL is issued in the name of ${describeName(crl.issuer)}; the CA is ${describeName(issuer.subject)}.`,
  });
}

// RFC 5280 §5.2.1: the key that signed. Two keys of one CA have one name, so the name alone is not enough.
function checkKeyIdentifier(crl: CertificateList, issuer: Certificate): CrlCheck {
  const claimed = crl.extensions.authorityKeyIdentifier?.keyIdentifier;
  const own = issuer.extensions.subjectKeyIdentifier;
  const rule = 'RFC 5280 §5.2.1';
  if (claimed === undefined || own === undefined) {
    const detail = 'The CRL or the CA certificate has no key identifier: the signature alone tells the key.';
    return crlCheck('crl-key-identifier', rule, crl, { result: 'skipped', detail });
  }
  const facts = { authorityKeyIdentifier: hexOf(claimed), subjectKeyIdentifier: hexOf(own) };
  const same = facts.authorityKeyIdentifier === facts.subjectKeyIdentifier;
  return crlCheck('crl-key-identifier', rule, crl, {
    result: same ? 'pass' : 'fail',
    detail: same
      ? 'The CRL names the key of the CA.'
      : 'The CRL names another key than the CA’s: publish the one signed with the key of this certificate.',
    facts,
  });
}

// RFC 5280 §6.3.3 (f): when the certificate restricts its key, cRLSign must be among the usages.
function checkKeyUsage(crl: CertificateList, issuer: Certificate): CrlCheck {
  const { keyUsage } = issuer.extensions;
  const allowed = keyUsage === undefined || keyUsage.has('cRLSign');
  return crlCheck('crl-key-usage', 'RFC 5280 §6.3.3 (f)', crl, {
    result: allowed ? 'pass' : 'fail',
    detail: allowed
      ? 'The key of the CA may sign CRLs.'
      : 'The key usage of the CA certificate lacks cRLSign: its key may not sign CRLs.',
  });
}

// RFC 5280 §5.2 and §5.3: a list with a critical extension that is not understood tells nothing at all.
function checkCriticalExtensions(crl: CertificateList): CrlCheck {
  const unknown = crl.extensions.all
    .filter(({ critical, extnID }) => critical && !KNOWN_EXTENSIONS.has(extnID))
    .map(({ extnID }) => extnID);
  if (crl.hasUnknownCriticalEntryExtension) unknown.push('an extension of an entry');
  return crlCheck('crl-critical-extensions', 'RFC 5280 §5.2', crl, {
    result: unknown.length === 0 ? 'pass' : 'fail',
    detail:
      unknown.length === 0
        ? 'Every critical extension is understood.'
        : `The CRL has critical extensions that are not understood: ${unknown.join(', ')}.`,
  });
}

// A CRL in SHA-1 could be made to collide with one that leaves a serial number out.
function checkAlgorithm(crl: CertificateList, allow: readonly PathRelaxation[]): CrlCheck {
  const fault = findAlgorithmFault(crl.signatureAlgorithm, allow, 'revocation-status');
  const details = {
    'not-accepted': 'The CRL is signed with an algorithm that is not accepted.',
    dsa: 'The CRL is signed with DSA, which is not accepted.',
    sha1: 'The CRL is signed with SHA-1, which can be forged: have the CA sign with SHA-256.',
    md5: 'The CRL is signed with MD5, which is forged in minutes: have the CA sign with SHA-256.',
  } as const;
  return crlCheck('crl-algorithm', 'RFC 5280 §5.1.1.2', crl, {
    result: fault === undefined ? 'pass' : 'fail',
    detail: fault === undefined ? 'The CRL is signed with an accepted algorithm.' : details[fault],
    facts: { signatureAlgorithm: crl.signatureAlgorithm.algorithm },
  });
}

function checkSignature(
  crl: CertificateList,
  issuer: Certificate,
  verifySignature: SignatureVerifier,
): CrlCheck {
  const outcome = verifySignature({
    algorithm: crl.signatureAlgorithm,
    subjectPublicKeyInfo: issuer.subjectPublicKeyInfo.der,
    data: crl.tbsCertList,
    signature: crl.signatureValue,
  });
  const details = {
    valid: 'The CRL is signed with the key of the CA.',
    invalid: 'The CRL is not signed with the key of the CA, or was changed after it was signed.',
    'unsupported-algorithm': 'The CRL is signed with an algorithm that this server cannot check.',
  } as const;
  return crlCheck('crl-signature', 'RFC 5280 §6.3.3 (g)', crl, {
    result: outcome === 'valid' ? 'pass' : 'fail',
    detail: details[outcome],
  });
}

/** Understood here or, like issuerAltName and freshestCRL, without bearing on what the list says. */
const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set(Object.values(CRL_EXTENSION));
