import { randomBytes, randomUUID } from 'node:crypto';
import type { Random } from '@signet/identity';

/** The operating system's generator. */
export function createRandom(): Random {
  return {
    bytes: (length) => new Uint8Array(randomBytes(length)),
    secret: () => randomBytes(32).toString('base64url'),
    guid: () => randomUUID(),
  };
}
