import { MAX_HEADER_BYTES, MAX_MESSAGE_BYTES, MAX_MULTIPARTS } from './budgets.ts';
import { MailError } from './mail-error.ts';

/** A message cut once: fields that can be replaced one by one, and a body that nobody touches. */
export interface MessageBytes {
  readonly fields: readonly HeaderField[];
  readonly body: Uint8Array;
}

export interface HeaderField {
  /** Lower case. */
  readonly name: string;
  /** All lines as they came, without the last line break; one character a byte. */
  readonly lines: string;
}

/** Throws `MailError` for what has no header or goes beyond the budgets. */
export function parseMessageBytes(raw: Uint8Array): MessageBytes {
  if (raw.length > MAX_MESSAGE_BYTES) {
    throw new MailError('too-large', `The message is larger than ${MAX_MESSAGE_BYTES} bytes.`);
  }
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  checkMultiparts(text);
  const { header, bodyStart } = cutHeader(text);
  return { fields: parseFields(header), body: raw.subarray(bodyStart) };
}

/** With CRLF after each field; the body byte by byte. */
export function encodeMessageBytes({ fields, body }: MessageBytes): Uint8Array {
  const header = fields.map(({ lines }) => `${lines}\r\n`).join('');
  return new Uint8Array(Buffer.concat([Buffer.from(`${header}\r\n`, 'latin1'), body]));
}

/** A field of our own; `value` is folded already where it must be. */
export function headerField(name: string, value: string): HeaderField {
  return { name: name.toLowerCase(), lines: Buffer.from(`${name}: ${value}`).toString('latin1') };
}

/** What follows the colon, unfolded. RFC 5322 §2.2.3: a line break before a space is none. */
export function fieldValue({ lines }: HeaderField): string {
  const value = lines.slice(lines.indexOf(':') + 1).replace(/\r?\n(?=[ \t])/g, '');
  return Buffer.from(value, 'latin1').toString().trim();
}

function cutHeader(text: string): { readonly header: string; readonly bodyStart: number } {
  const found = /\r?\n\r?\n/.exec(text.slice(0, MAX_HEADER_BYTES));
  if (found) return { header: text.slice(0, found.index), bodyStart: found.index + found[0].length };
  if (text.length >= MAX_HEADER_BYTES) {
    throw new MailError('malformed', `The header is longer than ${MAX_HEADER_BYTES} bytes.`);
  }
  return { header: text.replace(/(\r?\n)+$/, ''), bodyStart: text.length };
}

function parseFields(header: string): readonly HeaderField[] {
  const fields: { name: string; lines: string[] }[] = [];
  for (const line of header.split(/\r?\n/)) {
    const last = fields.at(-1);
    // RFC 5322 §2.2: a name is printable US-ASCII without the colon.
    const name = /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1];
    if (/^[ \t]/.test(line) && last) last.lines.push(line);
    else if (name !== undefined) fields.push({ name: name.toLowerCase(), lines: [line] });
    else throw new MailError('malformed', `The header has a line that is no field, after ${fields.length}.`);
  }
  return fields.map(({ name, lines }) => ({ name, lines: lines.join('\r\n') }));
}

/** Counted, not nested: no message can be deeper than it has such parts. */
function checkMultiparts(text: string): void {
  let count = 0;
  for (const _ of text.matchAll(/^content-type:\s*(?:multipart\/|message\/rfc822)/gim)) {
    count += 1;
    if (count > MAX_MULTIPARTS) {
      throw new MailError('malformed', `The message has more than ${MAX_MULTIPARTS} parts that hold parts.`);
    }
  }
}
