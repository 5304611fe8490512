import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { createXmlCrypto, createXmlSigner } from '@signet/crypto';
import type { VerificationKey, XmlCrypto, XmlSigner } from '@signet/xml';

export interface TestSigner {
  readonly signer: XmlSigner;
  readonly key: VerificationKey;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly webCryptoKey: CryptoKey;
  readonly webCryptoAlgorithm: { readonly name: string; readonly hash: string };
}

export const xmlCrypto: XmlCrypto = createXmlCrypto();

/** Keys and certificates come from a library that the project does not use for anything else. */
export async function createTestSigner(
  kind: 'rsa' | 'P-256' | 'P-384' | 'P-521',
  id = 'signingCertificate',
): Promise<TestSigner> {
  const algorithm =
    kind === 'rsa'
      ? {
          name: 'RSASSA-PKCS1-v1_5',
          hash: 'SHA-256',
          publicExponent: Uint8Array.of(1, 0, 1),
          modulusLength: 2048,
        }
      : { name: 'ECDSA', namedCurve: kind, hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  if (!('privateKey' in keys)) throw new TypeError('no key pair');
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${id}`,
    serialNumber: '01',
    notBefore: new Date(Date.UTC(2026, 0, 1)),
    notAfter: new Date(Date.UTC(2036, 0, 1)),
    signingAlgorithm: algorithm,
    keys,
  });
  const privateKey = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const der = new Uint8Array(certificate.rawData);
  return {
    signer: createXmlSigner({ privateKey, certificate: der }),
    key: { id, certificate: der },
    certificatePem: certificate.toString('pem'),
    webCryptoKey: keys.privateKey,
    webCryptoAlgorithm: algorithm,
    privateKeyPem: x509.PemConverter.encode(privateKey, 'PRIVATE KEY'),
  };
}
