import type { Socket } from 'node:net';
import { type ClientHelloReading, readClientHello } from './client-hello.ts';

export type Peeked =
  | { readonly outcome: 'hello'; readonly serverName: string | undefined }
  | { readonly outcome: 'malformed' | 'timed-out' | 'gone' };

/**
 * Waits for the ClientHello of a fresh connection and pushes its bytes back, so that the TLS server that
 * the socket is then handed to reads them again.
 */
export function peekServerName(socket: Socket, timeoutMilliseconds: number): Promise<Peeked> {
  const { promise, resolve } = Promise.withResolvers<Peeked>();
  const chunks: Buffer[] = [];
  let length = 0;
  let wantedBytes = 1;

  const finish = (peeked: Peeked): void => {
    clearTimeout(timer);
    socket.off('readable', onReadable).off('end', onGone).off('close', onGone).off('error', onGone);
    if (peeked.outcome === 'hello') socket.unshift(Buffer.concat(chunks, length));
    resolve(peeked);
  };
  const onGone = (): void => finish({ outcome: 'gone' });
  const onReadable = (): void => {
    for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
      chunks.push(chunk);
      length += chunk.length;
    }
    // Asking only when there is enough keeps a hello that comes byte by byte from being read over and over.
    if (length < wantedBytes) return;
    const reading = tryReading(Buffer.concat(chunks, length));
    if (reading === 'malformed') finish({ outcome: 'malformed' });
    else if (reading.state === 'complete') finish({ outcome: 'hello', serverName: reading.serverName });
    else wantedBytes = reading.wantedBytes;
  };

  const timer = setTimeout(() => finish({ outcome: 'timed-out' }), timeoutMilliseconds);
  socket.on('readable', onReadable).on('end', onGone).on('close', onGone).on('error', onGone);
  return promise;
}

function tryReading(bytes: Buffer): ClientHelloReading | 'malformed' {
  try {
    return readClientHello(bytes);
  } catch {
    return 'malformed';
  }
}
