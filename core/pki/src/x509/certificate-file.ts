import { PkiError } from '../error.ts';
import { parseCertificate } from './certificate.ts';
import { decodePem } from './pem.ts';
import type { Certificate } from './types.ts';

/**
 * The certificates of a file that a person gave: one in DER, or any number in PEM. Other PEM blocks are passed
 * over, but a private key is refused (`private-key-refused`): it has no business where certificates are
 * stored, and whoever sent it should know. `no-certificate` when there is none.
 */
export function parseCertificates(input: Uint8Array | string): Certificate[] {
  if (typeof input !== 'string' && input[0] === DER_SEQUENCE) return [parseCertificate(input)];
  if (input.length > MAX_FILE_LENGTH) throw new PkiError('too-large', 'the file is too large');
  const text = typeof input === 'string' ? input : new TextDecoder('utf-8').decode(input);
  if (PRIVATE_KEY.test(text)) {
    throw new PkiError('private-key-refused', 'the file holds a private key; send certificates only');
  }
  const blocks = decodePem(text).filter(({ label }) => CERTIFICATE_LABELS.has(label));
  if (blocks.length === 0) throw new PkiError('no-certificate', 'neither a DER nor a PEM certificate');
  return blocks.map(({ der }) => parseCertificate(der));
}

const DER_SEQUENCE = 0x30;

/** A bundle of every public root, with explanations, is about 1 MB. */
const MAX_FILE_LENGTH: number = 16 * 1024 * 1024;

// Looked for before decoding, so that a damaged key block is refused as a key too.
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY-----/;

const CERTIFICATE_LABELS: ReadonlySet<string> = new Set([
  'CERTIFICATE',
  'X509 CERTIFICATE',
  'X.509 CERTIFICATE',
]);
