import { serialNumberOctets } from '../crl/serial-octets.ts';
import { PkiError } from '../error.ts';
import type { Certificate } from '../x509/types.ts';
import type { Digest, OcspTarget } from './types.ts';

/**
 * The DER of an unsigned OCSPRequest for one certificate (RFC 6960 §4.1.1), which names the issuer by SHA-1 as
 * RFC 5019 §2.1.1 wants it for responders that answer from a cache. The nonce (RFC 9654: 1 to 128 octets, 32 are
 * usual) makes an old answer useless to whoever replays it.
 */
export function encodeOCSPRequest(
  certificate: OcspTarget,
  issuer: Certificate,
  digest: Digest,
  nonce?: Uint8Array,
): Uint8Array {
  const serialNumber = serialNumberOctets(certificate.serialNumber);
  if (serialNumber === undefined)
    throw new PkiError('bad-integer', 'serial number that no request can carry');
  const certID = encode(
    SEQUENCE,
    SHA1_ALGORITHM,
    encode(OCTET_STRING, digest('sha1', certificate.issuer.der)),
    encode(OCTET_STRING, digest('sha1', issuer.subjectPublicKeyInfo.subjectPublicKey)),
    encode(INTEGER, serialNumber),
  );
  const requestList = encode(SEQUENCE, encode(SEQUENCE, certID));
  return encode(
    SEQUENCE,
    encode(SEQUENCE, requestList, ...(nonce === undefined ? [] : [requestExtensions(nonce)])),
  );
}

function requestExtensions(nonce: Uint8Array): Uint8Array {
  const extnValue = encode(OCTET_STRING, encode(OCTET_STRING, nonce));
  return encode(REQUEST_EXTENSIONS, encode(SEQUENCE, encode(SEQUENCE, NONCE_OID, extnValue)));
}

// A request has some 120 octets: lengths of up to two octets are all it needs.
function encode(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  if (length >= 0x80 && length < 0x100) header.splice(1, 3, 0x81, length);
  const bytes = new Uint8Array(header.length + length);
  bytes.set(header);
  let offset = header.length;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

const SEQUENCE = 0x30;
const OCTET_STRING = 0x04;
const INTEGER = 0x02;
const REQUEST_EXTENSIONS = 0xa2;

/** AlgorithmIdentifier of SHA-1, 1.3.14.3.2.26, with the NULL that responders expect. */
const SHA1_ALGORITHM = Uint8Array.of(0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00);

/** 1.3.6.1.5.5.7.48.1.2 as OBJECT IDENTIFIER. */
const NONCE_OID = Uint8Array.of(0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02);
