import type { CRLReason } from '../crl/types.ts';
import type { HashName } from '../signature-algorithms.ts';
import type { AlgorithmIdentifier } from '../signature-verifier.ts';
import type { UnixSeconds } from '../time.ts';
import type { Certificate, Extension, Name, SerialNumber } from '../x509/types.ts';

/** Computes one hash. Core holds no cryptography: the caller passes this in (`@signet/crypto`). */
export type Digest = (hash: HashName, data: Uint8Array) => Uint8Array;

/** What names a certificate to a responder: after the sign-in its serial number and issuer are all that is kept. */
export type OcspTarget = Pick<Certificate, 'serialNumber' | 'issuer'>;

/** RFC 6960 §4.1.1. */
export interface CertID {
  /** Absent: a hash that we do not compute, so that the CertID fits no certificate. */
  readonly hash: HashName | undefined;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serialNumber: SerialNumber;
}

/** RFC 6960 §4.2.1 CertStatus. */
export type CertStatus =
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly revocationTime: UnixSeconds; readonly reason: CRLReason }
  | { readonly status: 'unknown' };

/** RFC 6960 §4.2.1. */
export interface SingleResponse {
  readonly certID: CertID;
  readonly certStatus: CertStatus;
  readonly thisUpdate: UnixSeconds;
  readonly nextUpdate: UnixSeconds | undefined;
  readonly singleExtensions: readonly Extension[];
}

/** RFC 6960 §4.2.1 ResponderID: a name, or the SHA-1 of the responder's public key. */
export type ResponderID =
  | { readonly kind: 'byName'; readonly name: Name }
  | { readonly kind: 'byKey'; readonly keyHash: Uint8Array };

/** BasicOCSPResponse, RFC 6960 §4.2.1. */
export interface BasicOCSPResponse {
  /** The signed bytes, tag and length included. */
  readonly tbsResponseData: Uint8Array;
  readonly responderID: ResponderID;
  readonly producedAt: UnixSeconds;
  readonly responses: readonly SingleResponse[];
  readonly responseExtensions: readonly Extension[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly certs: readonly Certificate[];
}

/** RFC 6960 §4.2.1 OCSPResponseStatus; 4 is not used. */
export type OCSPResponseStatus =
  | 'successful'
  | 'malformedRequest'
  | 'internalError'
  | 'tryLater'
  | 'sigRequired'
  | 'unauthorized';

/** OCSPResponse, RFC 6960 §4.2.1: an answer, or the responder's reason for giving none. */
export type OCSPResponse =
  | { readonly responseStatus: 'successful'; readonly basic: BasicOCSPResponse }
  | { readonly responseStatus: Exclude<OCSPResponseStatus, 'successful'> };
