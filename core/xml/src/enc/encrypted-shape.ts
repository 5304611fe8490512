import { decodeBase64 } from '../base64.ts';
import { DSIG } from '../dsig/algorithms.ts';
import { XmlError } from '../error.ts';
import { allowAttributes, readChildren, refuse, requiredAttribute, textOf } from '../shape.ts';
import { attributeOf, childElements, isNamed, type XmlElement } from '../tree.ts';
import {
  CONTENT_URIS,
  type ContentEncryption,
  findByUri,
  type KeyTransportHash,
  OAEP_DIGESTS,
  OAEP_MASKS,
  RSA_OAEP,
  RSA_OAEP_MGF1P,
  XENC,
  XENC11,
} from './algorithms.ts';

/** One element, encrypted for one recipient; nothing of it is known to be true. */
export interface EncryptedContent {
  readonly algorithm: ContentEncryption;
  readonly keyTransportHash: KeyTransportHash;
  /** The content key under the recipient's RSA key. */
  readonly encryptedKey: Uint8Array;
  /** 96-bit nonce, ciphertext, 128-bit tag (XML Encryption 1.1 §5.2.4). */
  readonly cipherValue: Uint8Array;
}

/**
 * Reads EncryptedAssertion or EncryptedID (SAML 2.0 core §2.2.4, §2.3.4): one EncryptedData and one EncryptedKey,
 * inside its KeyInfo or beside it. Throws `XmlError` for any departure: nothing is fetched, nothing is chosen among
 * several, and what is not authenticated (CBC) or lets itself be asked (RSA 1.5) is refused by name.
 */
export function readEncrypted(wrapper: XmlElement): EncryptedContent {
  const outer = readChildren(wrapper, XENC);
  const data = outer.required('EncryptedData');
  const beside = outer.all('EncryptedKey');
  outer.end();
  allowAttributes(data, 'Id', 'Type', 'MimeType', 'Encoding');
  if ((attributeOf(data, 'Type') ?? ELEMENT) !== ELEMENT) refuse(data, 'is not an encrypted element');
  const [, method, rest] = readMethod(data);
  const algorithm = findByUri(CONTENT_URIS, method) ?? refuseAlgorithm(method, 'AES-GCM');
  const [keyInfo, ...others] = rest.filter((child) => isNamed(child, DSIG, 'KeyInfo'));
  if (others.length > 0) refuse(data, 'holds KeyInfo twice');
  const inside = (keyInfo === undefined ? [] : childElements(keyInfo)).filter((child) =>
    isNamed(child, XENC, 'EncryptedKey'),
  );
  const [key, second] = [...inside, ...beside];
  if (key === undefined || second !== undefined) refuse(wrapper, 'must hold exactly one EncryptedKey');
  return { algorithm, ...readKey(key), cipherValue: readCipherValue(data, rest) };
}

function readKey(key: XmlElement): Pick<EncryptedContent, 'keyTransportHash' | 'encryptedKey'> {
  allowAttributes(key, 'Id', 'Recipient');
  const [method, uri, rest] = readMethod(key);
  return { keyTransportHash: readKeyTransport(method, uri), encryptedKey: readCipherValue(key, rest) };
}

function readKeyTransport(method: XmlElement, uri: string): KeyTransportHash {
  if (uri !== RSA_OAEP_MGF1P && uri !== RSA_OAEP) return refuseAlgorithm(uri, 'RSA-OAEP');
  const parameters = childElements(method);
  const algorithmOf = (namespaceUri: string, localName: string): string | undefined => {
    const [found, second] = parameters.filter((child) => isNamed(child, namespaceUri, localName));
    if (second !== undefined) refuse(method, `holds ${localName} twice`);
    return found && requiredAttribute(found, 'Algorithm');
  };
  const digest = algorithmOf(DSIG, 'DigestMethod') ?? OAEP_DIGESTS.sha1;
  const mask = algorithmOf(XENC11, 'MGF') ?? OAEP_MASKS.sha1;
  const known = [
    [DSIG, 'DigestMethod'],
    [XENC11, 'MGF'],
  ] as const;
  // OAEPparams would be a label that nobody agreed on.
  if (!parameters.every((child) => known.some(([ns, name]) => isNamed(child, ns, name))))
    refuse(method, 'holds a parameter that is not known');
  const hash = findByUri(OAEP_DIGESTS, digest) ?? refuseAlgorithm(digest, 'SHA-1 or SHA-256');
  if (mask === OAEP_MASKS[hash]) return hash;
  return refuseAlgorithm(mask, `the mask generation function of ${hash}, its own hash`);
}

/** The EncryptionMethod, which must be there, its algorithm, and the children after it. */
function readMethod(parent: XmlElement): [XmlElement, string, readonly XmlElement[]] {
  const [method, ...rest] = childElements(parent);
  if (method === undefined || !isNamed(method, XENC, 'EncryptionMethod')) {
    return refuse(parent, 'lacks EncryptionMethod in its place');
  }
  return [method, requiredAttribute(method, 'Algorithm'), rest];
}

function readCipherValue(parent: XmlElement, children: readonly XmlElement[]): Uint8Array {
  const [data, second] = children.filter((child) => isNamed(child, XENC, 'CipherData'));
  if (data === undefined || second !== undefined) return refuse(parent, 'must hold exactly one CipherData');
  const inner = readChildren(data, XENC);
  const value = inner.required('CipherValue'); // CipherReference would have us fetch
  inner.end();
  return decodeBase64(textOf(value));
}

function refuseAlgorithm(uri: string, wanted: string): never {
  throw new XmlError('invalid-value', `${uri.slice(0, 128)} is not accepted; encrypt with ${wanted}`);
}

const ELEMENT = `${XENC}Element`;
