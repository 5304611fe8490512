import { HttpError } from '../http-error.ts';

/** Cuts concatenated DER into its SEQUENCEs. Throws `HttpError` for what is not that, to the last octet. */
export function splitCertificates(bytes: Uint8Array): readonly Uint8Array[] {
  const certificates: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const end = offset + sequenceLength(bytes, offset);
    if (end > bytes.length) throw malformed('a certificate is cut off');
    certificates.push(bytes.slice(offset, end));
    if (certificates.length > MAX_CERTIFICATES) throw malformed('too many certificates');
    offset = end;
  }
  return certificates;
}

/** Strict base64 (RFC 4648 §4), padding included: what a proxy writes, and nothing that two readers read in two ways. */
export function decodeBase64(text: string): Uint8Array {
  if (text.length > MAX_TEXT_LENGTH) throw malformed('the certificates are too long');
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw malformed('it is not base64');
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** PEM blocks `CERTIFICATE` (RFC 7468), percent-encoded as nginx and Envoy write them into one line. */
export function decodeEscapedPem(text: string): readonly Uint8Array[] {
  const pem = decodePercent(text);
  const blocks = [...pem.matchAll(PEM_BLOCK)];
  if (blocks.length === 0 || pem.replace(PEM_BLOCK, '').trim() !== '') throw malformed('it is not PEM');
  return blocks.flatMap(([, body = '']) => splitCertificates(decodeBase64(body.replace(/\s/g, ''))));
}

export function decodePercent(text: string): string {
  if (text.length > MAX_TEXT_LENGTH) throw malformed('the certificates are too long');
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw malformed('its percent-encoding is broken', cause);
  }
}

/** The proxy was told to send another form, or is not the one that it should be. */
export function malformed(what: string, cause?: unknown): HttpError {
  const message = `The proxy's header with the client certificate cannot be read: ${what}.`;
  return new HttpError('invalid_request', message, { cause });
}

function sequenceLength(bytes: Uint8Array, offset: number): number {
  const first = bytes[offset + 1];
  if (bytes[offset] !== 0x30 || first === undefined) throw malformed('it holds no certificate');
  if (first < 0x80) return 2 + first;
  const octets = first & 0x7f;
  // Four octets tell of 4 GB already; 0 would be the indefinite form, which DER forbids.
  if (octets === 0 || octets > 4) throw malformed('it holds no certificate');
  let length = 0;
  for (let at = 0; at < octets; at++) length = length * 256 + (bytes[offset + 2 + at] ?? 0);
  return 2 + octets + length;
}

/** As many as are taken from a TLS handshake. */
const MAX_CERTIFICATES = 10;

/** Characters: what the headers of one request may have together. */
const MAX_TEXT_LENGTH = 64 * 1024;

const PEM_BLOCK = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g;
