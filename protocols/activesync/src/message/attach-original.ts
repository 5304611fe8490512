/**
 * A client's message with the original attached whole (RFC 2046 §5.1.3, §5.2.1): what the client wrote becomes
 * the first part with its own Content fields, nothing of either is changed. `boundary` occurs in neither.
 */
export function attachOriginal(written: Uint8Array, original: Uint8Array, boundary: string): Uint8Array {
  const { header, body } = splitMessage(Buffer.from(written));
  const fields = header.split(/\r?\n(?![ \t])/).filter((field) => field !== '');
  const isContent = (field: string): boolean => /^content-/i.test(field);
  const outer = fields.filter((field) => !isContent(field) && !/^mime-version\s*:/i.test(field));
  const inner = fields.filter(isContent);
  return Buffer.concat([
    lines([...outer, 'MIME-Version: 1.0', `Content-Type: multipart/mixed; boundary="${boundary}"`, '']),
    lines([`--${boundary}`, ...inner, '']),
    body,
    lines([
      '',
      `--${boundary}`,
      'Content-Type: message/rfc822',
      'Content-Transfer-Encoding: 8bit',
      'Content-Disposition: attachment; filename="message.eml"',
      '',
    ]),
    original,
    lines(['', `--${boundary}--`]),
  ]);
}

/** RFC 5322 §2.1: the first empty line ends the header. */
function splitMessage(message: Buffer): { readonly header: string; readonly body: Buffer } {
  const text = message.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  if (!end) return { header: text, body: Buffer.alloc(0) };
  return { header: text.slice(0, end.index), body: message.subarray(end.index + end[0].length) };
}

function lines(texts: readonly string[]): Buffer {
  return Buffer.from(`${texts.join('\r\n')}\r\n`, 'latin1');
}
