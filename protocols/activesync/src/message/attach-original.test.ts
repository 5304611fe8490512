import { expect, it } from 'vitest';
import { attachOriginal } from './attach-original.ts';

it('keeps what the client wrote as the first part and the original, byte by byte, as the second', () => {
  const written = [
    'From: a@x.example',
    'Subject: a long',
    ' subject',
    'MIME-Version: 1.0',
    'Content-Type: text/plain;',
    ' charset=utf-8',
    '',
    'Yes.',
  ].join('\r\n');
  const original = Buffer.from('Subject: Q\r\n\r\n\xff?', 'latin1');
  const message = Buffer.from(attachOriginal(Buffer.from(written), original, 'B')).toString('latin1');
  expect(message).toBe(
    [
      'From: a@x.example',
      'Subject: a long',
      ' subject',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="B"',
      '',
      '--B',
      'Content-Type: text/plain;',
      ' charset=utf-8',
      '',
      'Yes.',
      '--B',
      'Content-Type: message/rfc822',
      'Content-Transfer-Encoding: 8bit',
      'Content-Disposition: attachment; filename="message.eml"',
      '',
      'Subject: Q',
      '',
      '\xff?',
      '--B--',
      '',
    ].join('\r\n'),
  );
});
