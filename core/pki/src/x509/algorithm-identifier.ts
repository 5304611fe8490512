import type { DerReader } from '../der/reader.ts';
import { TAG } from '../der/tags.ts';
import type { AlgorithmIdentifier } from '../signature-verifier.ts';

/** AlgorithmIdentifier, RFC 5280 §4.1.1.2. */
export function readAlgorithmIdentifier(reader: DerReader): AlgorithmIdentifier {
  return reader.within(TAG.sequence, () => {
    const algorithm = reader.readObjectIdentifier();
    return Object.freeze({ algorithm, parameters: reader.atEnd ? undefined : reader.readElement() });
  });
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
