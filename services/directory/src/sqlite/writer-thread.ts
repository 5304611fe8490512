import { parentPort, workerData } from 'node:worker_threads';
import { errorFacts } from './error-facts.ts';
import { type Outcome, WriterConnection, type WriterSetUp } from './writer-connection.ts';

// The thread of threaded-writer.ts: each call is answered when it is done. Little is imported here, because every
// process that opens a database starts this thread.

/** Calls a method of the connection. */
export interface WriterCall {
  readonly id: number;
  readonly method: keyof WriterConnection;
  readonly args: readonly unknown[];
}

export interface WriterAnswer {
  readonly id: number;
  readonly outcome: Outcome<unknown>;
}

const connection = new WriterConnection(workerData as WriterSetUp);

parentPort?.on('message', async (call: WriterCall) => {
  parentPort?.postMessage({ id: call.id, outcome: await outcomeOf(call) } satisfies WriterAnswer);
});

async function outcomeOf({ method, args }: WriterCall): Promise<Outcome<unknown>> {
  const run = connection[method] as (...args: readonly unknown[]) => unknown;
  try {
    return { result: await run.apply(connection, [...args]) };
  } catch (error) {
    return { error: errorFacts(error) };
  }
}
