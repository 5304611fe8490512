import { MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, MAX_VALUES } from './budget.ts';
import { ByteReader } from './byte-reader.ts';
import type { WbxmlTag } from './code-page.ts';
import type { WbxmlElement } from './element.ts';
import { CODE_PAGES } from './pages/code-pages.ts';
import {
  CHARSET_UTF_8,
  END,
  FIRST_TAG,
  HAS_ATTRIBUTES,
  HAS_CONTENT,
  OPAQUE,
  STR_I,
  SWITCH_PAGE,
  TAG_IDENTITY,
  VERSION_1_3,
} from './tokens.ts';
import { WbxmlError } from './wbxml-error.ts';

/**
 * Reads one document. Elements of unknown tags or pages are skipped with everything in them, since phones add
 * new ones. `maxBytes` narrows the budget. Throws `WbxmlError`; opaque values are views into `bytes`.
 */
export function decodeWbxml(bytes: Uint8Array, maxBytes: number = MAX_BYTES): WbxmlElement {
  if (bytes.length > maxBytes) throw new WbxmlError('too-long', `more than ${maxBytes} bytes`);
  const reader = new ByteReader(bytes);
  readHeader(reader);
  const state: ReadState = { reader, page: 0, elements: 0, values: 0 };
  const token = readTagToken(state);
  if (token === undefined) throw new WbxmlError('root', 'there is no element', reader.offset);
  const root = readElement(token, state, 1);
  if (root === undefined) throw new WbxmlError('root', 'the root element is unknown', reader.offset);
  if (!reader.isAtEnd) throw new WbxmlError('root', 'something follows the root element', reader.offset);
  return root;
}

interface ReadState {
  readonly reader: ByteReader;
  page: number;
  elements: number;
  values: number;
}

/** MS-ASWBXML §2.1.2: WBXML 1.3, UTF-8; the public id means nothing and a string table is not referred to. */
function readHeader(reader: ByteReader): void {
  if (reader.readByte() !== VERSION_1_3) throw new WbxmlError('header', 'not WBXML 1.3', 0);
  reader.readMultiByte();
  const charsetAt = reader.offset;
  if (reader.readMultiByte() !== CHARSET_UTF_8) throw new WbxmlError('header', 'not UTF-8', charsetAt);
  reader.readBytes(reader.readMultiByte());
}

/** The next tag after any page switches; `undefined` for an END. */
function readTagToken(state: ReadState): number | undefined {
  const { reader } = state;
  for (;;) {
    const token = reader.readByte();
    if (token === SWITCH_PAGE) {
      state.page = reader.readByte();
      continue;
    }
    if (token === END) return undefined;
    checkTag(token, reader);
    return token;
  }
}

/** ENTITY, LITERAL, EXT, PI and STR_T never occur, nor do attributes (MS-ASWBXML §2.1.2). */
function checkTag(token: number, reader: ByteReader): void {
  const isGlobal = (token & TAG_IDENTITY) < FIRST_TAG;
  if (isGlobal || (token & HAS_ATTRIBUTES) !== 0) {
    throw new WbxmlError('token', `token 0x${token.toString(16)} is not used`, reader.offset - 1);
  }
}

/** `undefined` for an element that is not known; its content was read over. */
function readElement(token: number, state: ReadState, depth: number): WbxmlElement | undefined {
  const { reader } = state;
  if (depth > MAX_DEPTH) {
    throw new WbxmlError('too-deep', `elements lie deeper than ${MAX_DEPTH}`, reader.offset);
  }
  state.elements += 1;
  if (state.elements > MAX_ELEMENTS) {
    throw new WbxmlError('too-many', `more than ${MAX_ELEMENTS} elements`, reader.offset);
  }
  const tag = TAGS.get(tagKey(state.page, token & TAG_IDENTITY));
  const hasContent = (token & HAS_CONTENT) !== 0;
  const content = hasContent ? readContent(state, depth) : NO_CONTENT;
  return tag === undefined ? undefined : { tag, ...content };
}

type Content = Pick<WbxmlElement, 'children' | 'text' | 'opaque'>;

const NO_CONTENT: Content = { children: [], text: undefined, opaque: undefined };

function readContent(state: ReadState, depth: number): Content {
  const { reader } = state;
  const children: WbxmlElement[] = [];
  const strings: string[] = [];
  const opaques: Uint8Array[] = [];
  for (;;) {
    const token = reader.readByte();
    if (token === END) break;
    if (token === SWITCH_PAGE) state.page = reader.readByte();
    else if (token === STR_I) strings.push(readValue(state, () => reader.readString()));
    else if (token === OPAQUE) opaques.push(readValue(state, () => reader.readBytes(reader.readMultiByte())));
    else {
      checkTag(token, reader);
      const child = readElement(token, state, depth + 1);
      if (child !== undefined) children.push(child);
    }
  }
  return {
    children,
    text: strings.length === 0 ? undefined : strings.join(''),
    opaque: joinBytes(opaques),
  };
}

/** An empty one takes two bytes and makes an object, so bytes alone bound nothing. */
function readValue<Value>(state: ReadState, read: () => Value): Value {
  state.values += 1;
  if (state.values > MAX_VALUES) {
    throw new WbxmlError('too-many', `more than ${MAX_VALUES} strings and byte strings`, state.reader.offset);
  }
  return read();
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array | undefined {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) return first;
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

const TAGS: ReadonlyMap<number, WbxmlTag> = new Map(
  CODE_PAGES.flatMap((page) => Object.values(page)).map((tag) => [tagKey(tag.page, tag.code), tag]),
);

function tagKey(page: number, code: number): number {
  return page * 64 + code;
}
