import { createHash } from 'node:crypto';

/**
 * Names that stay the same for one mailbox on one server, so that a phone replaces the profile that it has
 * instead of adding a second one.
 */
export function profileIdentifier(host: string, userPrincipalName: string): string {
  const [hostname = ''] = host.toLowerCase().split(':');
  const reversed = hostname.split('.').reverse().join('.');
  const mailbox = sha256(`${host}\n${userPrincipalName}`.toLowerCase()).subarray(0, 8).toString('hex');
  return `${reversed}.signet.${mailbox}`;
}

/** PayloadUUID of an identifier: a UUID of version 8 (RFC 9562 §5.8), upper case as Apple's tools write it. */
export function payloadUuid(identifier: string): string {
  const bytes = sha256(`signet payload ${identifier}`).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex').toUpperCase();
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** 32 bytes; of a text, of its UTF-8. */
export function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}
