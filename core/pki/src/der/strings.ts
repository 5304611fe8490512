import { TAG } from './tags.ts';

/** Text of an ASN.1 character string; `undefined` when its bytes are outside what its type allows. */
export function parseCharacterString(tag: number, content: Uint8Array): string | undefined {
  switch (tag) {
    case TAG.utf8String:
    case TAG.printableString:
      // Cards in the field carry `*`, `@` or `_` in a PrintableString, and some client certificates UTF-8: every reader that
      // people compare us with lets them through.
      return decodeUtf8(content);
    case TAG.ia5String:
    case TAG.visibleString:
    case TAG.numericString:
      return content.every((byte) => byte < 0x80) ? decodeLatin1(content) : undefined;
    case TAG.teletexString:
      // T.61 in the letter, Latin-1 in every certificate that anyone made.
      return decodeLatin1(content);
    case TAG.bmpString:
      return decodeBmp(content);
    case TAG.universalString:
      return decodeUniversal(content);
    default:
      return undefined;
  }
}

function decodeUtf8(content: Uint8Array): string | undefined {
  if (content.every((byte) => byte < 0x80)) return decodeLatin1(content);
  try {
    return UTF8.decode(content);
  } catch {
    return undefined;
  }
}

function decodeLatin1(content: Uint8Array): string {
  let text = '';
  for (const byte of content) text += String.fromCharCode(byte);
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
