import { PkiError } from '../error.ts';

export interface PemBlock {
  /** `CERTIFICATE`, `X509 CRL`, … */
  readonly label: string;
  readonly der: Uint8Array;
}

/**
 * Every block of a PEM text (RFC 7468), in order; text around the blocks is explanatory and ignored. Throws
 * `bad-pem` for a block without its end or with anything but base64 in it.
 */
export function decodePem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (let start = text.indexOf(BEGIN); start >= 0; ) {
    if (blocks.length >= MAX_BLOCKS) throw new PkiError('too-many-elements', 'too many PEM blocks');
    const labelEnd = text.indexOf(DASHES, start + BEGIN.length);
    const label = text.slice(start + BEGIN.length, Math.max(labelEnd, start));
    if (labelEnd < 0 || label.length > MAX_LABEL_LENGTH || !LABEL.test(label))
      throw new PkiError('bad-pem', 'PEM label is malformed');
    const bodyStart = labelEnd + DASHES.length;
    const end = `-----END ${label}-----`;
    const bodyEnd = text.indexOf(end, bodyStart);
    if (bodyEnd < 0) throw new PkiError('bad-pem', `PEM block ${label} has no end line`);
    blocks.push({ label, der: decodeBase64(text.slice(bodyStart, bodyEnd), label) });
    start = text.indexOf(BEGIN, bodyEnd + end.length);
  }
  return blocks;
}

// Core has no global that decodes base64. Padding is optional to the eye of RFC 7468's lax readers, never wrong.
function decodeBase64(body: string, label: string): Uint8Array {
  const digits = body.replace(/[ \t\r\n\v\f]+/g, '');
  const unpadded = digits.replace(/={1,2}$/, '');
  const bytes = new Uint8Array(Math.floor((unpadded.length * 3) / 4));
  let [pending, bits, length] = [0, 0, 0];
  for (let i = 0; i < unpadded.length; i++) {
    const value = BASE64_VALUES[unpadded.charCodeAt(i)] ?? -1;
    if (value < 0) throw new PkiError('bad-pem', `PEM block ${label} holds a character that is not base64`);
    pending = ((pending << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (pending >> bits) & 0xff;
    }
  }
  const padded = digits.length !== unpadded.length;
  if (unpadded.length % 4 === 1 || (padded && digits.length % 4 !== 0)) {
    throw new PkiError('bad-pem', `PEM block ${label} is cut off`);
  }
  return bytes;
}

const BEGIN = '-----BEGIN ';
const DASHES = '-----';
const LABEL = /^[!-,.-~](?:[ -]?[!-,.-~])*$/;

const BASE64_VALUES: Int8Array = new Int8Array(128).fill(-1);
for (const [value, digit] of Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries()) {
  BASE64_VALUES[digit.charCodeAt(0)] = value;
}

/** The longest in use, `ENCRYPTED PRIVATE KEY`, has 21 characters. */
const MAX_LABEL_LENGTH = 64;

/** The largest public bundles hold about 300 certificates. */
const MAX_BLOCKS = 1024;
