import type { VerifiedElement } from '../dsig/verify.ts';
import { decryptElement, type XmlDecryptor } from '../enc/decrypt.ts';
import { refuse } from '../shape.ts';
import { childElements, isNamed, type XmlElement } from '../tree.ts';
import { SAML20 } from './vocabulary.ts';

/**
 * The assertion with the NameID in the place of its EncryptedID, if it has one. The signature covers the encrypted
 * form, which is why this comes after the verification: what it stands for is as certain as that. Throws `XmlError`.
 */
export async function decryptNameId(
  assertion: VerifiedElement,
  decryptor: XmlDecryptor,
): Promise<VerifiedElement> {
  const subject = childElements(assertion).find((child) => isNamed(child, SAML20.assertion, 'Subject'));
  const encrypted = subject && childElements(subject)[0];
  if (!subject || !encrypted || !isNamed(encrypted, SAML20.assertion, 'EncryptedID')) return assertion;
  const name = await decryptElement(encrypted, decryptor);
  if (!isNamed(name, SAML20.assertion, 'NameID')) refuse(name, 'was encrypted where a NameID must be');
  return replaceChild(assertion, subject, replaceChild(subject, encrypted, name));
}

function replaceChild<Parent extends XmlElement>(parent: Parent, old: XmlElement, other: XmlElement): Parent {
  const children = Object.freeze(parent.children.map((child) => (child === old ? other : child)));
  return Object.freeze({ ...parent, children });
}
