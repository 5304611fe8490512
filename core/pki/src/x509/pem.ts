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
    blocks.push({ label, der: decodeBase64(text, bodyStart, bodyEnd, label) });
    start = text.indexOf(BEGIN, bodyEnd + end.length);
  }
  return blocks;
}

// Core has no global that decodes base64. One pass that makes nothing but the bytes: a server may send 20 MB of blanks.
// Padding is optional to the eye of RFC 7468's lax readers, never wrong.
function decodeBase64(text: string, start: number, end: number, label: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(((end - start) * 3) / 4));
  let [pending, digits, padding, length] = [0, 0, 0, 0];
  for (let at = start; at < end; at++) {
    const value = BASE64_VALUES[text.charCodeAt(at)] ?? OTHER;
    if (value === BLANK) continue;
    if (value === PADDING) padding++;
    else if (value === OTHER || padding > 0)
      throw malformedBlock(label, 'holds a character that is not base64');
    else {
      pending = ((pending << 6) | value) & 0xffff;
      // Four digits make three octets, of which the first digit completes none.
      if ((digits++ & 3) !== 0) bytes[length++] = (pending >> (2 * (3 - ((digits - 1) & 3)))) & 0xff;
    }
  }
  const isPaddedWrong = padding > 0 && (padding > 2 || (digits + padding) % 4 !== 0);
  if (digits % 4 === 1 || isPaddedWrong) throw malformedBlock(label, 'is cut off');
  return bytes.slice(0, length);
}

function malformedBlock(label: string, fault: string): PkiError {
  return new PkiError('bad-pem', `PEM block ${label} ${fault}`);
}

const BEGIN = '-----BEGIN ';
const DASHES = '-----';
const LABEL = /^[!-,.-~](?:[ -]?[!-,.-~])*$/;

const BLANK = -1;
const PADDING = -2;
const OTHER = -3;

const BASE64_VALUES: Int8Array = new Int8Array(128).fill(OTHER);
for (const [value, digit] of Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries()) {
  BASE64_VALUES[digit.charCodeAt(0)] = value;
}
for (const blank of ' \t\r\n\v\f') BASE64_VALUES[blank.charCodeAt(0)] = BLANK;
BASE64_VALUES['='.charCodeAt(0)] = PADDING;

/** The longest in use, `ENCRYPTED PRIVATE KEY`, has 21 characters. */
const MAX_LABEL_LENGTH = 64;

/** The largest public bundles hold about 300 certificates. */
const MAX_BLOCKS = 1024;
