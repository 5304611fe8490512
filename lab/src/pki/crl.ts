import { KeyObject, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as asn1 from '@peculiar/asn1-x509';
import type { CRLReason, SerialNumber, UnixSeconds } from '@signet/pki';
import { type Signer, toDate } from './certificate.ts';
import type { Revocation } from './types.ts';

export interface CrlEntry {
  readonly serialNumber: SerialNumber;
  readonly revocationDate: UnixSeconds;
  readonly reason: CRLReason;
}

export interface CrlContents {
  readonly thisUpdate: UnixSeconds;
  readonly nextUpdate: UnixSeconds | undefined;
  readonly crlNumber: number | undefined;
  /** Present: a delta CRL to the base of this number. */
  readonly baseCrlNumber?: number;
  readonly entries: readonly CrlEntry[];
  readonly moreExtensions?: readonly CrlExtension[];
}

export interface CrlExtension {
  readonly extnID: string;
  readonly critical: boolean;
  /** DER. */
  readonly value: Uint8Array;
}

/**
 * A CRL in DER with CRLNumber, AuthorityKeyIdentifier and, for a delta, a critical DeltaCRLIndicator. Built
 * from the structures below X509CrlGenerator, because that one gives an entry without a reason an empty
 * list of extensions, which RFC 5280 §5.1 does not allow.
 */
export async function encodeCrl(contents: CrlContents, signer: Signer): Promise<Uint8Array> {
  const signatureAlgorithm = signatureAlgorithmOf(signer.key);
  const tbsCertList = new asn1.TBSCertList({
    version: asn1.Version.v2,
    signature: signatureAlgorithm,
    issuer: AsnConvert.parse(signer.name.toArrayBuffer(), asn1.Name),
    thisUpdate: new asn1.Time(toDate(contents.thisUpdate)),
    ...(contents.nextUpdate === undefined ? {} : { nextUpdate: new asn1.Time(toDate(contents.nextUpdate)) }),
    // RFC 5280 §5.1.2.6: when nothing is revoked, the list must be absent.
    ...(contents.entries.length === 0 ? {} : { revokedCertificates: contents.entries.map(encodeEntry) }),
    crlExtensions: encodeExtensions(contents, signer),
  });
  const signature = sign(
    'sha256',
    Buffer.from(AsnConvert.serialize(tbsCertList)),
    KeyObject.from(signer.key),
  );
  const crl = new asn1.CertificateList({
    tbsCertList,
    signatureAlgorithm,
    signature: toArrayBuffer(signature),
  });
  return new Uint8Array(AsnConvert.serialize(crl));
}

/**
 * What a delta CRL says: revocations that the base did not have or had for another reason, and
 * removeFromCRL for holds of the base that have ended (RFC 5280 §5.2.4).
 */
export function listDeltaEntries(
  base: readonly Revocation[],
  current: readonly Revocation[],
  now: UnixSeconds,
): readonly CrlEntry[] {
  const before = new Map(base.map((revocation) => [revocation.serialNumber, revocation]));
  const after = new Set(current.map(({ serialNumber }) => serialNumber));
  const changed = current.filter(({ serialNumber, reason }) => before.get(serialNumber)?.reason !== reason);
  const ended = base.filter(({ serialNumber }) => !after.has(serialNumber));
  return [
    ...changed,
    ...ended.map(({ serialNumber }) => ({
      serialNumber,
      revocationDate: now,
      reason: 'removeFromCRL' as const,
    })),
  ];
}

function encodeEntry({ serialNumber, revocationDate, reason }: CrlEntry): asn1.RevokedCertificate {
  const extension = encodeExtension(
    asn1.id_ce_cRLReasons,
    false,
    new asn1.CRLReason(asn1.CRLReasons[reason]),
  );
  return new asn1.RevokedCertificate({
    userCertificate: toArrayBuffer(Buffer.from(serialNumber, 'hex')),
    revocationDate: new asn1.Time(toDate(revocationDate)),
    // RFC 5280 §5.3.1: «unspecified» is said by leaving the reason out.
    ...(reason === 'unspecified' ? {} : { crlEntryExtensions: [extension] }),
  });
}

function encodeExtensions(contents: CrlContents, signer: Signer): asn1.Extension[] {
  const { crlNumber, baseCrlNumber, moreExtensions = [] } = contents;
  const keyIdentifier = new asn1.KeyIdentifier(Buffer.from(signer.subjectKeyIdentifier, 'hex'));
  const authority = new asn1.AuthorityKeyIdentifier({ keyIdentifier });
  return [
    encodeExtension(asn1.id_ce_authorityKeyIdentifier, false, authority),
    ...(crlNumber === undefined
      ? []
      : [encodeExtension(asn1.id_ce_cRLNumber, false, new asn1.CRLNumber(crlNumber))]),
    ...(baseCrlNumber === undefined
      ? []
      : [encodeExtension(asn1.id_ce_deltaCRLIndicator, true, new asn1.BaseCRLNumber(baseCrlNumber))]),
    ...moreExtensions.map(
      ({ extnID, critical, value }) =>
        new asn1.Extension({ extnID, critical, extnValue: new OctetString(value) }),
    ),
  ];
}

function encodeExtension(extnID: string, critical: boolean, value: object): asn1.Extension {
  return new asn1.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function signatureAlgorithmOf(key: CryptoKey): asn1.AlgorithmIdentifier {
  return key.algorithm.name === 'ECDSA'
    ? new asn1.AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 })
    : new asn1.AlgorithmIdentifier({ algorithm: SHA256_WITH_RSA, parameters: null });
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
