import type { CertificateList } from '@signet/pki';

/**
 * Has V8 count a list in shared memory among what a garbage collection would win. By itself it counts no shared memory,
 * and lists that were replaced would lie about until the heap itself has grown: 25 MB for each of 20 MB. So as much of
 * the ordinary kind goes with a list. Nobody writes to it, so it has no pages; resizable, it comes from the system and
 * not from malloc, which would hand out old pages and clear them.
 */
export function weighDown(crl: CertificateList): CertificateList {
  const { der, index } = crl.buffers;
  const length = der.length + index.slots.byteLength + index.filter.byteLength;
  WEIGHTS.set(crl, new ArrayBuffer(length, { maxByteLength: length }));
  return crl;
}

const WEIGHTS = new WeakMap<CertificateList, ArrayBuffer>();
