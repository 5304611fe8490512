import { encodeBase64 } from '../base64.ts';
import { canonicalize } from '../c14n/canonicalize.ts';
import { parseXml } from '../parse.ts';
import { asMarkup, type XmlText, xml } from '../template.ts';
import { attributeOf, childElements, type XmlElement } from '../tree.ts';
import {
  DSIG,
  digestUri,
  ENVELOPED_SIGNATURE,
  EXCLUSIVE_C14N,
  type SignatureAlgorithm,
  signatureUri,
} from './algorithms.ts';
import type { XmlCrypto, XmlSigner } from './crypto.ts';

export interface SignEnvelopedOptions {
  readonly signer: XmlSigner;
  readonly crypto: Pick<XmlCrypto, 'digest'>;
  /** The attribute that the Reference names: `AssertionID` for SAML 1.1, `ID` for the rest. */
  readonly idAttribute: 'AssertionID' | 'ID';
  /** Where the schema wants the Signature among the child elements. */
  readonly position: 'first' | 'after-first' | 'last';
  /** Prefixes that are used in values such as xsi:type and so must be kept. Default: none. */
  readonly inclusivePrefixes?: readonly string[];
}

/**
 * Signs an element and returns it in canonical form with its Signature in place, ready to be sent or to be
 * put into another document as it stands. The digest covers the parsed text, so what a reader parses is
 * what was signed.
 */
export async function signEnveloped(unsigned: XmlText, options: SignEnvelopedOptions): Promise<XmlText> {
  const { signer, inclusivePrefixes = [] } = options;
  const element = parseXml(unsigned.text);
  const signedInfo = writeSignedInfo(element, options);
  const data = UTF8.encode(canonicalize(parseXml(signedInfo.text)));
  const signatureValue = await signer.sign(data);
  const signature = xml`<ds:Signature xmlns:ds="${DSIG}">
    ${signedInfo}
    <ds:SignatureValue>${encodeBase64(signatureValue)}</ds:SignatureValue>
    <ds:KeyInfo><ds:X509Data>
      <ds:X509Certificate>${encodeBase64(signer.certificate)}</ds:X509Certificate>
    </ds:X509Data></ds:KeyInfo>
  </ds:Signature>`;
  const signed = insertChild(element, parseXml(signature.text), options.position);
  return asMarkup(canonicalize(signed, { inclusivePrefixes }));
}

function writeSignedInfo(element: XmlElement, options: SignEnvelopedOptions): XmlText {
  const { signer, crypto, idAttribute, inclusivePrefixes = [] } = options;
  const id = attributeOf(element, idAttribute);
  if (id === undefined) throw new TypeError(`the element to sign has no ${idAttribute}`);
  const hash = hashOf(signer.algorithm);
  const digest = crypto.digest(hash, UTF8.encode(canonicalize(element, { inclusivePrefixes })));
  return xml`<ds:SignedInfo xmlns:ds="${DSIG}">
    <ds:CanonicalizationMethod Algorithm="${EXCLUSIVE_C14N}"></ds:CanonicalizationMethod>
    <ds:SignatureMethod Algorithm="${signatureUri(signer.algorithm)}"></ds:SignatureMethod>
    <ds:Reference URI="${`#${id}`}">
      <ds:Transforms>
        <ds:Transform Algorithm="${ENVELOPED_SIGNATURE}"></ds:Transform>
        <ds:Transform Algorithm="${EXCLUSIVE_C14N}">${inclusiveNamespaces(inclusivePrefixes)}</ds:Transform>
      </ds:Transforms>
      <ds:DigestMethod Algorithm="${digestUri(hash)}"></ds:DigestMethod>
      <ds:DigestValue>${encodeBase64(digest)}</ds:DigestValue>
    </ds:Reference>
  </ds:SignedInfo>`;
}

function inclusiveNamespaces(prefixes: readonly string[]): readonly XmlText[] {
  if (prefixes.length === 0) return [];
  const list = prefixes.join(' ');
  return [
    xml`<ec:InclusiveNamespaces xmlns:ec="${EXCLUSIVE_C14N}" PrefixList="${list}"></ec:InclusiveNamespaces>`,
  ];
}

function hashOf(algorithm: SignatureAlgorithm): 'sha256' | 'sha384' | 'sha512' {
  if (algorithm.endsWith('sha512')) return 'sha512';
  if (algorithm.endsWith('sha384')) return 'sha384';
  if (algorithm.endsWith('sha256')) return 'sha256';
  throw new TypeError(`we do not sign with ${algorithm}`);
}

function insertChild(
  element: XmlElement,
  child: XmlElement,
  position: SignEnvelopedOptions['position'],
): XmlElement {
  const first = childElements(element)[0];
  const afterFirst = first === undefined ? 0 : element.children.indexOf(first) + 1;
  const at = { first: 0, 'after-first': afterFirst, last: element.children.length }[position];
  return { ...element, children: element.children.toSpliced(at, 0, child) };
}

const UTF8 = new TextEncoder();
