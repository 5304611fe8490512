import type { AlgorithmIdentifier } from '../signature-verifier.ts';
import type { UnixSeconds } from '../time.ts';
import type {
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  Extension,
  GeneralName,
  Name,
  ReasonFlag,
  SerialNumber,
} from '../x509/types.ts';
import type { EntryIndex } from './entry-index.ts';

/** RFC 5280 §5.3.1. */
export type CRLReason = 'unspecified' | ReasonFlag | 'removeFromCRL';

export interface RevokedCertificate {
  readonly userCertificate: SerialNumber;
  readonly revocationDate: UnixSeconds;
  readonly reason: CRLReason;
  readonly invalidityDate?: UnixSeconds;
  /** Certificate issuer of an indirect CRL's entry, carried forward as RFC 5280 §5.3.3 says; else absent. */
  readonly certificateIssuer?: readonly GeneralName[];
}

/** RFC 5280 §5.2.5. */
export interface IssuingDistributionPoint {
  readonly fullName?: readonly GeneralName[];
  readonly nameRelativeToCRLIssuer?: readonly AttributeTypeAndValue[];
  readonly onlyContainsUserCerts: boolean;
  readonly onlyContainsCACerts: boolean;
  readonly onlySomeReasons?: ReadonlySet<ReasonFlag>;
  readonly indirectCRL: boolean;
  readonly onlyContainsAttributeCerts: boolean;
}

/**
 * A parsed list as plain typed arrays, for other threads: `postMessage(crl.buffers)` in the thread that parsed with
 * `{ shared: true }`, `openCertificateList(buffers)` in every other. Nothing is copied and no entry is read again.
 *
 *     worker:  const crl = parseCertificateList(bytes, { shared: true });  // bytes best in a SharedArrayBuffer already
 *              verifyCertificateList(crl, …);  parentPort.postMessage(crl.buffers);
 *     main:    const crl = openCertificateList(buffers);                   // some microseconds, whatever the size
 *
 * The receiver trusts the index, so it must come from our own process. To keep a list over a restart keep `der`.
 */
export interface CrlBuffers {
  readonly der: Uint8Array;
  readonly index: EntryIndex;
}

/**
 * RFC 5280 §5.1, parsed in one pass into a compact index: no object per entry exists until it is asked for.
 */
export interface CertificateList {
  readonly version: 1 | 2;
  /** The whole list, without the PEM it may have come in. */
  readonly der: Uint8Array;
  /** For other threads, without a copy. */
  readonly buffers: CrlBuffers;
  /** The signed bytes, tag and length included; a view into the bytes that were parsed. */
  readonly tbsCertList: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signatureValue: Uint8Array;
  readonly issuer: Name;
  readonly thisUpdate: UnixSeconds;
  readonly nextUpdate: UnixSeconds | undefined;
  readonly entryCount: number;
  /** RFC 5280 §5.3: an entry has a critical extension that nobody here understands, so no entry may be used. */
  readonly hasUnknownCriticalEntryExtension: boolean;
  /** cRLExtensions, RFC 5280 §5.2. */
  readonly extensions: {
    readonly all: readonly Extension[];
    readonly authorityKeyIdentifier?: AuthorityKeyIdentifier;
    readonly cRLNumber?: bigint;
    /** BaseCRLNumber of a delta CRL; its presence makes the list a delta (§5.2.4). */
    readonly deltaCRLIndicator?: bigint;
    readonly issuingDistributionPoint?: IssuingDistributionPoint;
    /** Microsoft's Next CRL Publish, 1.3.6.1.4.1.311.21.4. */
    readonly nextCRLPublish?: UnixSeconds;
  };
  /**
   * Whether an entry has these content octets of an INTEGER as its serial number; `start` and `end` say where they lie
   * in a longer array. Makes no object: for millions of look-ups a second.
   */
  listsSerial(octets: Uint8Array, start?: number, end?: number): boolean;
  /**
   * The entry of a serial number that counts, or nothing; constant time however long the list is. More than one for
   * a certificate is the CA's mistake: the reading that refuses it is the safe one, so that one which revokes comes
   * before one that is `removeFromCRL`. On an indirect list `isFor` tells by certificateIssuer (§5.3.3), absent until
   * the list first names one, whose entries count; without it, everybody's do.
   */
  findEntry(
    serialNumber: SerialNumber,
    isFor?: (certificateIssuer: readonly GeneralName[] | undefined) => boolean,
  ): RevokedCertificate | undefined;
  /** All entries with this serial number: several issuers' on an indirect CRL. */
  findEntries(serialNumber: SerialNumber): readonly RevokedCertificate[];
  /** Every entry in the order of the list, made one at a time. */
  entries(): IterableIterator<RevokedCertificate>;
}
