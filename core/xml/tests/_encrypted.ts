import { constants, createCipheriv, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto';

/** How a partner encrypts; what is not given is as most do it. */
export interface Encryption {
  readonly cipher?: 'aes128-gcm' | 'aes192-gcm' | 'aes256-gcm';
  readonly hash?: 'sha1' | 'sha256';
  readonly place?: 'inside' | 'beside';
}

/** EncryptedData for a certificate, made without our own writer: what another product would send. */
export function encryptAsPartner(
  text: string,
  certificate: Uint8Array,
  { cipher = 'aes256-gcm', hash = 'sha1', place = 'inside' }: Encryption = {},
): string {
  const key = randomBytes(Number(cipher.slice(3, 6)) / 8);
  const nonce = randomBytes(12);
  const encryption = createCipheriv(cipher.replace('aes', 'aes-') as 'aes-256-gcm', key, nonce);
  const content = Buffer.concat([nonce, encryption.update(text, 'utf8'), encryption.final()]);
  const cipherValue = Buffer.concat([content, encryption.getAuthTag()]).toString('base64');
  const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash };
  const wrapped = publicEncrypt({ key: new X509Certificate(certificate).publicKey, ...oaep }, key);
  const method =
    hash === 'sha1'
      ? `<e:EncryptionMethod Algorithm="${XENC}rsa-oaep-mgf1p"/>`
      : `<e:EncryptionMethod Algorithm="${XENC11}rsa-oaep"><d:DigestMethod Algorithm="${XENC}sha256"/><e11:MGF xmlns:e11="${XENC11}" Algorithm="${XENC11}mgf1sha256"/></e:EncryptionMethod>`;
  const encryptedKey = `<e:EncryptedKey xmlns:e="${XENC}" xmlns:d="${DSIG}" Id="_key">${method}<e:CipherData><e:CipherValue>${wrapped.toString('base64')}</e:CipherValue></e:CipherData></e:EncryptedKey>`;
  const keyInfo = place === 'inside' ? encryptedKey : `<d:RetrievalMethod URI="#_key"/>`;
  return `<e:EncryptedData xmlns:e="${XENC}" Type="${XENC}Element"><e:EncryptionMethod Algorithm="${XENC11}${cipher}"/><d:KeyInfo xmlns:d="${DSIG}">${keyInfo}</d:KeyInfo><e:CipherData><e:CipherValue>${cipherValue}</e:CipherValue></e:CipherData></e:EncryptedData>${place === 'beside' ? encryptedKey : ''}`;
}

const XENC = 'http://www.w3.org/2001/04/xmlenc#';
const XENC11 = 'http://www.w3.org/2009/xmlenc11#';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
