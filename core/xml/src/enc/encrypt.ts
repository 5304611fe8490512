import { encodeBase64 } from '../base64.ts';
import { DSIG } from '../dsig/algorithms.ts';
import { type XmlText, xml } from '../template.ts';
import { CONTENT_URIS, type ContentEncryption, OAEP_DIGESTS, RSA_OAEP_MGF1P, XENC } from './algorithms.ts';

/** Made for one recipient by `@signet/crypto`; each call takes a fresh content key and a fresh nonce. */
export interface XmlEncryptor {
  readonly algorithm: ContentEncryption;
  encrypt(octets: Uint8Array): Promise<{
    /** The content key by RSA-OAEP with SHA-1 and MGF1 with SHA-1 (XML Encryption 1.1 §5.5.2). */
    readonly encryptedKey: Uint8Array;
    /** 96-bit nonce, ciphertext, 128-bit tag, one after the other (XML Encryption 1.1 §5.2.4). */
    readonly cipherValue: Uint8Array;
  }>;
}

/**
 * The EncryptedData that stands for an element (XML Encryption 1.1 §3.1), the encrypted key inside its KeyInfo,
 * where every known relying party looks for it. What goes in must carry its own namespace declarations.
 *
 * Key transport is rsa-oaep-mgf1p with SHA-1 because it is the one form that all of xmlsec1, .NET, Java and
 * PHP read; OAEP does not rest on the hash's resistance to collisions. The content is authenticated (GCM):
 * CBC lets whoever holds the ciphertext ask the recipient about its padding.
 */
export async function encryptElement(element: XmlText, encryptor: XmlEncryptor): Promise<XmlText> {
  const { encryptedKey, cipherValue } = await encryptor.encrypt(UTF8.encode(element.text));
  return xml`<xenc:EncryptedData xmlns:xenc="${XENC}" Type="${`${XENC}Element`}">
    <xenc:EncryptionMethod Algorithm="${CONTENT_URIS[encryptor.algorithm]}"></xenc:EncryptionMethod>
    <ds:KeyInfo xmlns:ds="${DSIG}">
      <xenc:EncryptedKey>
        <xenc:EncryptionMethod Algorithm="${RSA_OAEP_MGF1P}">
          <ds:DigestMethod Algorithm="${OAEP_DIGESTS.sha1}"></ds:DigestMethod>
        </xenc:EncryptionMethod>
        <xenc:CipherData><xenc:CipherValue>${encodeBase64(encryptedKey)}</xenc:CipherValue></xenc:CipherData>
      </xenc:EncryptedKey>
    </ds:KeyInfo>
    <xenc:CipherData><xenc:CipherValue>${encodeBase64(cipherValue)}</xenc:CipherValue></xenc:CipherData>
  </xenc:EncryptedData>`;
}

const UTF8 = new TextEncoder();
