import { Worker } from 'node:worker_threads';
import { openCertificateList } from '@signet/pki';
import type { Refused } from './acceptance.ts';
import { type CrlReader, type CrlReading, INLINE_READER } from './crl-reader.ts';
import type { ReadAnswer, ReadQuestion, WorkerSetUp } from './crl-worker.ts';
import { partsOf, weighDown } from './shared-weight.ts';

/**
 * Reads large lists in a thread of their own, so that nobody else waits while 20 MB are parsed and hashed. Body
 * and index lie in shared memory: nothing is copied between the threads. The thread begins with the first large
 * list and ends when it has been idle: its references would keep the memory of lists that were replaced.
 * `verifierModule` is the URL of a module that exports `createSignatureVerifier`, because a function cannot
 * be handed to a thread.
 */
export function createWorkerReader(options: WorkerReaderOptions): CrlReader {
  return new WorkerReader(options);
}

export interface WorkerReaderOptions {
  readonly verifierModule: string;
  /** Shorter bodies are read in the thread that asks; 256 KiB unless said. */
  readonly smallBytes?: number;
}

interface Waiting {
  readonly question: Omit<ReadQuestion, 'id'>;
  readonly answer: (answer: ReadAnswer) => void;
}

class WorkerReader implements CrlReader {
  /** In the order in which the thread was asked. */
  readonly #waiting = new Map<number, Waiting>();
  readonly #verifierModule: string;
  readonly #smallBytes: number;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #isDisposed = false;

  constructor({ verifierModule, smallBytes = SMALL_BYTES }: WorkerReaderOptions) {
    this.#verifierModule = verifierModule;
    this.#smallBytes = smallBytes;
  }

  async read(...[body, claim, previous]: Parameters<CrlReader['read']>): Promise<CrlReading> {
    if (body.length < this.#smallBytes) return INLINE_READER.read(body, claim, previous);
    const { part, issuer, allow } = claim;
    const question = { body, part, issuer: issuer.der, allow, previous: previous?.buffers };
    const answer = await this.#ask(question);
    if (!answer.accepted) return answer;
    const { buffers: fromThread, ...reading } = answer;
    const { der, index } = fromThread;
    // DER in shared memory came back as it went: kept by the one name it is not counted twice.
    const isBody = body.buffer instanceof SharedArrayBuffer && body.length === der.length;
    const buffers = { der: isBody ? body : der, index };
    weighDown(...partsOf(buffers));
    return { ...reading, crl: openCertificateList(buffers) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  #ask(question: Omit<ReadQuestion, 'id'>): Promise<ReadAnswer> {
    const { promise, resolve } = Promise.withResolvers<ReadAnswer>();
    this.#put({ question, answer: resolve });
    return promise;
  }

  #put(waiting: Waiting): void {
    const id = ++this.#lastId;
    this.#waiting.set(id, waiting);
    clearTimeout(this.#idle);
    try {
      this.#worker ??= this.#startWorker();
      // A thread without work must not keep the process alive.
      this.#worker.ref();
      this.#worker.postMessage({ ...waiting.question, id } satisfies ReadQuestion);
    } catch (error) {
      // No thread to be had, or no memory for the message.
      this.#waiting.delete(id);
      waiting.answer(unreadable(String(error)));
    }
  }

  /** One list can end the thread by its size: the one that was being read. The others are for a new thread. */
  #startOver(why: string): void {
    const [read, ...others] = this.#waiting.values();
    this.#waiting.clear();
    read?.answer(unreadable(why));
    if (!this.#isDisposed) for (const waiting of others) this.#put(waiting);
    else for (const { answer } of others) answer(unreadable(why));
  }

  #end(worker: Worker): void {
    // Before the thread has ended: the next question begins a new one.
    if (this.#worker === worker) this.#worker = undefined;
    void worker.terminate();
  }

  #startWorker(): Worker {
    const worker = new Worker(new URL('./crl-worker.ts', import.meta.url), {
      workerData: { verifierModule: this.#verifierModule } satisfies WorkerSetUp,
      resourceLimits: RESOURCES,
    });
    let why = 'it was ended';
    worker.on('message', ({ id, answer }: { id: number; answer: ReadAnswer }) => {
      this.#waiting.get(id)?.answer(answer);
      this.#waiting.delete(id);
      if (this.#waiting.size > 0) return;
      worker.unref();
      this.#idle = setTimeout(() => this.#end(worker), IDLE_MILLISECONDS).unref();
    });
    worker.on('error', (error) => {
      why = String(error);
    });
    worker.on('exit', () => {
      // One that was ended for being idle has nobody waiting; its successor may.
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#startOver(why);
    });
    return worker;
  }
}

// Fails closed: what no thread could finish reading is not used.
function unreadable(why: string): Refused {
  return {
    accepted: false,
    because: 'reader',
    failure: 'crl-unusable',
    reason: `The thread that reads CRLs stopped (${why}).`,
  };
}

/** Read in about a millisecond; a message to another thread and back takes a tenth of that. */
const SMALL_BYTES = 256 * 1024;

/** Starting a thread takes a tenth of a second: base and delta, or the lists of one sweep, share it. */
const IDLE_MILLISECONDS = 2000;

/** Body and index lie outside the heap: what a thread needs beside them does not grow with the list. */
const RESOURCES = { maxOldGenerationSizeMb: 256 };
