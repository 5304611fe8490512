import { MAX_DEPTH } from './budget.ts';
import { ByteWriter } from './byte-writer.ts';
import type { WbxmlElement } from './element.ts';
import {
  CHARSET_UTF_8,
  END,
  HAS_CONTENT,
  OPAQUE,
  PUBLIC_ID_UNKNOWN,
  STR_I,
  SWITCH_PAGE,
  VERSION_1_3,
} from './tokens.ts';
import { WbxmlError } from './wbxml-error.ts';

/**
 * Writes a document with the one header that every client takes, `03 01 6A 00`. Text loses the characters
 * that XML cannot hold (NUL would end the string early). Throws `WbxmlError` `too-deep`.
 */
export function encodeWbxml(root: WbxmlElement): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  for (const byte of [VERSION_1_3, PUBLIC_ID_UNKNOWN, CHARSET_UTF_8, 0]) writer.writeByte(byte);
  const state = { writer, page: 0 };
  writeElement(root, state, 1);
  return writer.toBytes();
}

interface WriteState {
  readonly writer: ByteWriter;
  /** A page holds until the next switch, not only to the end of the element. */
  page: number;
}

function writeElement(element: WbxmlElement, state: WriteState, depth: number): void {
  if (depth > MAX_DEPTH) throw new WbxmlError('too-deep', `elements lie deeper than ${MAX_DEPTH}`);
  const { writer } = state;
  const { tag, children, opaque } = element;
  const text = element.text === undefined ? '' : cleanText(element.text);
  if (tag.page !== state.page) {
    writer.writeByte(SWITCH_PAGE);
    writer.writeByte(tag.page);
    state.page = tag.page;
  }
  if (children.length === 0 && text === '' && opaque === undefined) {
    writer.writeByte(tag.code);
    return;
  }
  writer.writeByte(tag.code | HAS_CONTENT);
  if (text !== '') writeString(text, writer);
  if (opaque !== undefined) writeOpaque(opaque, writer);
  for (const child of children) writeElement(child, state, depth + 1);
  writer.writeByte(END);
}

function writeString(text: string, writer: ByteWriter): void {
  writer.writeByte(STR_I);
  writer.writeBytes(new TextEncoder().encode(text));
  writer.writeByte(0);
}

function writeOpaque(bytes: Uint8Array, writer: ByteWriter): void {
  writer.writeByte(OPAQUE);
  writer.writeMultiByte(bytes.length);
  writer.writeBytes(bytes);
}

/** XML 1.0 §2.2: what is no Char, lone surrogates among them, goes. */
function cleanText(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
}
