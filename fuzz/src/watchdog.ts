import { Worker } from 'node:worker_threads';

export interface Watchdog extends AsyncDisposable {
  /** This input comes next; the one before it has come to its end. */
  watch(input: Uint8Array): void;
}

export interface WatchdogOptions {
  /** An input that takes longer is taken to have no end. Default: half a minute, of a machine with other things to do. */
  readonly limitMilliseconds?: number;
  /** Where such an input is kept. */
  readonly file: string;
}

/**
 * A parser in an endless loop holds up the thread that could tell: another one keeps its input, says where, and ends the
 * process by SIGKILL.
 */
export function startWatchdog({ limitMilliseconds = ENDLESS_MILLISECONDS, file }: WatchdogOptions): Watchdog {
  const shared = new SharedArrayBuffer(HEADER_BYTES + MAX_INPUT_BYTES);
  const [header, bytes] = [new Int32Array(shared, 0, 2), new Uint8Array(shared, HEADER_BYTES)];
  const worker = new Worker(new URL('./watchdog-worker.ts', import.meta.url), {
    workerData: { shared, limitMilliseconds, file } satisfies WatchdogData,
  });
  worker.unref();
  return {
    watch(input) {
      bytes.set(input.subarray(0, MAX_INPUT_BYTES));
      Atomics.store(header, 1, Math.min(input.length, MAX_INPUT_BYTES));
      Atomics.add(header, 0, 1);
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}

/** Two numbers, how many inputs have come and the length of the last, and then its bytes. */
export interface WatchdogData extends Required<WatchdogOptions> {
  readonly shared: SharedArrayBuffer;
}

export const HEADER_BYTES = 8;

/** More than any target takes. */
const MAX_INPUT_BYTES = 1 << 20;

/** No input takes a second where the processor is free. */
const ENDLESS_MILLISECONDS = 30_000;
