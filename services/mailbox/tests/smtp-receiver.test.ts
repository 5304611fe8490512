import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_MESSAGE_BYTES, type SmtpReceiver, startSmtpReceiver } from '../src/index.ts';
import { createWorld, SMALL_QUOTA_BYTES, type World } from './_world.ts';

let world: World;
let receiver: SmtpReceiver;
beforeEach(async () => {
  world = await createWorld();
  receiver = await startSmtpReceiver({ ...world, port: 0 });
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

describe('an SMTP client', () => {
  test('delivers a message with HTML, a picture and an attachment to several users', async () => {
    const { alice, bob, list, mailboxes, read } = world;
    const picture = Buffer.from('89504e470d0a1a0a', 'hex');
    await sendMail({
      from: 'Sender <sender@elsewhere.example>',
      to: 'Alice <a@contoso.example>, bob@contoso.example',
      subject: 'Prüfung – 漢字',
      html: '<p>See <b>this</b>: <img src="cid:logo"></p>',
      attachments: [
        { filename: 'logo.png', cid: 'logo', content: picture },
        { filename: 'Größe.txt', content: 'a\r\n.\r\nb' },
      ],
    });
    expect(await list(bob, 'inbox')).toHaveLength(1);
    const [message] = await list(alice, 'inbox');
    expect(message).toMatchObject({
      subject: 'Prüfung – 漢字',
      from: 'Sender <sender@elsewhere.example>',
      preview: expect.stringContaining('See this:'),
    });
    expect(await read(message)).toMatch(
      /^Return-Path: <sender@elsewhere\.example>\r\nReceived: from \S+ \(\[127\.0\.0\.1\]\)\r\n by localhost with ESMTP id \S+;\r\n Mon, 23 Nov 2026 09:00:00 \+0000\r\n/,
    );
    const parsed = await mailboxes.parse(alice.id, message!.id);
    expect(parsed?.nativeBody).toBe('html');
    expect(parsed?.html).toContain('src="cid:logo"');
    expect(parsed?.attachments).toMatchObject([
      { index: 0, fileName: 'logo.png', contentType: 'image/png', contentId: 'logo', isInline: true },
      { index: 1, fileName: 'Größe.txt', isInline: false, isMessage: false },
    ]);
    expect(parsed?.attachments.map(({ content }) => Buffer.from(content).toString('latin1'))).toEqual([
      picture.toString('latin1'),
      'a\r\n.\r\nb',
    ]);
  });

  test('is told 550 for whoever is not here, and the others get nothing', async () => {
    for (const stranger of ['nobody@contoso.example', 'a@elsewhere.example', 'a+b@contoso.example']) {
      const sending = sendMail({ from: 'x@y.example', to: stranger, text: 'x' });
      await expect(sending).rejects.toMatchObject({ responseCode: 550 });
    }
    expect(await world.list(world.alice, 'inbox')).toEqual([]);
  });

  test('is told 552 for a message beyond the limit, said or not, and may go on', async () => {
    const text = 'x'
      .repeat(70)
      .concat('\r\n')
      .repeat(Math.ceil(MAX_MESSAGE_BYTES / 72) + 1);
    const sending = sendMail({ from: 'x@y.example', to: 'a@contoso.example', text });
    await expect(sending).rejects.toMatchObject({ responseCode: 552 });
    const replies = await talk([
      'EHLO me',
      'MAIL FROM:<x@y.example>',
      'RCPT TO:<a@contoso.example>',
      'DATA',
      `Subject: x\r\n\r\n${text}\r\n.`,
      'MAIL FROM:<x@y.example>',
    ]);
    expect(replies.slice(-2).map((line) => line.slice(0, 3))).toEqual(['552', '250']);
    expect(await world.list(world.alice, 'inbox')).toEqual([]);
  });

  test('is told 552 for what a mailbox has no room for, and 452 once it is full', async () => {
    await using small = await startSmtpReceiver({ ...world, mailboxes: world.smallMailboxes, port: 0 });
    const send = (length: number): Promise<void> =>
      sendMail({ from: 'x@y.example', to: 'a@contoso.example', text: 'x'.repeat(length) }, small.port);
    await expect(send(SMALL_QUOTA_BYTES)).rejects.toMatchObject({ responseCode: 552 });
    await send(300);
    const { directory, alice, list } = world;
    const [message] = await list(alice, 'inbox');
    const filling = { ...message!, id: '00' as never, sizeBytes: SMALL_QUOTA_BYTES - message!.sizeBytes };
    await directory.mailboxes.add(filling, new Uint8Array());
    await expect(send(1)).rejects.toMatchObject({ responseCode: 452 });
    expect(await list(alice, 'inbox')).toHaveLength(2);
  });

  test('is told 554 for what is no message', async () => {
    const replies = await talk([
      'HELO me',
      'MAIL FROM:<>',
      'RCPT TO:<a@contoso.example>',
      'DATA',
      'no header at all\r\n.',
    ]);
    expect(replies.at(-1)).toMatch(/^554 /);
    expect(await world.list(world.alice, 'inbox')).toEqual([]);
  });

  test('can neither sign in nor put lines of its own into the header', async () => {
    const { alice, list, read } = world;
    const replies = await talk([
      'EHLO <script>(x)\u0001',
      'EHLO me',
      'STARTTLS',
      'AUTH PLAIN AGEAYg==',
      'VRFY alice@contoso.example',
      'MAIL FROM:<>',
      'RCPT TO:<a@contoso.example>',
      'DATA',
      'Return-Path: <forged@contoso.example>\r\nSubject: x\r\n\r\nx\r\n.',
    ]);
    const codes = replies.map((line) => line.slice(0, 3));
    expect(codes).toEqual(['220', '501', '250', '500', '500', '252', '250', '250', '354', '250']);
    const text = await read((await list(alice, 'inbox'))[0]);
    expect(text).toMatch(/^Return-Path: <>\r\nReceived: from \S+ \(\[127/);
    expect(text).not.toMatch(/forged|script>/);
  });

  test('is told to come again when the directory is away', async () => {
    const gone = await createWorld();
    await using broken = await startSmtpReceiver({ ...gone, port: 0 });
    await gone[Symbol.asyncDispose]();
    const sending = sendMail({ from: 'x@y.example', to: 'a@contoso.example', text: 'x' }, broken.port);
    await expect(sending).rejects.toMatchObject({ responseCode: 451 });
    expect(gone.log.told).toEqual(['a message could not be taken']);
  });
});

test('a port that is taken is told', async () => {
  await expect(startSmtpReceiver({ ...world, port: receiver.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  expect(world.log.told).toEqual([]);
});

async function sendMail(options: SendMailOptions, port: number = receiver.port): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    await transport.sendMail(options);
  } finally {
    transport.close();
  }
}

/** Says each line when the one before is answered; the last lines of all answers. */
async function talk(lines: readonly string[]): Promise<readonly string[]> {
  const socket = connect(receiver.port, '127.0.0.1');
  await once(socket, 'connect');
  const replies: string[] = [];
  const waiting = [...lines, 'QUIT'];
  for await (const line of createInterface({ input: socket })) {
    if (!/^\d{3} /.test(line)) continue;
    replies.push(line);
    const next = waiting.shift();
    if (next !== undefined) socket.write(`${next}\r\n`);
  }
  return replies.slice(0, -1);
}
