import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface CrlServer extends AsyncDisposable {
  /** `http://127.0.0.1:port/path`. */
  url(path: string): string;
  /** From now on this path is answered so. */
  answer(path: string, answer: Uint8Array | RequestListener): void;
  /** From now on every path that begins so is answered so, unless it has an answer of its own. */
  answerAllBelow(prefix: string, answer: RequestListener): void;
  /** Requests for a path so far. */
  requests(path: string): readonly IncomingMessage[];
}

/** A small HTTP server that publishes CRLs or does to its clients whatever a test wants. */
export async function startCrlServer(): Promise<CrlServer> {
  const answers = new Map<string, RequestListener>();
  const prefixes = new Map<string, RequestListener>();
  const seen: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    seen.push(request);
    const { url = '' } = request;
    const [, below] = [...prefixes].find(([prefix]) => url.startsWith(prefix)) ?? [];
    const answer = answers.get(url) ?? below ?? notFound;
    answer(request, response);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}${path}`,
    answer: (path, answer) => {
      answers.set(path, typeof answer === 'function' ? answer : (_, response) => void response.end(answer));
    },
    answerAllBelow: (prefix, answer) => void prefixes.set(prefix, answer),
    requests: (path) => seen.filter(({ url }) => url === path),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function notFound(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404).end('no such CRL');
}
