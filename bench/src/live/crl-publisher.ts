import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endProcess } from '../end-process.ts';

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

/** What the process of the publisher answers to its set-up and to each number of entries. */
export interface PublisherAnswer {
  readonly port: number;
  readonly bytes: number;
}

/**
 * A CA's web server in a process of its own: making and sending 20 MB, with the memory that it takes, must not count
 * as a pause of the server that is measured.
 */
export async function startCrlPublisher(setUp: PublisherSetUp): Promise<CrlPublisher> {
  const child = fork(PROCESS, { serialization: 'advanced' });
  const ask = async (question: PublisherSetUp | number): Promise<PublisherAnswer> => {
    child.send(question);
    const [answer] = await once(child, 'message');
    return answer;
  };
  const { port } = await ask(setUp);
  return {
    url: `http://127.0.0.1:${port}/ca.crl`,
    publish: ask,
    [Symbol.asyncDispose]: () => endProcess(child),
  };
}

const PROCESS: string = fileURLToPath(new URL('./crl-publisher-process.ts', import.meta.url));
