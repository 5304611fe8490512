import { createHmac } from 'node:crypto';

/** Written apart from the service's own: what an authenticator app shows (RFC 6238). */
export function totpCode(secret: Uint8Array, seconds: number): string {
  const counter = Buffer.alloc(8);
  counter.writeUIntBE(Math.floor(seconds / 30), 2, 6);
  const mac = createHmac('sha1', secret).update(counter).digest();
  const start = mac[19]! % 16;
  const value = mac.subarray(start, start + 4).readInt32BE() % 2 ** 31;
  return String((value < 0 ? value + 2 ** 31 : value) % 1_000_000).padStart(6, '0');
}
