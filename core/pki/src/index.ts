/**
 * core/pki owns X.509: strict DER, certificates, names, CRLs and RFC 5280 path validation.
 *
 * Pure: bytes and values in, values out. Time, trust anchors, revocation and signature checks are arguments.
 * Malformed input throws `PkiError` with a code; «revoked», «no path», «not trusted» are verdicts, with the
 * checks that led to them (`Check`). Nobody above this layer reads ASN.1.
 *
 *   der/   one strict reader with a budget          x509/  certificates, names, extensions
 *   crl/   certificate revocation lists             path/  building and validating paths
 */
export type * from './crl/types.ts';
export { type DerErrorCode, PkiError, type PkiErrorCode } from './error.ts';
export { type Check, createEvidence, type Evidence } from './evidence.ts';
export type * from './path/types.ts';
export type { AlgorithmIdentifier, SignatureVerifier } from './signature-verifier.ts';
export { formatTime, type UnixSeconds } from './time.ts';
export type * from './x509/types.ts';
