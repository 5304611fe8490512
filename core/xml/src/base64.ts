import { XmlError } from './error.ts';

/** xs:base64Binary: white space anywhere, otherwise canonical (RFC 4648 §4, padding required). */
export function decodeBase64(text: string): Uint8Array {
  const packed = text.replace(/[ \t\r\n]/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
    throw new XmlError('invalid-value', 'not base64');
  }
  const padding = packed.endsWith('==') ? 2 : packed.endsWith('=') ? 1 : 0;
  const end = packed.length - padding;
  const bytes = new Uint8Array((packed.length / 4) * 3 - padding);
  let bits = 0;
  for (let i = 0, at = 0; i < end; i++) {
    bits = ((bits << 6) | (VALUES[packed.charCodeAt(i)] ?? 0)) & 0xff_ffff;
    if (i % 4 !== 0) bytes[at++] = (bits >> (6 - 2 * (i % 4))) & 0xff;
  }
  // RFC 4648 §3.5: unused bits that are set would give one value many spellings.
  const stray = padding === 0 ? 0 : bits & (padding === 1 ? 0b11 : 0b1111);
  if (stray !== 0) throw new XmlError('invalid-value', 'base64 with stray bits');
  return bytes;
}

/** One line, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    text += left > 1 ? ALPHABET.charAt((group >> 6) & 63) : '=';
    text += left > 2 ? ALPHABET.charAt(group & 63) : '=';
  }
  return text;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** By character code. */
const VALUES = new Uint8Array(128);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;
