import { readReasonCode } from '../crl/reason-code.ts';
import type { CRLReason } from '../crl/types.ts';
import { type DerReader, parseDer } from '../der/reader.ts';
import { constructedContextTag, contextTag, TAG } from '../der/tags.ts';
import { PkiError } from '../error.ts';
import { readAlgorithmIdentifier } from '../x509/algorithm-identifier.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { readExtensionList } from '../x509/extension-list.ts';
import { readName } from '../x509/names.ts';
import type { Certificate, Extension } from '../x509/types.ts';
import { readCertID } from './cert-id.ts';
import { OCSP } from './oids.ts';
import type {
  BasicOCSPResponse,
  CertStatus,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  SingleResponse,
} from './types.ts';

/**
 * Reads an OCSPResponse (RFC 6960 §4.2.1) from its DER. Throws `PkiError` for anything else; says nothing of who
 * signed it, whom it speaks of and when it is good.
 */
export function parseOCSPResponse(der: Uint8Array): OCSPResponse {
  return parseDer(new Uint8Array(der), readOCSPResponse, { maxBytes: MAX_OCSP_RESPONSE_BYTES });
}

/** A response for one certificate with its responder's chain is 1 to 5 KB. */
export const MAX_OCSP_RESPONSE_BYTES: number = 64 * 1024;

function readOCSPResponse(reader: DerReader): OCSPResponse {
  return reader.within(TAG.sequence, () => {
    const start = reader.offset;
    const responseStatus = STATUSES[reader.readSmallInteger(TAG.enumerated)];
    if (responseStatus === undefined) throw reader.fault('bad-ocsp', 'unknown OCSP response status', start);
    const bytes = reader.optional(constructedContextTag(0), () => readResponseBytes(reader));
    if (responseStatus !== 'successful') return Object.freeze({ responseStatus });
    if (bytes === undefined) throw reader.fault('bad-ocsp', 'a successful OCSP response without an answer');
    return Object.freeze({ responseStatus, basic: parseDer(bytes, readBasicOCSPResponse) });
  });
}

function readResponseBytes(reader: DerReader): Uint8Array {
  return reader.within(TAG.sequence, () => {
    const responseType = reader.readObjectIdentifier();
    // RFC 6960 §4.2.1: the only type there is; clients must understand it and no other is defined.
    if (responseType !== OCSP.basic) {
      throw reader.fault('bad-ocsp', `OCSP response of an unknown type (${responseType})`);
    }
    return reader.readOctetString();
  });
}

function readBasicOCSPResponse(reader: DerReader): BasicOCSPResponse {
  return reader.within(TAG.sequence, () => {
    const start = reader.offset;
    const data = reader.within(TAG.sequence, () => readResponseData(reader));
    return Object.freeze({
      tbsResponseData: reader.bytes.subarray(start, reader.offset),
      ...data,
      signatureAlgorithm: readAlgorithmIdentifier(reader),
      signature: reader.readOctetAlignedBitString(),
      certs: reader.optional(constructedContextTag(0), () => readCerts(reader)) ?? [],
    });
  });
}

function readResponseData(reader: DerReader) {
  const version = reader.optional(constructedContextTag(0), () => reader.readSmallInteger()) ?? 0;
  if (version !== 0) throw reader.fault('bad-ocsp', 'OCSP response of an unknown version');
  return {
    responderID: readResponderID(reader),
    producedAt: readGeneralizedTime(reader),
    responses: readResponses(reader),
    responseExtensions: readExtensions(reader),
  };
}

function readResponderID(reader: DerReader): ResponderID {
  if (reader.hasTag(constructedContextTag(1))) {
    const name = reader.within(constructedContextTag(1), () => readName(reader));
    return Object.freeze({ kind: 'byName', name });
  }
  const keyHash = reader.within(constructedContextTag(2), () => reader.readOctetString());
  return Object.freeze({ kind: 'byKey', keyHash });
}

function readResponses(reader: DerReader): readonly SingleResponse[] {
  const responses: SingleResponse[] = [];
  reader.within(TAG.sequence, () => {
    while (!reader.atEnd) {
      if (responses.length >= MAX_RESPONSES) throw reader.fault('too-many-elements', 'too many answers');
      responses.push(reader.within(TAG.sequence, () => readSingleResponse(reader)));
    }
  });
  return Object.freeze(responses);
}

function readSingleResponse(reader: DerReader): SingleResponse {
  return Object.freeze({
    certID: readCertID(reader),
    certStatus: readCertStatus(reader),
    thisUpdate: readGeneralizedTime(reader),
    nextUpdate: reader.optional(constructedContextTag(0), () => readGeneralizedTime(reader)),
    singleExtensions: readExtensions(reader),
  });
}

function readCertStatus(reader: DerReader): CertStatus {
  const start = reader.offset;
  switch (reader.peekTag()) {
    case contextTag(0):
    case contextTag(2): {
      const status = reader.hasTag(contextTag(0)) ? 'good' : 'unknown';
      const content = reader.readContent(contextTag(status === 'good' ? 0 : 2));
      if (content.length !== 0) throw reader.fault('bad-null', 'NULL with content', start);
      return Object.freeze({ status });
    }
    default:
      return reader.within(constructedContextTag(1), () =>
        Object.freeze({
          status: 'revoked',
          revocationTime: readGeneralizedTime(reader),
          reason: reader.optional(constructedContextTag(0), () => readReason(reader)) ?? 'unspecified',
        }),
      );
  }
}

// A reason that is not known, or makes no sense beside «revoked», takes nothing from the fact that it is revoked.
function readReason(reader: DerReader): CRLReason {
  const reason = readReasonCode(reader);
  return reason === undefined || reason === 'removeFromCRL' ? 'unspecified' : reason;
}

// RFC 6960 §4.2.2.1 writes every time as GeneralizedTime.
function readGeneralizedTime(reader: DerReader): number {
  if (!reader.hasTag(TAG.generalizedTime)) throw reader.fault('bad-time', 'GeneralizedTime expected');
  return reader.readTime();
}

function readExtensions(reader: DerReader): readonly Extension[] {
  return reader.optional(constructedContextTag(1), () => readExtensionList(reader)) ?? [];
}

function readCerts(reader: DerReader): readonly Certificate[] {
  const certs: Certificate[] = [];
  reader.within(TAG.sequence, () => {
    while (!reader.atEnd) {
      if (certs.length >= MAX_CERTS) throw new PkiError('too-many-elements', 'too many OCSP certificates');
      certs.push(parseCertificate(reader.readElement(TAG.sequence)));
    }
  });
  return Object.freeze(certs);
}

const STATUSES: readonly (OCSPResponseStatus | undefined)[] = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  undefined,
  'sigRequired',
  'unauthorized',
];

/** We ask for one certificate; responders that prepare answers in advance put a few into one. */
const MAX_RESPONSES = 256;

/** The responder's own certificate and a chain above it. */
const MAX_CERTS = 8;
