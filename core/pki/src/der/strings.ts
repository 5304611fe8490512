import { TAG } from './tags.ts';

/**
 * Text of an ASN.1 character string, its content octets from `start` up to `end`; `undefined` when they are outside what
 * its type allows.
 */
export function parseCharacterString(
  tag: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  switch (tag) {
    case TAG.utf8String:
    case TAG.printableString:
      // Cards in the field carry `*`, `@` or `_` in a PrintableString, and some client certificates UTF-8: every reader that
      // people compare us with lets them through.
      return decodeAscii(bytes, start, end) ?? decodeUtf8(bytes.subarray(start, end));
    case TAG.ia5String:
    case TAG.visibleString:
    case TAG.numericString:
      return decodeAscii(bytes, start, end);
    case TAG.teletexString:
      // T.61 in the letter, Latin-1 in every certificate that anyone made.
      return decodeLatin1(bytes, start, end);
    case TAG.bmpString:
      return decodeBmp(bytes.subarray(start, end));
    case TAG.universalString:
      return decodeUniversal(bytes.subarray(start, end));
    default:
      return undefined;
  }
}

function decodeUtf8(content: Uint8Array): string | undefined {
  try {
    return UTF8.decode(content);
  } catch {
    return undefined;
  }
}

function decodeAscii(bytes: Uint8Array, start: number, end: number): string | undefined {
  for (let i = start; i < end; i++) if ((bytes[i] ?? 0) >= 0x80) return undefined;
  return decodeLatin1(bytes, start, end);
}

function decodeLatin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

function decodeBmp(content: Uint8Array): string | undefined {
  if (content.length % 2 !== 0) return undefined;
  let text = '';
  for (let i = 0; i < content.length; i += 2) {
    text += String.fromCharCode(((content[i] ?? 0) << 8) | (content[i + 1] ?? 0));
  }
  return text.isWellFormed() ? text : undefined;
}

function decodeUniversal(content: Uint8Array): string | undefined {
  if (content.length % 4 !== 0) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let text = '';
  for (let i = 0; i < content.length; i += 4) {
    const point = view.getUint32(i);
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined;
    text += String.fromCodePoint(point);
  }
  return text;
}

// `ignoreBOM` keeps a leading U+FEFF as the character it is.
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
