import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clientHello,
  extension,
  handshake,
  helloStart,
  records,
  serverNameExtension,
  uint,
  vector,
} from './_client-hello.ts';
import { MAX_CLIENT_HELLO_BYTES, readClientHello } from './client-hello.ts';

const oneName = vector(2, Buffer.concat([uint(1, 0), vector(2, Buffer.from('a'))]));
const twoNames = vector(
  2,
  Buffer.concat([uint(1, 0), vector(2, Buffer.from('a')), uint(1, 0), vector(2, Buffer.from('b'))]),
);

const hostile: Readonly<Record<string, Uint8Array>> = {
  'plain HTTP': Buffer.from('GET / HTTP/1.1\r\n'),
  'one wrong byte': Buffer.from([0]),
  'an SSL 2.0 hello': Buffer.from([0x80, 0x2e, 1, 0, 2]),
  'an alert': Buffer.from([21, 3, 3, 0, 2, 2, 50]),
  'another major version': Buffer.from([22, 2]),
  'an empty record': Buffer.from([22, 3, 1, 0, 0]),
  'a record longer than TLS allows': Buffer.from([22, 3, 1, 0x40, 1]),
  'an application data record in the middle': Buffer.concat([
    records(clientHello({ serverName: 'a' }).subarray(0, 20)),
    Buffer.from([23, 3, 3, 0, 1, 0]),
  ]),
  'a ServerHello': records(handshake(helloStart(), 2)),
  'a message of 16 MB announced': records(Buffer.from([1, 0xff, 0xff, 0xff])),
  'a message just above the limit announced': records(
    Buffer.concat([uint(1, 1), uint(3, MAX_CLIENT_HELLO_BYTES + 1)]),
  ),
  'records of one byte until the limit': records(
    Buffer.concat([uint(1, 1), uint(3, 10_000), Buffer.alloc(9000)]),
    1,
  ),
  'an empty hello': records(handshake(Buffer.alloc(0))),
  'a random cut short': records(handshake(Buffer.alloc(20))),
  'a session id past the end': records(handshake(Buffer.concat([Buffer.alloc(34), uint(1, 255)]))),
  'cipher suites past the end': records(handshake(Buffer.concat([Buffer.alloc(35), uint(2, 65_535)]))),
  'extensions past the end': records(handshake(Buffer.concat([helloStart(), uint(2, 10)]))),
  'bytes after the extensions': records(handshake(Buffer.concat([helloStart(), uint(2, 0), uint(1, 0)]))),
  'half an extension': records(handshake(Buffer.concat([helloStart(), vector(2, [0, 0, 0])]))),
  'two server name extensions': records(clientHello({ serverName: 'a', after: [serverNameExtension('b')] })),
  'two names in one extension': records(clientHello({ before: [extension(0, twoNames)] })),
  'another extension twice': records(clientHello({ before: [extension(9, oneName), extension(9, oneName)] })),
  'an empty name list': records(clientHello({ before: [extension(0, Buffer.alloc(0))] })),
  'a list with no name': records(clientHello({ before: [extension(0, uint(2, 0))] })),
  'bytes after the name list': records(
    clientHello({ before: [extension(0, Buffer.concat([oneName, uint(1, 0)]))] }),
  ),
  'another name type': records(clientHello({ before: [extension(0, vector(2, [1, 0, 1, 97]))] })),
  'an empty name': records(clientHello({ serverName: '' })),
  'a dot': records(clientHello({ serverName: '.' })),
  'an empty label': records(clientHello({ serverName: 'a..b' })),
  'a NUL in the name': records(clientHello({ serverName: 'login.example\0.evil.example' })),
  'a name with a port': records(clientHello({ serverName: 'login.example:443' })),
  'a line feed in the name': records(clientHello({ serverName: 'login.example\nx' })),
  'a trailing line feed': records(clientHello({ serverName: 'login.example\n' })),
  'an IPv6 address': records(clientHello({ serverName: '[::1]' })),
  'bytes that are not ASCII': records(clientHello({ serverName: Buffer.from('lögin.example') })),
  'a Kelvin sign, which lower-cases to k': records(
    clientHello({ serverName: Buffer.from('\u212a.example') }),
  ),
  'a label of 64': records(clientHello({ serverName: `${'a'.repeat(64)}.example` })),
  'a name of 256': records(clientHello({ serverName: 'a.'.repeat(128) })),
  'a name of 15,000': records(clientHello({ serverName: Buffer.alloc(15_000, 97) })),
};

describe('a hostile ClientHello', () => {
  it.each(Object.entries(hostile))('is refused: %s', (_what, bytes) => {
    expect(() => readClientHello(bytes)).toThrow(expect.objectContaining({ code: 'client-hello-malformed' }));
  });

  it('is refused or read whatever one byte becomes, and never asks for more than the limit', () => {
    const hello = records(
      clientHello({ serverName: 'login.example', before: [extension(51, Buffer.alloc(40))] }),
      60,
    );
    const property = fc.property(fc.nat(hello.length - 1), fc.nat(255), (at, value) => {
      const changed = Uint8Array.from(hello);
      changed[at] = value;
      expectReadOrRefused(changed);
    });
    fc.assert(property, { seed: 1, numRuns: 2000 });
  });

  it('is refused or read whatever the bytes are', () => {
    const body = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(body, (bytes) => {
        expectReadOrRefused(bytes);
        expectReadOrRefused(records(handshake(bytes)));
        expectReadOrRefused(records(handshake(Buffer.concat([helloStart(), vector(2, bytes)]))));
      }),
      { seed: 2, numRuns: 1000 },
    );
  });
});

function expectReadOrRefused(bytes: Uint8Array): void {
  try {
    const reading = readClientHello(bytes);
    if (reading.state === 'incomplete') {
      expect(reading.wantedBytes).toBeGreaterThan(bytes.length);
      expect(reading.wantedBytes).toBeLessThanOrEqual(MAX_CLIENT_HELLO_BYTES);
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'client-hello-malformed' });
  }
}
