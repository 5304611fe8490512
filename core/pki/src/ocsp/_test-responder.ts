// OCSP answers for tests, written with the DER of _der.ts and signed by node:crypto.
import { createHash, KeyObject, sign } from 'node:crypto';
import { bitString, der, integer, NULL, octetString, oid, sequence, text } from '../_der.ts';
import { NOW, type TestIdentity } from '../_test-pki.ts';
import { formatTime, type UnixSeconds } from '../time.ts';
import type { Certificate } from '../x509/types.ts';
import type { Digest } from './types.ts';

export interface TestAnswer {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly status?: 'good' | 'revoked' | 'unknown';
  /** CRLReason code of a revoked certificate. */
  readonly reason?: number;
  readonly thisUpdate?: UnixSeconds;
  /** `null` leaves the field out; default a day after thisUpdate. */
  readonly nextUpdate?: UnixSeconds | null;
  readonly extensions?: readonly Uint8Array[];
  /** Hash of the CertID; default SHA-1. */
  readonly hash?: 'sha1' | 'sha256' | 'md5';
}

export interface TestResponse {
  readonly responder: TestIdentity;
  readonly answers: readonly TestAnswer[];
  readonly byName?: boolean;
  readonly certs?: readonly Certificate[];
  readonly nonce?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  /** Default: ecdsa-with-SHA256. */
  readonly hash?: 'sha1' | 'sha256';
}

export const digest: Digest = (hash, data) => createHash(hash).update(data).digest();

export function answer(response: TestResponse): Uint8Array<ArrayBuffer> {
  const data = responseData(response);
  const { hash = 'sha256', certs = [], responder } = response;
  const signature = sign(hash, data, KeyObject.from(responder.keys.privateKey));
  const basic = sequence(
    data,
    sequence(oid(hash === 'sha1' ? '1.2.840.10045.4.1' : '1.2.840.10045.4.3.2')),
    bitString(0, signature),
    ...(certs.length === 0 ? [] : [der(0xa0, sequence(...certs.map((certificate) => certificate.der)))]),
  );
  const bytes = sequence(oid('1.3.6.1.5.5.7.48.1.1'), octetString(basic));
  return sequence(integer(0, 0x0a), der(0xa0, bytes));
}

/** A response that gives no answer, RFC 6960 §2.3. */
export function refusal(status: number): Uint8Array<ArrayBuffer> {
  return sequence(integer(status, 0x0a));
}

export function extension(extnID: string, critical: boolean, value: Uint8Array): Uint8Array<ArrayBuffer> {
  return sequence(oid(extnID), ...(critical ? [der(0x01, Uint8Array.of(0xff))] : []), octetString(value));
}

function responseData(response: TestResponse): Uint8Array<ArrayBuffer> {
  const { responder, answers, byName = false, nonce, extensions = [] } = response;
  const { subject, subjectPublicKeyInfo } = responder.certificate;
  const all = [
    ...extensions,
    ...(nonce === undefined ? [] : [extension('1.3.6.1.5.5.7.48.1.2', false, octetString(nonce))]),
  ];
  return sequence(
    byName
      ? der(0xa1, subject.der)
      : der(0xa2, octetString(digest('sha1', subjectPublicKeyInfo.subjectPublicKey))),
    generalizedTime(NOW),
    sequence(...answers.map(singleResponse)),
    ...(all.length === 0 ? [] : [der(0xa1, sequence(...all))]),
  );
}

function singleResponse(single: TestAnswer): Uint8Array<ArrayBuffer> {
  const { thisUpdate = NOW, nextUpdate = thisUpdate + 86_400, extensions = [] } = single;
  return sequence(
    certID(single),
    certStatus(single),
    generalizedTime(thisUpdate),
    ...(nextUpdate === null ? [] : [der(0xa0, generalizedTime(nextUpdate))]),
    ...(extensions.length === 0 ? [] : [der(0xa1, sequence(...extensions))]),
  );
}

function certID({ certificate, issuer, hash = 'sha1' }: TestAnswer): Uint8Array<ArrayBuffer> {
  const hashed = (data: Uint8Array): Uint8Array => createHash(hash).update(data).digest();
  const octets = Buffer.from(certificate.serialNumber.padStart(8, '0'), 'hex');
  return sequence(
    sequence(oid(HASH_OIDS[hash]), NULL),
    octetString(hashed(certificate.issuer.der)),
    octetString(hashed(issuer.subjectPublicKeyInfo.subjectPublicKey)),
    integer(octets.readUInt32BE()),
  );
}

function certStatus({ status = 'good', reason }: TestAnswer): Uint8Array<ArrayBuffer> {
  if (status === 'good') return der(0x80);
  if (status === 'unknown') return der(0x82);
  const reasons = reason === undefined ? [] : [der(0xa0, integer(reason, 0x0a))];
  return der(0xa1, generalizedTime(NOW - 3600), ...reasons);
}

function generalizedTime(time: UnixSeconds): Uint8Array<ArrayBuffer> {
  return text(0x18, formatTime(time).replaceAll(/[-:T]/g, ''));
}

const HASH_OIDS = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  md5: '1.2.840.113549.2.5',
} as const;
