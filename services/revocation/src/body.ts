import { setImmediate } from 'node:timers/promises';
import { weighDown } from './shared-weight.ts';

/** `too-large`: longer than `maxBytes`. `tiny-chunks`: sent in pieces that cost far more than they bring. */
export type BodyResult =
  | { readonly body: Uint8Array }
  | { readonly refused: 'too-large' }
  | { readonly refused: 'tiny-chunks' };

/**
 * Reads a body of at most `maxBytes` into shared memory, so that the thread that parses it needs no copy; no
 * further as soon as it is longer. `announced` is what the sender says of the length.
 */
export async function readBody(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  announced: number,
): Promise<BodyResult> {
  const body = new GrowingBody(announced);
  let count = 0;
  let yieldedAt = performance.now();
  for await (const chunk of chunks) {
    if (body.length + chunk.length > maxBytes) return { refused: 'too-large' };
    body.add(chunk);
    count += 1;
    if (count > CHUNKS_UNJUDGED && body.length < count * MIN_MEAN_BYTES) return { refused: 'tiny-chunks' };
    // What has arrived is handed over in microtasks: without a pause nothing else runs until it is all read.
    if (performance.now() - yieldedAt < HOLD_MILLISECONDS) continue;
    await setImmediate();
    yieldedAt = performance.now();
  }
  return { body: await body.join() };
}

class GrowingBody {
  length = 0;
  readonly #blocks: Uint8Array[];
  /** Octets of the last block that are taken. */
  #used = 0;

  constructor(announced: number) {
    this.#blocks = announced > 0 ? [sharedBytes(announced)] : [];
  }

  add(chunk: Uint8Array): void {
    this.length += chunk.length;
    for (let rest = chunk; rest.length > 0; ) {
      const block = this.#roomyBlock();
      const part = rest.subarray(0, block.length - this.#used);
      block.set(part, this.#used);
      this.#used += part.length;
      rest = rest.subarray(part.length);
    }
  }

  async join(): Promise<Uint8Array> {
    const [only] = this.#blocks;
    if (only !== undefined && only.length === this.length) return only;
    const joined = sharedBytes(this.length);
    let offset = 0;
    for (const block of this.#blocks) {
      const part = block.subarray(0, this.length - offset);
      joined.set(part, offset);
      offset += part.length;
      await setImmediate();
    }
    return joined;
  }

  #roomyBlock(): Uint8Array {
    const last = this.#blocks.at(-1);
    if (last !== undefined && this.#used < last.length) return last;
    const block = sharedBytes(BLOCK_BYTES);
    this.#blocks.push(block);
    this.#used = 0;
    return block;
  }
}

function sharedBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  weighDown(bytes);
  return bytes;
}

/** Copied in well under a millisecond. */
const BLOCK_BYTES = 1024 * 1024;

/** No server sends so little at a time for long: each chunk costs some microseconds whatever it brings. */
const MIN_MEAN_BYTES = 32;
const CHUNKS_UNJUDGED = 1000;

/** How long others wait at most while a body is read. */
const HOLD_MILLISECONDS = 3;
