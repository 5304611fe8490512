import { serialNumberOctets } from '../crl/serial-octets.ts';
import { encodeElement } from '../der/encode.ts';
import { constructedContextTag, TAG } from '../der/tags.ts';
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
  const certID = encodeElement(
    TAG.sequence,
    SHA1_ALGORITHM,
    encodeElement(TAG.octetString, digest('sha1', certificate.issuer.der)),
    encodeElement(TAG.octetString, digest('sha1', issuer.subjectPublicKeyInfo.subjectPublicKey)),
    encodeElement(TAG.integer, serialNumber),
  );
  const requestList = encodeElement(TAG.sequence, encodeElement(TAG.sequence, certID));
  return encodeElement(
    TAG.sequence,
    encodeElement(TAG.sequence, requestList, ...(nonce === undefined ? [] : [requestExtensions(nonce)])),
  );
}

function requestExtensions(nonce: Uint8Array): Uint8Array {
  const extnValue = encodeElement(TAG.octetString, encodeElement(TAG.octetString, nonce));
  return encodeElement(
    constructedContextTag(2),
    encodeElement(TAG.sequence, encodeElement(TAG.sequence, NONCE_OID, extnValue)),
  );
}

/** AlgorithmIdentifier of SHA-1, 1.3.14.3.2.26, with the NULL that responders expect. */
const SHA1_ALGORITHM = Uint8Array.of(0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00);

/** 1.3.6.1.5.5.7.48.1.2 as OBJECT IDENTIFIER. */
const NONCE_OID = Uint8Array.of(0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02);
