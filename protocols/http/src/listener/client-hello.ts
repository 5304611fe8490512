import { HttpError } from '../http-error.ts';

export type ClientHelloReading =
  /** Not before this many bytes are there is it worth asking again. */
  | { readonly state: 'incomplete'; readonly wantedBytes: number }
  | {
      readonly state: 'complete';
      /** Lower case, without a trailing dot; absent when the client names no host (an IP address). */
      readonly serverName: string | undefined;
    };

/**
 * Reads the server name out of the first bytes of a TLS connection (RFC 8446 §4.1.2, RFC 6066 §3). The hello
 * may span records. Only what leads to the name is checked: the TLS stack behind sees the same bytes and
 * judges the rest. With Encrypted Client Hello this is the outer name.
 *
 * Throws `HttpError` `client-hello-malformed` for what can be no ClientHello, however it goes on.
 */
export function readClientHello(bytes: Uint8Array): ClientHelloReading {
  const gathered = gatherHandshake(bytes);
  if ('wantedBytes' in gathered) return { state: 'incomplete', wantedBytes: gathered.wantedBytes };
  return { state: 'complete', serverName: findServerName(new Cursor(gathered.clientHello)) };
}

/**
 * Bytes on the wire, record headers included. Browsers send 600 to 2,500 with post-quantum key shares and
 * tickets; one full TLS record leaves room and keeps what a stranger can make us hold small.
 */
export const MAX_CLIENT_HELLO_BYTES = 16_384;

/** The message's body, or how many bytes on the wire are needed to get further. */
function gatherHandshake(bytes: Uint8Array): { clientHello: Uint8Array } | { wantedBytes: number } {
  const fragments: Uint8Array[] = [];
  let gathered = 0;
  let bodyLength: number | undefined;
  for (let at = 0; ; ) {
    if (bytes.length < at + RECORD_HEADER_BYTES) {
      checkRecordStart(bytes.subarray(at));
      return { wantedBytes: within(at + RECORD_HEADER_BYTES) };
    }
    const end = at + RECORD_HEADER_BYTES + recordLength(bytes.subarray(at));
    if (bytes.length < end) return { wantedBytes: within(end) };
    fragments.push(bytes.subarray(at + RECORD_HEADER_BYTES, end));
    gathered += end - at - RECORD_HEADER_BYTES;
    at = end;
    if (gathered < HANDSHAKE_HEADER_BYTES) continue;
    const message = fragments.length === 1 ? (fragments[0] ?? bytes) : Buffer.concat(fragments);
    bodyLength ??= handshakeLength(message);
    const messageEnd = HANDSHAKE_HEADER_BYTES + bodyLength;
    if (gathered >= messageEnd) return { clientHello: message.subarray(HANDSHAKE_HEADER_BYTES, messageEnd) };
  }
}

/** A wrong first byte is refused at once, so that plain HTTP on a TLS port does not wait for a time-out. */
function checkRecordStart(bytes: Uint8Array): void {
  if (bytes[0] !== undefined && bytes[0] !== HANDSHAKE_RECORD)
    throw malformed('it is not a handshake record');
  if (bytes[1] !== undefined && bytes[1] !== TLS_MAJOR) throw malformed('its record version is not TLS');
}

function recordLength(bytes: Uint8Array): number {
  checkRecordStart(bytes);
  const length = ((bytes[3] ?? 0) << 8) | (bytes[4] ?? 0);
  // RFC 8446 §5.1: handshake records are not empty and hold at most 2^14 bytes.
  if (length === 0 || length > MAX_RECORD_BYTES) throw malformed('the length of a record is out of range');
  return length;
}

function handshakeLength(message: Uint8Array): number {
  if (message[0] !== CLIENT_HELLO) throw malformed('it does not start with a ClientHello');
  const length = ((message[1] ?? 0) << 16) | ((message[2] ?? 0) << 8) | (message[3] ?? 0);
  within(length);
  return length;
}

function within(wantedBytes: number): number {
  if (wantedBytes > MAX_CLIENT_HELLO_BYTES)
    throw malformed(`it is larger than ${MAX_CLIENT_HELLO_BYTES} bytes`);
  return wantedBytes;
}

function findServerName(hello: Cursor): string | undefined {
  hello.skip(2 + 32); // legacy_version, random
  hello.vector(1); // legacy_session_id
  hello.vector(2); // cipher_suites
  hello.vector(1); // legacy_compression_methods
  if (hello.isAtEnd) return undefined; // TLS 1.2 allows a hello without extensions
  const extensions = hello.vector(2);
  if (!hello.isAtEnd) throw malformed('bytes follow its extensions');
  let serverName: string | undefined;
  const seen = new Set<number>();
  while (!extensions.isAtEnd) {
    const type = extensions.number(2);
    const data = extensions.vector(2);
    // RFC 8446 §4.2: one extension of a type. Of two names, we and the TLS stack might read different ones.
    if (seen.has(type)) throw malformed('an extension occurs twice');
    seen.add(type);
    if (type === SERVER_NAME) serverName = readServerNameList(data);
  }
  return serverName;
}

function readServerNameList(data: Cursor): string {
  const list = data.vector(2);
  const type = list.number(1);
  const name = list.vector(2);
  // RFC 6066 §3: one name per type, and host_name is the only type there is.
  if (type !== HOST_NAME || !list.isAtEnd || !data.isAtEnd)
    throw malformed('its server name list is not one host name');
  return hostName(name.rest());
}

function hostName(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, MAX_HOST_NAME_BYTES + 1)).toLowerCase();
  if (bytes.length > MAX_HOST_NAME_BYTES || !HOST_NAME_TEXT.test(text))
    throw malformed('its server name is no host name');
  return text.replace(/\.$/, '');
}

/** Reads forward; every step past the end is a malformed hello. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  skip(length: number): void {
    this.#take(length);
  }

  number(length: 1 | 2): number {
    return this.#take(length).reduce((value, byte) => (value << 8) | byte, 0);
  }

  /** What a length of `lengthBytes` bytes announces. */
  vector(lengthBytes: 1 | 2): Cursor {
    return new Cursor(this.#take(this.number(lengthBytes)));
  }

  rest(): Uint8Array {
    return this.#take(this.#bytes.length - this.#at);
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw malformed('a length points past its end');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

function malformed(why: string): HttpError {
  return new HttpError('client-hello-malformed', `The ClientHello is malformed: ${why}.`);
}

const RECORD_HEADER_BYTES = 5;
const HANDSHAKE_HEADER_BYTES = 4;
const HANDSHAKE_RECORD = 22;
const TLS_MAJOR = 3;
const MAX_RECORD_BYTES = 16_384;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;
const MAX_HOST_NAME_BYTES = 255;
/** Labels of letters, digits, hyphen and underscore; an address in brackets or a NUL is none. */
const HOST_NAME_TEXT = /^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?$/;
