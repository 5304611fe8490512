import { createServer, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { clientHello, extension, handshake, helloStart, records } from './_client-hello.ts';
import { readClientHello } from './client-hello.ts';

describe('readClientHello', () => {
  it('reads the server name', () => {
    expect(readClientHello(records(clientHello({ serverName: 'Login.Example.org.' })))).toEqual({
      state: 'complete',
      serverName: 'login.example.org',
    });
  });

  it('finds it behind other extensions', () => {
    const before = [extension(0x0a0a, Buffer.alloc(0)), extension(51, Buffer.alloc(1216))];
    const after = [extension(21, Buffer.alloc(100))];
    expect(readClientHello(records(clientHello({ serverName: 'a', before, after })))).toMatchObject({
      serverName: 'a',
    });
  });

  it.each([
    ['no server name', clientHello()],
    ['no extensions at all', handshake(helloStart())],
  ])('knows a hello with %s', (_what, hello) => {
    expect(readClientHello(records(hello))).toEqual({ state: 'complete', serverName: undefined });
  });

  it.each([1, 2, 3, 5, 100])('reads a hello that spans records of %i bytes', (size) => {
    const hello = records(clientHello({ serverName: 'login.example.org' }), size);
    expect(readClientHello(hello)).toMatchObject({ serverName: 'login.example.org' });
  });

  it('takes what follows the hello for somebody else', () => {
    const hello = records(clientHello({ serverName: 'a' }));
    expect(readClientHello(Buffer.concat([hello, Buffer.from([20, 3, 3, 0, 1, 1])]))).toMatchObject({
      serverName: 'a',
    });
  });

  it.each([7, 16_384])('asks for more at every shorter prefix (records of %i)', (size) => {
    const hello = records(clientHello({ serverName: 'login.example.org' }), size);
    for (let length = 0; length < hello.length; length += 1) {
      const reading = readClientHello(hello.subarray(0, length));
      if (reading.state !== 'incomplete')
        throw new Error(`complete after ${length} of ${hello.length} bytes`);
      expect(reading.wantedBytes).toBeGreaterThan(length);
      expect(reading.wantedBytes).toBeLessThanOrEqual(hello.length);
    }
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('reads the hello of a real %s client', async (version) => {
    expect(readClientHello(await captureHello(version))).toEqual({
      state: 'complete',
      serverName: 'real.example',
    });
  });
});

/** The first bytes that node's own TLS client sends. */
async function captureHello(version: 'TLSv1.2' | 'TLSv1.3'): Promise<Buffer> {
  const captured = Promise.withResolvers<Buffer>();
  const server = createServer((socket: Socket) => {
    socket.once('data', (bytes: Buffer) => {
      captured.resolve(bytes);
      socket.destroy();
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  const options = {
    port,
    host: '127.0.0.1',
    servername: 'real.example',
    minVersion: version,
    maxVersion: version,
  };
  const client = connect(options).on('error', () => client.destroy());
  const bytes = await captured.promise;
  server.close();
  return bytes;
}
