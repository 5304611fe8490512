import { XmlError } from './error.ts';

/**
 * xs:base64Binary: white space anywhere, otherwise canonical (RFC 4648 §4, padding required; §3.5: bits that are not
 * used are zero, or one value would have many spellings). Throws `XmlError` `invalid-value`.
 */
export function decodeBase64(text: string): Uint8Array {
  // The runtime also skips form feeds, which are no white space of XML.
  if (text.includes('\f')) throw new XmlError('invalid-value', 'not base64');
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' });
  } catch (cause) {
    throw new XmlError('invalid-value', 'not base64', { cause });
  }
}

/** One line, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  return bytes.toBase64();
}
