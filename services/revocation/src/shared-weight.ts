import type { CrlBuffers } from '@signet/pki';

/**
 * Has V8 count the shared memory of these among what a garbage collection would win, in the thread that calls. By itself it
 * counts no shared memory, and lists that were replaced or refused would lie about until the heap itself has grown: 25 MB for
 * each of 20 MB, in every thread that has seen them. So as much of the ordinary kind goes with each. Nobody writes to it, so it
 * has no pages; resizable, it comes from the system and not from malloc, which would hand out old pages and clear them.
 */
export function weighDown(...parts: readonly ArrayBufferView[]): void {
  for (const { buffer } of parts) {
    if (!(buffer instanceof SharedArrayBuffer) || WEIGHTS.has(buffer)) continue;
    const { byteLength } = buffer;
    WEIGHTS.set(buffer, new ArrayBuffer(byteLength, { maxByteLength: byteLength }));
  }
}

/** All of a list that lies in shared memory. */
export function partsOf({ der, index }: CrlBuffers): readonly ArrayBufferView[] {
  return [der, index.slots, index.filter, index.issuerChanges];
}

const WEIGHTS = new WeakMap<SharedArrayBuffer, ArrayBuffer>();
