/**
 * core/pki owns X.509: strict DER, certificates, names, CRLs and RFC 5280 path validation.
 *
 * Pure: bytes and values in, values out. Time, trust anchors, revocation and signature checks are arguments.
 * Malformed input throws `PkiError` with a code; «revoked», «no path», «not trusted» are verdicts, with the
 * checks that led to them (`Check`). Nobody above this layer reads ASN.1.
 *
 *   der/   one strict reader with a budget          x509/  certificates, names, extensions
 *   crl/   certificate revocation lists             path/  building and validating paths
 *   offline/ both together, over files at hand
 *   ocsp/  questions to responders and their answers
 */
export { openCertificateList, type ParseCrlOptions, parseCertificateList } from './crl/certificate-list.ts';
export type { CrlCheck, CrlCheckName, CrlVerdict } from './crl/crl-check.ts';
export { checkDelta } from './crl/crl-delta.ts';
export { type CrlDifference, compareCertificateLists } from './crl/crl-difference.ts';
export { CRL_FAILURES, type CrlFailure } from './crl/crl-failure.ts';
export {
  type CrlIssuerContext,
  findListFaults,
  verifyCertificateList,
  verifyCertificateListSignature,
} from './crl/crl-issuer.ts';
export { type CrlLookup, type CrlLookupResult, lookUpRevocation } from './crl/crl-lookup.ts';
export {
  type CrlRevocationCheckerOptions,
  createCrlRevocationChecker,
} from './crl/crl-revocation-checker.ts';
export { ALL_REASONS, type RevocationTarget } from './crl/crl-scope.ts';
export { checkNextUpdate, checkThisUpdate, validUntil } from './crl/crl-times.ts';
export { MAX_CRL_BYTES } from './crl/limits.ts';
export { revokes } from './crl/removal.ts';
export type * from './crl/types.ts';
export { equalBytes } from './equal-bytes.ts';
export { type DerErrorCode, PkiError, type PkiErrorCode } from './error.ts';
export { type Check, createEvidence, type Evidence } from './evidence.ts';
export type { OcspCheck, OcspCheckName, OcspFailure } from './ocsp/ocsp-check.ts';
export { encodeOCSPRequest } from './ocsp/ocsp-request.ts';
export { MAX_OCSP_RESPONSE_BYTES, parseOCSPResponse } from './ocsp/ocsp-response.ts';
export {
  type OcspQuestion,
  type OcspRevocationStatus,
  readRevocationStatus,
} from './ocsp/revocation-status.ts';
export type * from './ocsp/types.ts';
export {
  type OfflineRequest,
  type OfflineVerdict,
  type PassedOverDelta,
  verifyCertificate,
} from './offline/verify-certificate.ts';
export type * from './path/types.ts';
export { validatePath } from './path/validate-path.ts';
export {
  describePublicKey,
  type HashName,
  type LegacySignatureAlgorithm,
  type PublicKeyKind,
  parseLegacySignatureAlgorithm,
  parseSignatureAlgorithm,
  type SignatureAlgorithm,
} from './signature-algorithms.ts';
export type { AlgorithmIdentifier, SignatureVerifier } from './signature-verifier.ts';
export { formatTime, type UnixSeconds } from './time.ts';
export { formatAddress } from './x509/address-text.ts';
export { parseCertificate } from './x509/certificate.ts';
export { MAX_CERTIFICATE_BAG_BYTES, parseCertificateBag } from './x509/certificate-bag.ts';
export { parseCertificates } from './x509/certificate-file.ts';
export {
  type CertificateTemplate,
  readApplicationPolicies,
  readCertificateTemplate,
} from './x509/microsoft-extensions.ts';
export { formatGeneralName, formatName, type NameOrder } from './x509/name-format.ts';
export { equalNames, nameKey, nameStringKey } from './x509/name-match.ts';
export { parseNameString } from './x509/name-text.ts';
export { ANY_POLICY, EXT_KEY_USAGE, USER_PRINCIPAL_NAME } from './x509/oids.ts';
export { decodePem, type PemBlock } from './x509/pem.ts';
export { parseSubjectPublicKeyInfo } from './x509/public-key-info.ts';
export {
  formatSerialNumber,
  hexOf,
  negativeReadingOf,
  parseSerialNumberText,
  positiveReadingOf,
  readingsOf,
} from './x509/serial-number.ts';
export { readRfc822Name, readUserPrincipalName } from './x509/subject-alt-names.ts';
export type * from './x509/types.ts';
