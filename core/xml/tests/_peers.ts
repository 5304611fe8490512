import { createRequire } from 'node:module';
import { DOMImplementation, DOMParser, XMLSerializer } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import xpath from 'xpath';
import type { TestSigner } from './_signers.ts';

/** xml-crypto: does it verify, and is the signed reference what we think was signed? */
export function verifyWithXmlCrypto(
  text: string,
  idAttribute: string,
  { certificatePem }: TestSigner,
): boolean {
  const signature = findSignature(text);
  const peer = new SignedXml({ publicCert: certificatePem, ...idOption(idAttribute) });
  peer.loadSignature(new XMLSerializer().serializeToString(signature));
  try {
    return peer.checkSignature(text) && peer.getSignedReferences().length === 1;
  } catch {
    return false;
  }
}

export function signWithXmlCrypto(
  text: string,
  idAttribute: string,
  { privateKeyPem, certificatePem }: TestSigner,
  canonicalizationAlgorithm: `${typeof EXCLUSIVE}${'' | 'WithComments'}` = EXCLUSIVE,
): string {
  const peer = new SignedXml({
    privateKey: privateKeyPem,
    publicCert: certificatePem,
    ...idOption(idAttribute),
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm,
  });
  peer.addReference({
    xpath: '/*',
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', canonicalizationAlgorithm],
  });
  peer.computeSignature(text, { prefix: 'ds', location: { reference: '/*', action: 'append' } });
  return peer.getSignedXml();
}

const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** ID is known to the peer; naming it again makes the peer count every element twice. */
function idOption(idAttribute: string): { readonly idAttribute?: string } {
  return idAttribute === 'ID' ? {} : { idAttribute };
}

// xmldsigjs wants its DOM registered in the very copy of xml-core that it brings along.
const require = createRequire(import.meta.url);
const xmldsigjs: typeof import('xmldsigjs') = require('xmldsigjs');
createRequire(require.resolve('xmldsigjs'))('xml-core').setNodeDependencies({
  XMLSerializer,
  DOMParser,
  DOMImplementation,
  xpath,
});
xmldsigjs.Application.setEngine('webcrypto', crypto);

/** xmldsigjs on WebCrypto; it finds elements by ID only, not by AssertionID. */
export async function verifyWithXmldsigjs(text: string): Promise<boolean> {
  const document = xmldsigjs.Parse(text);
  const peer = new xmldsigjs.SignedXml(document);
  const signature = document.getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature')[0];
  if (signature === undefined) return false;
  peer.LoadXml(signature);
  return peer.Verify().catch(() => false);
}

/** Appends the signature to the root, which has the ID. */
export async function signWithXmldsigjs(text: string, id: string, signer: TestSigner): Promise<string> {
  const document = xmldsigjs.Parse(text);
  const peer = new xmldsigjs.SignedXml();
  const algorithm = signer.webCryptoAlgorithm;
  peer.XmlSignature.SignedInfo.CanonicalizationMethod.Algorithm = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  const signature = await peer.Sign(algorithm, signer.webCryptoKey, document, {
    x509: [Buffer.from(signer.key.certificate).toString('base64')],
    references: [{ uri: `#${id}`, hash: 'SHA-256', transforms: ['enveloped', 'exc-c14n'] }],
  });
  document.documentElement.appendChild(document.importNode(signature.GetXml()!, true));
  return xmldsigjs.Stringify(document);
}

function findSignature(text: string) {
  const document = new DOMParser().parseFromString(text, 'text/xml');
  const [signature] = document.getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature');
  if (signature === undefined) throw new TypeError('no signature');
  return signature;
}
