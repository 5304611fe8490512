import { setImmediate } from 'node:timers/promises';

/**
 * Reads a body of at most `maxBytes` into shared memory, so that the thread that parses it needs no copy;
 * nothing as soon as it is longer. `announced` is what the sender says of the length.
 */
export async function readBody(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  announced: number,
): Promise<Uint8Array | undefined> {
  const body = new GrowingBody(announced);
  for await (const chunk of chunks) {
    if (body.length + chunk.length > maxBytes) return undefined;
    body.add(chunk);
  }
  return body.join();
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
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** Copied in well under a millisecond. */
const BLOCK_BYTES = 1024 * 1024;
