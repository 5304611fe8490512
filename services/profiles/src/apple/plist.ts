import { ProfileError } from '../profile-error.ts';

/** What a profile is made of; keys stand in the order given. */
export type PlistValue = string | number | boolean | Uint8Array | readonly PlistValue[] | PlistDict;
export interface PlistDict {
  readonly [key: string]: PlistValue | undefined;
}

/**
 * An XML property list. A key whose value is `undefined` is left out; numbers are integers. Throws
 * `text-not-representable`.
 */
export function writePlist(root: PlistDict): string {
  return `${HEAD}${writeValue(root, '')}\n</plist>\n`;
}

function writeValue(value: PlistValue, indent: string): string {
  if (typeof value === 'string') return `${indent}<string>${escapeText(value)}</string>`;
  if (typeof value === 'boolean') return `${indent}<${value}/>`;
  if (typeof value === 'number') return `${indent}<integer>${checkedInteger(value)}</integer>`;
  if (value instanceof Uint8Array) return `${indent}<data>${Buffer.from(value).toString('base64')}</data>`;
  if (isArray(value))
    return writeBlock(
      'array',
      value.map((item) => writeValue(item, `${indent}\t`)),
      indent,
    );
  return writeDict(value, indent);
}

function writeDict(dict: PlistDict, indent: string): string {
  const lines = Object.entries(dict).flatMap(([key, value]) =>
    value === undefined ? [] : [`${indent}\t<key>${escapeText(key)}</key>`, writeValue(value, `${indent}\t`)],
  );
  return writeBlock('dict', lines, indent);
}

function writeBlock(name: string, lines: readonly string[], indent: string): string {
  return [`${indent}<${name}>`, ...lines, `${indent}</${name}>`].join('\n');
}

/** Array.isArray does not know readonly arrays. */
function isArray(value: readonly PlistValue[] | PlistDict): value is readonly PlistValue[] {
  return Array.isArray(value);
}

function checkedInteger(value: number): number {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is no integer`);
  return value;
}

function escapeText(text: string): string {
  if (NOT_XML.test(text) || !text.isWellFormed()) {
    throw new ProfileError(
      'text-not-representable',
      'A name holds a control character that a profile cannot carry.',
    );
  }
  return text.replace(/[&<>"'\r]/g, (character) => ENTITIES[character] ?? '');
}

// XML 1.0 §2.2: no control characters but tab, line feed and carriage return, not even as references.
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;',
};

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`;
