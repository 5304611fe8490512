import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@signet/identity';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { MAX_MESSAGE_BYTES, MAX_RECIPIENTS } from './budgets.ts';
import type { Delivery, Mailboxes, MailLog } from './mailbox-types.ts';
import { formatDate } from './outgoing.ts';

export interface SmtpReceiverOptions {
  /** Loopback only: nobody proves who they are here. 127.0.0.1 unless said. */
  readonly host?: '127.0.0.1' | '::1';
  /** 0 takes a free one. */
  readonly port: number;
  readonly mailboxes: Mailboxes;
  readonly clock: Clock;
  readonly log: MailLog;
}

export interface SmtpReceiver extends AsyncDisposable {
  readonly port: number;
}

/** Takes mail for local users by SMTP (RFC 5321); for anybody else the answer is 550. */
export async function startSmtpReceiver(options: SmtpReceiverOptions): Promise<SmtpReceiver> {
  // Loaded here, for commands use the mailboxes without receiving mail.
  const { SMTPServer } = await import('smtp-server');
  const server = new SMTPServer({
    name: 'localhost',
    banner: 'Signet',
    // No passwords and no TLS on loopback; STARTTLS would offer the library's own certificate.
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    size: MAX_MESSAGE_BYTES,
    maxClients: MAX_CLIENTS,
    socketTimeout: SOCKET_TIMEOUT_MILLISECONDS,
    closeTimeout: CLOSE_TIMEOUT_MILLISECONDS,
    onRcptTo: ({ address }, session, callback) => {
      answer(options, callback, () => checkRecipient(options, address, session));
    },
    onData: (stream, session, callback) => {
      answer(options, callback, () => receive(options, stream, session));
    },
  });
  server.on('error', (error) => {
    // What keeps it from listening is thrown below.
    if (server.server.listening) options.log.error({ err: error }, 'an SMTP connection failed');
  });
  server.listen(options.port, options.host ?? '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function checkRecipient(
  { mailboxes }: SmtpReceiverOptions,
  address: string,
  { envelope }: SMTPServerSession,
): Promise<void> {
  if (envelope.rcptTo.length >= MAX_RECIPIENTS) throw new SmtpReply(452, 'Too many recipients');
  const user = await mailboxes.findRecipient(address);
  if (!user) throw noMailbox();
  // RFC 5321 §4.2.3: room may be made, so the sender keeps the message and tries again.
  if (await mailboxes.isFull(user.id)) throw new SmtpReply(452, 'The mailbox is full');
}

async function receive(
  { mailboxes, clock }: SmtpReceiverOptions,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<void> {
  const body = await readAll(stream);
  if (stream.sizeExceeded || body === undefined) throw tooLarge();
  const raw = Buffer.concat([Buffer.from(receivedField(session, clock)), body]);
  const { mailFrom, rcptTo } = session.envelope;
  const from = mailFrom === false ? '' : mailFrom.address;
  const delivery = await mailboxes.deliver(raw, { from, to: rcptTo.map(({ address }) => address) });
  if (delivery.outcome !== 'delivered') throw REPLIES[delivery.outcome]();
}

/** The whole message, to its end even when it is too large: an answer may come only after it. */
async function readAll(stream: SMTPServerDataStream): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_MESSAGE_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > MAX_MESSAGE_BYTES ? undefined : Buffer.concat(chunks);
}

/** RFC 5321 §4.4. What the client calls itself is kept to the characters of a host name. */
function receivedField({ hostNameAppearsAs, remoteAddress, id }: SMTPServerSession, clock: Clock): string {
  const name = String(hostNameAppearsAs || 'unknown')
    .replace(/[^A-Za-z0-9.:[\]-]/g, '')
    .slice(0, 255);
  return `Received: from ${name} ([${remoteAddress}])\r\n by localhost with ESMTP id ${id};\r\n ${formatDate(clock.now())}\r\n`;
}

/** Ends the command with what the work says; a fault of ours is a temporary failure, so the mail comes again. */
function answer(
  { log }: SmtpReceiverOptions,
  callback: (error?: Error | null) => void,
  work: () => Promise<void>,
): void {
  work().then(
    () => callback(),
    (error: unknown) => {
      if (error instanceof SmtpReply) return callback(error);
      log.error({ err: error }, 'a message could not be taken');
      callback(new SmtpReply(451, 'Try again later'));
    },
  );
}

class SmtpReply extends Error {
  override readonly name = 'SmtpReply';
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

function tooLarge(): SmtpReply {
  return new SmtpReply(552, `Messages are limited to ${MAX_MESSAGE_BYTES} bytes`);
}

function noMailbox(): SmtpReply {
  return new SmtpReply(550, 'No such mailbox here');
}

const REPLIES: Readonly<Record<Exclude<Delivery['outcome'], 'delivered'>, () => SmtpReply>> = {
  'unknown-recipients': noMailbox,
  'outside-recipients': noMailbox,
  // RFC 5321 §4.2.3: this message does not fit, others might.
  'mailbox-full': () => new SmtpReply(552, 'The mailbox has no room for this message'),
  'no-recipients': noMailbox,
  'too-many-recipients': () => new SmtpReply(452, 'Too many recipients'),
  'too-large': tooLarge,
  malformed: () => new SmtpReply(554, 'This is no message by RFC 5322'),
};

/** A loopback sender needs a few; more would only hold memory, each up to a whole message. */
const MAX_CLIENTS = 20;
const SOCKET_TIMEOUT_MILLISECONDS = 60_000;
/** How long a message that is under way may still take when the server stops. */
const CLOSE_TIMEOUT_MILLISECONDS = 2000;
