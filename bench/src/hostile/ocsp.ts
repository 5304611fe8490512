import { createHash, type KeyObject, sign } from 'node:crypto';
import { createSignatureVerifier } from '@signet/crypto';
import { type OcspQuestion, parseCertificate, parseOCSPResponse, readRevocationStatus } from '@signet/pki';
import { der, derInteger, derName, signatureAlgorithm } from '../der.ts';
import { type Authority, makeAuthority } from '../make-chain.ts';
import { policy, repeatNumbered } from './certificates.ts';

/** OCSP responses of the CA itself, signed, made to tire out whoever reads them; up to the 64 KB that are read. */
export function hostileResponses(): Readonly<Record<string, (octets: number) => Buffer>> {
  return {
    'other-answers': (octets) => response(repeatNumbered(octets, (number) => answer(number + 1))),
    'same-answer-again': (octets) => response(repeatNumbered(octets, () => answer(1, 'other name'))),
    extensions: (octets) => response(answer(1), repeatNumbered(octets, unknownExtension)),
    'answer-extensions': (octets) => response(answer(1, '', repeatNumbered(octets, unknownExtension))),
    certificates: (octets) =>
      response(
        answer(1),
        Buffer.of(),
        repeatNumbered(octets, () => CA.certificate),
      ),
    'responder-name': (octets) =>
      response(answer(1), Buffer.of(), Buffer.of(), der(0x30, repeatNumbered(octets, rdn))),
    nesting: (octets) => response(nest(octets)),
  };
}

/** Reads a response and what it says of the certificate that was asked for, as the service does. */
export function readHostileResponse(bytes: Uint8Array): string {
  const question: OcspQuestion = {
    certificate: { serialNumber: '01', issuer: ISSUER.subject },
    issuer: ISSUER,
    time: Date.UTC(2026, 10, 23, 9) / 1000,
    verifySignature,
    digest: (hash, data) => createHash(hash).update(data).digest(),
  };
  return readRevocationStatus(parseOCSPResponse(bytes), question).status;
}

function response(
  answers: Buffer,
  extensions: Buffer = Buffer.of(),
  certificates: Buffer = Buffer.of(),
  responder: Buffer = CA.name,
): Buffer {
  const tbs = der(
    0x30,
    der(0xa1, responder),
    TIME,
    der(0x30, answers),
    ...(extensions.length > 0 ? [der(0xa1, der(0x30, extensions))] : []),
  );
  const parts = [tbs, signatureAlgorithm(CA), der(0x03, Buffer.of(0), signed(tbs, CA.privateKey))];
  if (certificates.length > 0) parts.push(der(0xa0, der(0x30, certificates)));
  const basic = der(
    0x30,
    der(0x06, Buffer.from('2b0601050507300101', 'hex')),
    der(0x04, der(0x30, ...parts)),
  );
  return der(0x30, der(0x0a, Buffer.of(0)), der(0xa0, basic));
}

function answer(serial: number, issuer = '', extensions: Buffer = Buffer.of()): Buffer {
  const name = issuer === '' ? CA.name : derName(issuer);
  const key = ISSUER.subjectPublicKeyInfo.subjectPublicKey;
  const certID = der(0x30, SHA1, der(0x04, sha1(name)), der(0x04, sha1(key)), derInteger(serial));
  const more = extensions.length > 0 ? [der(0xa1, der(0x30, extensions))] : [];
  return der(0x30, certID, der(0x80), TIME, der(0xa0, LATER), ...more);
}

function unknownExtension(number: number): Buffer {
  return der(0x30, policy(number), der(0x04, Buffer.of(5, 0)));
}

function rdn(number: number): Buffer {
  return derName(`Responder ${number}`).subarray(2);
}

function nest(octets: number): Buffer {
  let inner: Buffer = der(0x05);
  while (inner.length < octets) inner = der(0x30, inner);
  return inner;
}

function signed(tbs: Buffer, key: KeyObject): Buffer {
  return sign('sha256', tbs, key);
}

function sha1(bytes: Uint8Array): Buffer {
  return createHash('sha1').update(bytes).digest();
}

const SHA1 = der(0x30, der(0x06, Buffer.from('2b0e03021a', 'hex')), der(0x05));
const TIME = der(0x18, Buffer.from('20261123080000Z'));
const LATER = der(0x18, Buffer.from('20261124080000Z'));
const CA: Authority = makeAuthority('Hostile CA', 'p-256');
const ISSUER = parseCertificate(CA.certificate);
const verifySignature = createSignatureVerifier();
