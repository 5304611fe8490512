import { createRequire } from 'node:module';
import { DOMImplementation, DOMParser, XMLSerializer } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import xpath from 'xpath';

/** A key in the forms that the peers want it. */
export interface PeerKey {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
  readonly webCryptoKey: CryptoKey;
}

export function verifyWithXmlCrypto(text: string, { certificatePem }: PeerKey): boolean {
  const document = new DOMParser().parseFromString(text, 'text/xml');
  const signature = document.getElementsByTagNameNS(DSIG, 'Signature')[0];
  if (signature === undefined) return false;
  const peer = new SignedXml({ publicCert: certificatePem });
  peer.loadSignature(new XMLSerializer().serializeToString(signature));
  return peer.checkSignature(text) && peer.getSignedReferences().length === 1;
}

export function signWithXmlCrypto(text: string, { privateKeyPem, certificatePem }: PeerKey): string {
  const peer = new SignedXml({
    privateKey: privateKeyPem,
    publicCert: certificatePem,
    signatureAlgorithm: RSA_SHA256,
    canonicalizationAlgorithm: EXCLUSIVE_C14N,
  });
  const transforms = [`${DSIG}enveloped-signature`, EXCLUSIVE_C14N];
  peer.addReference({ xpath: '/*', digestAlgorithm: SHA256, transforms });
  peer.computeSignature(text, { prefix: 'ds', location: { reference: '/*', action: 'append' } });
  return peer.getSignedXml();
}

export async function verifyWithXmldsigjs(text: string): Promise<boolean> {
  const document = xmldsigjs.Parse(text);
  const signature = document.getElementsByTagNameNS(DSIG, 'Signature')[0];
  if (signature === undefined) return false;
  const peer = new xmldsigjs.SignedXml(document);
  peer.LoadXml(signature);
  return peer.Verify();
}

export async function signWithXmldsigjs(text: string, id: string, key: PeerKey): Promise<string> {
  const document = xmldsigjs.Parse(text);
  const peer = new xmldsigjs.SignedXml();
  peer.XmlSignature.SignedInfo.CanonicalizationMethod.Algorithm = EXCLUSIVE_C14N;
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const base64 = key.certificatePem.replace(/-----[^-]+-----|\s/g, '');
  const signature = await peer.Sign(algorithm, key.webCryptoKey, document, {
    x509: [base64],
    references: [{ uri: `#${id}`, hash: 'SHA-256', transforms: ['enveloped', 'exc-c14n'] }],
  });
  const made = signature.GetXml();
  if (made !== null) document.documentElement.appendChild(document.importNode(made, true));
  return xmldsigjs.Stringify(document);
}

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

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
