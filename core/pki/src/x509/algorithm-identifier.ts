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
