import { createPrivateKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setPriority } from 'node:os';
import { makeCrl } from '../make-crl.ts';
import type { PublisherAnswer, PublisherSetUp } from './crl-publisher.ts';

// What crl-publisher.ts starts: takes its set-up first, then how many entries the list shall have.

// A CA works on a machine of its own.
setPriority(19);

let crl = Buffer.alloc(0);
let crlNumber = 0;
let signer: { readonly key: KeyObject; readonly setUp: PublisherSetUp } | undefined;

process.on('disconnect', () => process.exit());
process.on('message', async (message: PublisherSetUp | number) => {
  if (typeof message === 'number') publish(message);
  else await begin(message);
});

async function begin(setUp: PublisherSetUp): Promise<void> {
  const key = createPrivateKey({ key: Buffer.from(setUp.privateKey), format: 'der', type: 'pkcs8' });
  signer = { key, setUp };
  const server = createServer((_, response) => void response.writeHead(200).end(crl));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  answer({ port: typeof address === 'object' && address !== null ? address.port : 0, bytes: 0 });
}

function publish(entries: number): void {
  if (signer === undefined) throw new Error('a list is wanted before there is a CA');
  const { issuer, keyIdentifier } = signer.setUp;
  crlNumber += 1;
  crl = makeCrl({ entries, privateKey: signer.key, issuer, keyIdentifier, crlNumber });
  answer({ port: 0, bytes: crl.length });
}

function answer(message: PublisherAnswer): void {
  process.send?.(message);
}
