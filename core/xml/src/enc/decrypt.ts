import { XmlError } from '../error.ts';
import { parseXml } from '../parse.ts';
import type { XmlElement } from '../tree.ts';
import { type EncryptedContent, readEncrypted } from './encrypted-shape.ts';

/** Holds the recipient's private keys; `@signet/crypto` makes one. */
export interface XmlDecryptor {
  /**
   * The octets, or `undefined` when no key of the recipient opens them or they were changed: which of the two is
   * told to nobody. Never throws for what the content says.
   */
  decrypt(content: EncryptedContent): Promise<Uint8Array | undefined>;
}

/**
 * The element that an EncryptedAssertion or EncryptedID stands for, as the root of a document of its own: it has to
 * carry its namespace declarations, and a signature in it is verified in this document, exactly as it was
 * decrypted. The same limits hold as for everything that comes. Throws `XmlError`.
 */
export async function decryptElement(wrapper: XmlElement, decryptor: XmlDecryptor): Promise<XmlElement> {
  const octets = await decryptor.decrypt(readEncrypted(wrapper));
  if (octets === undefined) {
    throw new XmlError('invalid-value', 'what is encrypted cannot be opened with any key of ours');
  }
  return parseXml(decodeUtf8(octets));
}

function decodeUtf8(octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch (cause) {
    throw new XmlError('not-unicode', 'what was decrypted is not UTF-8', { cause });
  }
}
