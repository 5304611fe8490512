import { describe, expect, test } from 'vitest';
import { MAX_MULTIPARTS } from './budgets.ts';
import { parseMail } from './parse-mail.ts';

describe('parseMail', () => {
  test('decodes character sets that are not UTF-8', async () => {
    const raw = Buffer.from(
      'Content-Type: text/plain; charset=windows-1252\r\n\r\n\x93Gr\xfc\xdfe\x94 \x80',
      'latin1',
    );
    expect((await parseMail(new Uint8Array(raw))).text.trim()).toBe('“Grüße” €');
  });

  test('makes text of HTML, keeps the HTML as it is', async () => {
    const html = '<p>See <b>this</b></p><script>alert(1)</script><img src="cid:x">';
    const mail = await parse(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      html,
      '--b--',
    );
    expect(mail).toMatchObject({ nativeBody: 'html', html: expect.stringContaining(html) });
    expect(mail.text).toContain('See this');
    expect(mail.text).not.toContain('alert');
  });

  test('names the thread by its first message, else by the message answered, else by itself', async () => {
    expect((await parse('Message-ID: <c@x>', 'References: <a@x> <b@x>', 'In-Reply-To: <b@x>')).threadId).toBe(
      '<a@x>',
    );
    expect((await parse('Message-ID: <c@x>', 'In-Reply-To: <b@x>')).threadId).toBe('<b@x>');
    expect((await parse('Message-ID: <c@x>')).threadId).toBe('<c@x>');
    expect((await parse('Subject: x')).threadId).toBeUndefined();
  });

  test.each([
    ['Mon, 23 Nov 2026 10:00:00 +0100 (CET)', Date.UTC(2026, 10, 23, 9) / 1000],
    ['yesterday', undefined],
    ['', undefined],
    ['Mon, 23 Nov 99999 10:00:00 +0100', undefined],
    ['1 Jan 1950 00:00:00 +0000', undefined],
  ])('reads the date %j', async (text, date) => {
    expect((await parse(`Date: ${text}`)).date).toBe(date);
  });

  test.each([
    ['multipart/signed; boundary=b; protocol="application/pkcs7-signature"', 'multipart-signed'],
    ['Application/X-PKCS7-MIME; smime-type=enveloped-data', 'opaque'],
    ['text/plain', 'none'],
  ])('knows S/MIME by its content type: %s', async (type, security) => {
    expect((await parse(`Content-Type: ${type}`)).security).toBe(security);
  });

  test('keeps a message within the message as an attachment', async () => {
    const mail = await parse(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'see below',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Subject: inner',
      '',
      'inner text',
      '--b--',
    );
    expect(mail.text.trim()).toBe('see below');
    expect(mail.attachments).toMatchObject([{ isMessage: true, contentType: 'message/rfc822' }]);
    expect(Buffer.from(mail.attachments[0]!.content).toString()).toContain('inner text');
  });

  test('flattens groups of recipients and keeps what is no address', async () => {
    const mail = await parse(
      'To: Team: A <a@x.example>, b@x.example;, undisclosed',
      'Cc: =?utf-8?Q?J=C3=B6rg?= <j@x.example>',
    );
    expect(mail.to).toEqual([
      { name: 'A', address: 'a@x.example' },
      { name: '', address: 'b@x.example' },
      { name: 'undisclosed', address: '' },
    ]);
    expect(mail.cc).toEqual([{ name: 'Jörg', address: 'j@x.example' }]);
  });

  test.each([
    ['HTML that nests 200,000 deep', 'text/html', '<div>'.repeat(200_000)],
    ['HTML with 60,000 end tags of nothing', 'text/html', '<b><i>'.repeat(60_000) + '</x>'.repeat(60_000)],
    ['two megabytes of HTML', 'text/html', '<p>word</p>'.repeat(200_000)],
    ['an unknown character set', 'text/plain; charset=klingon', 'x'],
    ['a boundary that never comes', 'multipart/mixed; boundary=b', 'x'],
    ['an empty boundary', 'multipart/mixed; boundary=""', '--\r\n\r\nx\r\n----'],
    ['parts that never end', 'multipart/mixed; boundary=b', '--b\r\n\r\n'.repeat(500)],
    ['a type that is noise', '\u0001;;;=";', 'x'],
    ['base64 that is none', 'text/plain\r\nContent-Transfer-Encoding: base64', '\u0000&%$§'.repeat(1000)],
    ['one part in another', 'multipart/mixed; boundary=b', nested(MAX_MULTIPARTS - 1)],
  ])('survives %s', async (_name, type, body) => {
    const mail = await parse(`Content-Type: ${type}`, 'Subject: still here', '', body);
    expect(mail.subject).toBe('still here');
  });

  test('leaves a megabyte of pictures without a text, for that alone would take seconds', async () => {
    const mail = await parse('Content-Type: text/html', '', '<img src="cid:x">'.repeat(60_000));
    expect(mail.text).toBe('');
    expect(mail.html).toContain('cid:x');
  });

  test.each([
    ['more parts than the parser takes', `--b\r\n\r\nx\r\n`.repeat(2000)],
    ['a part with a header of two megabytes', `--b\r\n${'X: y\r\n'.repeat(350_000)}\r\nx`],
  ])('refuses %s', async (_name, body) => {
    const mail = parse('Content-Type: multipart/mixed; boundary=b', '', body);
    await expect(mail).rejects.toMatchObject({ name: 'MailError', code: 'malformed' });
  });
});

function nested(depth: number): string {
  return Array.from(
    { length: depth },
    (_, i) => `--b${i === 0 ? '' : i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`,
  ).join('');
}

function parse(...lines: readonly string[]) {
  return parseMail(new Uint8Array(Buffer.from(`${lines.join('\r\n')}\r\n`)));
}
