import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { makeCrl } from '../make-crl.ts';

// A CA's web server in a thread of its own: making and sending 20 MB must not count as a pause of the server
// that is measured.

export interface PublisherSetUp {
  /** PKCS #8 DER of the CA's key. */
  readonly privateKey: Uint8Array;
  /** DER of the CA's name. */
  readonly issuer: Uint8Array;
  readonly keyIdentifier: Uint8Array;
}

export interface CrlPublisher extends AsyncDisposable {
  readonly url: string;
  /** Publishes a list of so many entries; each has the serial numbers of shorter ones and more. */
  publish(entries: number): Promise<{ readonly bytes: number }>;
}

export async function startCrlPublisher(setUp: PublisherSetUp): Promise<CrlPublisher> {
  const worker = new Worker(new URL(import.meta.url), { workerData: setUp });
  // Rejects when the thread ends with an error.
  const next = async (): Promise<{ port: number; bytes: number }> => {
    const [message] = await once(worker, 'message');
    return message;
  };
  const { port } = await next();
  return {
    url: `http://127.0.0.1:${port}/ca.crl`,
    publish(entries) {
      const published = next();
      worker.postMessage(entries);
      return published;
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}

function serve({ privateKey, issuer, keyIdentifier }: PublisherSetUp): void {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  let crl = Buffer.alloc(0);
  let crlNumber = 0;
  const server = createServer((_, response) => void response.writeHead(200).end(crl));
  server.listen(0, '127.0.0.1', () => {
    parentPort?.postMessage({ port: (server.address() as AddressInfo).port, bytes: 0 });
  });
  parentPort?.on('message', (entries: number) => {
    crlNumber += 1;
    crl = makeCrl({ entries, privateKey: key, issuer, keyIdentifier, crlNumber });
    parentPort?.postMessage({ port: 0, bytes: crl.length });
  });
}

if (workerData !== null && typeof workerData === 'object' && 'keyIdentifier' in workerData) {
  serve(workerData as PublisherSetUp);
}
