import { DSIG } from '../dsig/algorithms.ts';

export const XENC = 'http://www.w3.org/2001/04/xmlenc#';
export const XENC11 = 'http://www.w3.org/2009/xmlenc11#';

/** Content encryption that we take part in: authenticated only. */
export type ContentEncryption = 'aes128-gcm' | 'aes192-gcm' | 'aes256-gcm';

/** The hash of RSA-OAEP, for the label and for the mask alike. */
export type KeyTransportHash = 'sha1' | 'sha256';

export const CONTENT_URIS: Readonly<Record<ContentEncryption, string>> = {
  'aes128-gcm': `${XENC11}aes128-gcm`,
  'aes192-gcm': `${XENC11}aes192-gcm`,
  'aes256-gcm': `${XENC11}aes256-gcm`,
};

/** RSA-OAEP with MGF1 with SHA-1 (XML Encryption 1.1 §5.5.2), and with both hashes to choose (same place). */
export const RSA_OAEP_MGF1P: string = `${XENC}rsa-oaep-mgf1p`;
export const RSA_OAEP: string = `${XENC11}rsa-oaep`;

export const OAEP_DIGESTS: Readonly<Record<KeyTransportHash, string>> = {
  sha1: `${DSIG}sha1`,
  sha256: `${XENC}sha256`,
};

export const OAEP_MASKS: Readonly<Record<KeyTransportHash, string>> = {
  sha1: `${XENC11}mgf1sha1`,
  sha256: `${XENC11}mgf1sha256`,
};

/** The name that has this URI. */
export function findByUri<Name extends string>(
  uris: Readonly<Record<Name, string>>,
  uri: string,
): Name | undefined {
  return (Object.keys(uris) as Name[]).find((name) => uris[name] === uri);
}
