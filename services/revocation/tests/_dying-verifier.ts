import { createSignatureVerifier as createReal } from '@signet/crypto';
import type { SignatureVerifier } from '@signet/pki';

/** Ends the thread that reads a list with this serial number, as running out of memory does. */
export const DEADLY_SERIAL = 'dea1dea1dea1';

export function createSignatureVerifier(): SignatureVerifier {
  const verify = createReal();
  return (input) => {
    if (Buffer.from(input.data).includes(DEADLY_SERIAL, 0, 'hex')) process.exit(1);
    return verify(input);
  };
}
