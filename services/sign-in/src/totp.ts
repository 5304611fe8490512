import { createHmac, timingSafeEqual } from 'node:crypto';
import type { UnixSeconds } from '@signet/pki';

/**
 * The time step whose code this is (RFC 6238 §4: HMAC-SHA-1, 30 seconds, 6 digits), the present one, the one
 * before or the one after (§5.2); `undefined` for any other text.
 */
export function findTotpStep(secret: Uint8Array, code: string, now: UnixSeconds): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const present = Math.floor(now / STEP_SECONDS);
  return [present, present - 1, present + 1].find((step) =>
    timingSafeEqual(Buffer.from(hotp(secret, step)), Buffer.from(code)),
  );
}

/** RFC 4226 §5.3. */
function hotp(secret: Uint8Array, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', secret).update(message).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const truncated = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(truncated % 1_000_000).padStart(6, '0');
}

const STEP_SECONDS = 30;
