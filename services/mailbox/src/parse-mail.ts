import type { UnixSeconds } from '@signet/pki';
import type { AddressObject, HeaderValue, ParsedMail as Mail } from 'mailparser';
import { MAX_HTML_CHARACTERS } from './budgets.ts';
import { MailError } from './mail-error.ts';
import { fieldValue, parseMessageBytes } from './message-bytes.ts';
import type { MailAddress, ParsedMail } from './parsed-mail.ts';

/** Takes a message apart. Throws `MailError` for what is no message or goes beyond the budgets. */
export async function parseMail(raw: Uint8Array): Promise<ParsedMail> {
  const { fields } = parseMessageBytes(raw);
  const mail = await takeApart(raw);
  const dateField = fields.find(({ name }) => name === 'date');
  return {
    subject: mail.subject ?? '',
    from: addressesOf(mail.from),
    to: addressesOf(mail.to),
    cc: addressesOf(mail.cc),
    replyTo: addressesOf(mail.replyTo),
    date: dateField && parseDate(fieldValue(dateField)),
    messageId: mail.messageId,
    threadId: threadOf(mail),
    importance: importanceOf(mail.headers.get('priority')),
    text: mail.text || (await textOf(mail.html || '')),
    html: mail.html || undefined,
    nativeBody: mail.html ? 'html' : 'text',
    security: securityOf(mail.headers.get('content-type')),
    attachments: mail.attachments.map((attachment, index) => ({
      index,
      fileName: attachment.filename ?? `attachment-${index + 1}`,
      contentType: attachment.contentType,
      contentId: attachment.cid,
      isInline: attachment.related === true || attachment.contentDisposition === 'inline',
      isMessage: attachment.contentType === 'message/rfc822',
      content: new Uint8Array(attachment.content),
    })),
  };
}

async function takeApart(raw: Uint8Array): Promise<Mail> {
  // Loaded with the first message: the library takes longer than most commands, which look into none.
  const { simpleParser } = await import('mailparser');
  try {
    return await simpleParser(Buffer.from(raw), {
      // What the phone shows is the sender's; it finds the pictures among the attachments by their cid.
      keepCidLinks: true,
      skipHtmlToText: true,
      skipTextLinks: true,
      // A message within the message stays whole, as an attachment.
      ignoreEmbedded: true,
      checksumAlgo: false,
    });
  } catch (cause) {
    throw new MailError('malformed', 'The message cannot be taken apart.', { cause });
  }
}

/**
 * The parser makes text of HTML only where it is the whole message, so it is given one. It refuses what nests
 * so deep that the converter would be busy for seconds; the text is empty then, and the HTML stays.
 */
async function textOf(html: string): Promise<string> {
  if (html === '') return '';
  const { simpleParser } = await import('mailparser');
  const message = Buffer.from(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`);
  const options = { maxHtmlLengthToParse: MAX_HTML_CHARACTERS, skipTextToHtml: true, skipTextLinks: true };
  return (await simpleParser(message, options)).text ?? '';
}

function addressesOf(header: AddressObject | readonly AddressObject[] | undefined): readonly MailAddress[] {
  const objects = header === undefined ? [] : 'value' in header ? [header] : header;
  return objects
    .flatMap(({ value }) => value)
    .flatMap((entry) => entry.group ?? [entry])
    .map(({ name, address }) => ({ name, address: address ?? '' }));
}

/** The library would take the present moment for a date that it cannot read. */
function parseDate(text: string): UnixSeconds | undefined {
  const milliseconds = Date.parse(text.replace(/\([^()]*\)/g, ''));
  const seconds = Math.floor(milliseconds / 1000);
  return seconds >= 0 && seconds < END_OF_YEAR_9999 ? seconds : undefined;
}

/** RFC 5322 §3.6.4: References begins with the first message of the thread. */
function threadOf({ references, inReplyTo, messageId }: Mail): string | undefined {
  const first = typeof references === 'string' ? references : references?.[0];
  return first ?? inReplyTo ?? messageId;
}

function importanceOf(priority: HeaderValue | undefined): ParsedMail['importance'] {
  return priority === 'high' || priority === 'low' ? priority : 'normal';
}

function securityOf(contentType: HeaderValue | undefined): ParsedMail['security'] {
  if (typeof contentType !== 'object' || !('params' in contentType)) return 'none';
  const value = String(contentType.value).toLowerCase();
  if (value === 'multipart/signed') return 'multipart-signed';
  return /^application\/(x-)?pkcs7-mime$/.test(value) ? 'opaque' : 'none';
}

const END_OF_YEAR_9999 = 253_402_300_800;
