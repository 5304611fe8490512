import { createServer } from 'node:net';

/**
 * A loopback port that nothing listens on at this moment, and that this process was not told before; for what has to
 * name its port before it listens.
 */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + (next++ % COUNT);
    if (await canListen(port)) return port;
  }
  throw new Error(`no free port between ${FIRST} and ${FIRST + COUNT}`);
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
    else reject(error);
  });
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  return await promise;
}

/**
 * Below the ports that systems give to whoever asks for any (Linux from 32768, macOS and Windows from 49152):
 * such a port could be given to another program between its being found and its being listened on.
 */
const FIRST = 20_000;
const COUNT = 12_000;
/** Processes that were started one after the other begin this far apart. */
const STRIDE = 60;

let next = process.pid * STRIDE;
