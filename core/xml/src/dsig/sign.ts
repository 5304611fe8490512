import { encodeBase64 } from '../base64.ts';
import { canonicalize } from '../c14n/canonicalize.ts';
import { parseXml } from '../parse.ts';
import { asMarkup, canonicalMarkOf, type XmlText, xml } from '../template.ts';
import { attributeOf, qualifiedName, type XmlElement } from '../tree.ts';
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
 * put into another document as it stands. The digest covers the canonical form of what was parsed, so what a reader
 * parses is what was signed; markup that is canonical by construction is not parsed for that.
 */
export async function signEnveloped(unsigned: XmlText, options: SignEnvelopedOptions): Promise<XmlText> {
  const { signer, crypto } = options;
  const { id, before, after } = splitCanonical(unsigned, options);
  const digest = crypto.digest(hashOf(signer.algorithm), UTF8.encode(before + after));
  const signedInfo = writeSignedInfo(id, digest, options);
  const signatureValue = await signer.sign(UTF8.encode(signedInfo.text));
  const signature = xml`<ds:Signature xmlns:ds="${DSIG}">
    ${asMarkup(signedInfo.text.replace(DECLARATION, ''))}
    <ds:SignatureValue>${encodeBase64(signatureValue)}</ds:SignatureValue>
    <ds:KeyInfo><ds:X509Data>
      <ds:X509Certificate>${base64Of(signer)}</ds:X509Certificate>
    </ds:X509Data></ds:KeyInfo>
  </ds:Signature>`;
  return asMarkup(before + signature.text + after);
}

/** The canonical form of the element, cut where the Signature goes, and the ID that the Reference names. */
function splitCanonical(
  unsigned: XmlText,
  { position, idAttribute, inclusivePrefixes = [] }: SignEnvelopedOptions,
): { readonly id: string; readonly before: string; readonly after: string } {
  const mark = inclusivePrefixes.length === 0 ? canonicalMarkOf(unsigned) : undefined;
  if (mark && position === 'after-first' && idAttribute === 'ID') {
    const { text } = unsigned;
    return { id: mark.id, before: text.slice(0, mark.afterFirst), after: text.slice(mark.afterFirst) };
  }
  const element = parseXml(unsigned.text);
  const id = attributeOf(element, idAttribute);
  if (id === undefined) throw new TypeError(`the element to sign has no ${idAttribute}`);
  const text = canonicalize(element, { inclusivePrefixes });
  const children = childrenBefore(element, position);
  const endTag = `</${qualifiedName(element)}>`;
  const cut =
    children === element.children
      ? text.length - endTag.length
      : canonicalize({ ...element, children }, { inclusivePrefixes }).length - endTag.length;
  return { id, before: text.slice(0, cut), after: text.slice(cut) };
}

function childrenBefore(
  { children }: XmlElement,
  position: SignEnvelopedOptions['position'],
): XmlElement['children'] {
  if (position === 'last') return children;
  const first = position === 'first' ? -1 : children.findIndex((child) => typeof child !== 'string');
  return children.slice(0, first + 1);
}

/** Canonical as it stands: one attribute an element, and the namespace declared at the top. */
function writeSignedInfo(
  id: string,
  digest: Uint8Array,
  { signer, inclusivePrefixes = [] }: SignEnvelopedOptions,
): XmlText {
  return xml`<ds:SignedInfo xmlns:ds="${DSIG}">
    <ds:CanonicalizationMethod Algorithm="${EXCLUSIVE_C14N}"></ds:CanonicalizationMethod>
    <ds:SignatureMethod Algorithm="${signatureUri(signer.algorithm)}"></ds:SignatureMethod>
    <ds:Reference URI="${`#${id}`}">
      <ds:Transforms>
        <ds:Transform Algorithm="${ENVELOPED_SIGNATURE}"></ds:Transform>
        <ds:Transform Algorithm="${EXCLUSIVE_C14N}">${inclusiveNamespaces(inclusivePrefixes)}</ds:Transform>
      </ds:Transforms>
      <ds:DigestMethod Algorithm="${digestUri(hashOf(signer.algorithm))}"></ds:DigestMethod>
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

/** A signer signs often, and its certificate stays. */
function base64Of(signer: XmlSigner): string {
  const known = CERTIFICATES.get(signer);
  if (known !== undefined) return known;
  const base64 = encodeBase64(signer.certificate);
  CERTIFICATES.set(signer, base64);
  return base64;
}

const CERTIFICATES = new WeakMap<XmlSigner, string>();
/** What is declared on the Signature around SignedInfo is not declared again in it. */
const DECLARATION = ` xmlns:ds="${DSIG}"`;
const UTF8 = new TextEncoder();
