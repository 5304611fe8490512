import { X509Certificate } from 'node:crypto';
import {
  childElements,
  parseXml,
  type SignatureVerdict,
  textOf,
  type VerificationKey,
  verifyEnvelopedSignature,
  type XmlElement,
  XmlError,
} from '@signet/xml';
import { xmlCrypto } from './_signers.ts';

export type Outcome = 'accepted' | string;

/**
 * The signature part of a SAML relying party: takes a message whose root is signed, or a Response whose one
 * assertion is. The answer is `accepted` or the code of the refusal.
 */
export function judgeMessage(
  text: string,
  keys: (root: XmlElement) => readonly VerificationKey[],
  allowSha1: boolean,
): Outcome {
  try {
    const document = parseXml(text);
    const options = { document, keys: keys(document), crypto: xmlCrypto, allowSha1 };
    const whole = verifyEnvelopedSignature(document, options);
    if (whole.status === 'verified' || codeOf(whole) !== 'signature-missing') return codeOf(whole);
    const assertions = [...walk(document)].filter(({ localName }) => localName === 'Assertion');
    const [assertion] = assertions;
    if (assertion === undefined) return 'no-assertion';
    if (assertions.length > 1) return 'several-assertions';
    if (!childElements(document).includes(assertion)) return 'assertion-misplaced';
    return codeOf(verifyEnvelopedSignature(assertion, options));
  } catch (error) {
    if (error instanceof XmlError) return error.code;
    throw error;
  }
}

/** The certificates that the document itself names: enough to ask whether its signature is good. */
export function certificatesIn(root: XmlElement): readonly VerificationKey[] {
  return [...walk(root)]
    .filter(({ localName }) => localName === 'X509Certificate')
    .flatMap((element, i) => toKey(`certificate ${i}`, Buffer.from(textOf(element), 'base64')));
}

export function toKey(id: string, certificate: Uint8Array): readonly VerificationKey[] {
  try {
    return [{ id, certificate: new Uint8Array(new X509Certificate(certificate).raw) }];
  } catch {
    return [];
  }
}

export function* walk(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of childElements(element)) yield* walk(child);
}

function codeOf(verdict: SignatureVerdict): Outcome {
  return verdict.status === 'verified' ? 'accepted' : verdict.code;
}
