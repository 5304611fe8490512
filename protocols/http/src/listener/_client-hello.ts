/** Builds ClientHellos of any shape for the tests of their reader. */
export interface HelloParts {
  readonly serverName?: string | Uint8Array;
  /** Whole extensions that come before the server name. */
  readonly before?: readonly Uint8Array[];
  readonly after?: readonly Uint8Array[];
}

export function clientHello(parts: HelloParts = {}): Buffer {
  const names = parts.serverName === undefined ? [] : [serverNameExtension(parts.serverName)];
  const extensions = Buffer.concat([...(parts.before ?? []), ...names, ...(parts.after ?? [])]);
  return handshake(Buffer.concat([helloStart(), vector(2, extensions)]));
}

/** Version, random, session id, cipher suites, compression: all that precedes the extensions. */
export function helloStart(): Buffer {
  const version = Buffer.from([3, 3]);
  const suites = Buffer.from([0x13, 0x01, 0xc0, 0x2b]);
  const sessionId = Buffer.alloc(32, 2);
  return Buffer.concat([
    version,
    Buffer.alloc(32, 1),
    vector(1, sessionId),
    vector(2, suites),
    vector(1, [0]),
  ]);
}

export function extension(type: number, data: Uint8Array): Buffer {
  return Buffer.concat([uint(2, type), vector(2, data)]);
}

export function serverNameExtension(name: string | Uint8Array): Buffer {
  return extension(0, vector(2, Buffer.concat([uint(1, 0), vector(2, Buffer.from(name))])));
}

export function handshake(body: Uint8Array, type = 1): Buffer {
  return Buffer.concat([uint(1, type), vector(3, body)]);
}

/** The message in records of at most `size` bytes each. */
export function records(message: Uint8Array, size = 16_384): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) {
    parts.push(Buffer.from([22, 3, 1]), vector(2, message.subarray(at, at + size)));
  }
  return Buffer.concat(parts);
}

export function vector(lengthBytes: number, content: Uint8Array | readonly number[]): Buffer {
  return Buffer.concat([uint(lengthBytes, content.length), Buffer.from(content)]);
}

export function uint(bytes: number, value: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
