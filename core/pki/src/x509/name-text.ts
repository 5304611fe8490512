import { PkiError } from '../error.ts';
import { ATTRIBUTE_KEYWORDS } from './oids.ts';
import type { AttributeTypeAndValue } from './types.ts';

/**
 * A distinguished name written by a person or a federation server, in the order of the text. Reads RFC 4514
 * with spaces around its signs, `;` between parts, values in double quotes as .NET writes them (`""` for a
 * quote inside), keywords of either case and `OID.` before numbers. Throws `bad-name`.
 */
export function parseNameString(text: string): readonly (readonly AttributeTypeAndValue[])[] {
  if (text.length > MAX_TEXT_LENGTH) throw new PkiError('too-large', 'name text is too long');
  const scanner = { text, at: 0 };
  skipSpaces(scanner);
  if (scanner.at === text.length) return [];
  const rdns: AttributeTypeAndValue[][] = [[]];
  for (;;) {
    rdns.at(-1)?.push(scanAttribute(scanner));
    const sign = text[scanner.at++];
    if (sign === undefined) return rdns;
    if (sign !== '+') rdns.push([]);
  }
}

interface Scanner {
  readonly text: string;
  at: number;
}

function scanAttribute(scanner: Scanner): AttributeTypeAndValue {
  const type = scanType(scanner);
  skipSpaces(scanner);
  const first = scanner.text[scanner.at];
  if (first === '#') return scanHexValue(scanner, type);
  return { type, value: first === '"' ? scanQuoted(scanner) : scanPlain(scanner) };
}

function scanType(scanner: Scanner): string {
  const equals = scanner.text.indexOf('=', scanner.at);
  const word = scanner.text.slice(scanner.at, Math.max(equals, scanner.at)).trim();
  const oid = /^(?:oid\.)?([0-2](?:\.(?:0|[1-9][0-9]*))+)$/i.exec(word)?.[1];
  const type = oid ?? TYPES_BY_KEYWORD.get(word.toLowerCase());
  if (equals < 0 || type === undefined) throw badName(scanner, 'attribute type expected');
  scanner.at = equals + 1;
  return type;
}

function scanHexValue(scanner: Scanner, type: string): AttributeTypeAndValue {
  const end = endOfPart(scanner);
  const value = scanner.text.slice(scanner.at, end).trim().toLowerCase();
  if (!/^#(?:[0-9a-f]{2})+$/.test(value)) throw badName(scanner, 'hexadecimal value is malformed');
  scanner.at = end;
  return { type, value, opaque: true };
}

function endOfPart({ text, at }: Scanner): number {
  const length = text.slice(at).search(/[,;+]/);
  return length < 0 ? text.length : at + length;
}

function scanQuoted(scanner: Scanner): string {
  let value = '';
  scanner.at++;
  for (;;) {
    const character = scanner.text[scanner.at];
    if (character === undefined) throw badName(scanner, 'closing quote is missing');
    if (character === '\\') value += scanEscape(scanner);
    else {
      scanner.at++;
      if (character === '"') {
        if (scanner.text[scanner.at] !== '"') break;
        scanner.at++;
      }
      value += character;
    }
  }
  skipSpaces(scanner);
  const next = scanner.text[scanner.at];
  if (next !== undefined && !SEPARATORS.has(next)) throw badName(scanner, 'separator expected');
  return value;
}

function scanPlain(scanner: Scanner): string {
  let value = '';
  // Spaces at the end count only when escaped.
  let kept = 0;
  for (;;) {
    const character = scanner.text[scanner.at];
    if (character === undefined || SEPARATORS.has(character)) return value.slice(0, kept);
    if (character === '"') throw badName(scanner, 'quote inside a value');
    if (character === '\\') value += scanEscape(scanner);
    else {
      value += character;
      scanner.at++;
      if (character === ' ') continue;
    }
    kept = value.length;
  }
}

// A run of `\hh` is the UTF-8 of one or more characters (RFC 4514 §3).
function scanEscape(scanner: Scanner): string {
  const run = /^(?:\\[0-9a-f]{2})+/i.exec(scanner.text.slice(scanner.at, scanner.at + MAX_ESCAPE_RUN))?.[0];
  if (run !== undefined) {
    const octets = Uint8Array.from(run.slice(1).split('\\'), (pair) => Number.parseInt(pair, 16));
    scanner.at += run.length;
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(octets);
    } catch {
      throw badName(scanner, 'escaped octets are not UTF-8');
    }
  }
  const escaped = scanner.text[scanner.at + 1];
  if (escaped === undefined || !ESCAPABLE.has(escaped)) throw badName(scanner, 'escape is malformed');
  scanner.at += 2;
  return escaped;
}

function skipSpaces(scanner: Scanner): void {
  while (scanner.text[scanner.at] === ' ') scanner.at++;
}

function badName(scanner: Scanner, message: string): PkiError {
  return new PkiError('bad-name', `name text: ${message}`, { offset: scanner.at });
}

const SEPARATORS: ReadonlySet<string> = new Set([',', ';', '+']);
const ESCAPABLE: ReadonlySet<string> = new Set([...' "#+,;<=>\\']);

const TYPES_BY_KEYWORD: ReadonlyMap<string, string> = new Map(
  [...ATTRIBUTE_KEYWORDS].flatMap(([type, keywords]) =>
    keywords.map((keyword) => [keyword.toLowerCase(), type] as const),
  ),
);

/** Certificates' names stay under 1 KB; a claim arrives in a token of limited size anyway. */
const MAX_TEXT_LENGTH = 8192;

const MAX_ESCAPE_RUN = 768;
