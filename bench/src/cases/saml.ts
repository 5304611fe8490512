import { createHash, sign, verify, X509Certificate } from 'node:crypto';
import { createXmlCrypto } from '@signet/crypto';
import {
  parseXml,
  readSaml20Assertion,
  type Saml20Assertion,
  signEnveloped,
  verifyEnvelopedSignature,
  writeSaml20Assertion,
  type XmlText,
} from '@signet/xml';
import { medianOfAwaited } from '../measure.ts';
import type { Bench, Row } from '../row.ts';
import {
  type BenchKey,
  type BenchSigner,
  makeAssertion,
  makeP256Key,
  makeSigner,
} from '../saml/made-assertion.ts';
import {
  signWithXmlCrypto,
  signWithXmldsigjs,
  verifyWithXmlCrypto,
  verifyWithXmldsigjs,
} from '../saml/xml-peers.ts';

/**
 * SAML 2.0 assertions, each another one: from text to what a relying party reads, its signature verified; and from
 * values to signed text. The limit is the signature and the digest alone, RSA-2048 with SHA-256.
 */
export const saml: Bench = {
  cases: ['saml-verify', 'saml-sign'],
  async *run(_context, wanted) {
    const key = await makeSigner();
    const assertions = Array.from({ length: ASSERTIONS }, (_, index) => makeAssertion(index));
    if (wanted('saml-verify')) yield await measureVerify(assertions, key);
    if (wanted('saml-sign')) yield await measureSign(assertions, key);
  },
};

async function measureVerify(assertions: readonly Saml20Assertion[], key: BenchSigner): Promise<Row> {
  const texts = await Promise.all(assertions.map(async (assertion) => (await signed(assertion, key)).text));
  const { publicKey } = new X509Certificate(key.certificate);
  const bare = texts.map((text) => ({
    text,
    signature: sign('sha256', Buffer.from(text), key.privateKeyPem),
  }));
  const { limit, ours } = await medianOfAwaited(texts, ROUNDS, {
    limit: (text, index) => {
      createHash('sha256').update(text).digest();
      const { signature = Buffer.of() } = bare[index] ?? {};
      demand(verify('sha256', Buffer.from(text), publicKey, signature));
    },
    ours: (text) => demand(verifyOurs(text, key).issuer !== ''),
  });
  const peers = await medianOfAwaited(texts, ROUNDS, {
    'xml-crypto': (text) => demand(verifyWithXmlCrypto(text, key)),
    xmldsigjs: async (text) => demand(await verifyWithXmldsigjs(text)),
  });
  return { case: 'saml-verify', unit: 'µs', ours, limit, peers, facts: { octets: texts[0]?.length ?? 0 } };
}

async function measureSign(assertions: readonly Saml20Assertion[], key: BenchSigner): Promise<Row> {
  const p256 = await makeP256Key();
  const { limit, ours, ...facts } = await medianOfAwaited(assertions, ROUNDS, {
    limit: (assertion) => signBare(assertion, key),
    ours: async (assertion) => demand((await signed(assertion, key)).text.length > 4096),
    'bare P-256 signature (µs)': (assertion) => signBare(assertion, p256),
    'ours with P-256 (µs)': (assertion) => signed(assertion, p256),
  });
  const peers = await medianOfAwaited(assertions, ROUNDS, {
    'xml-crypto': (assertion) =>
      demand(signWithXmlCrypto(writeSaml20Assertion(assertion).text, key).length > 4096),
    xmldsigjs: async (assertion) => {
      const { text } = writeSaml20Assertion(assertion);
      demand((await signWithXmldsigjs(text, assertion.id, key)).length > 4096);
    },
  });
  return { case: 'saml-sign', unit: 'µs', ours, limit, peers, facts };
}

function signBare(assertion: Saml20Assertion, { privateKey }: BenchKey): void {
  createHash('sha256').update(assertion.id).digest();
  demand(sign('sha256', Buffer.from(assertion.id), privateKey).length > 0);
}

function verifyOurs(text: string, { certificate }: BenchSigner): Saml20Assertion {
  const document = parseXml(text);
  const keys = [{ id: 'signingCertificate', certificate }];
  const verdict = verifyEnvelopedSignature(document, { document, keys, crypto: XML_CRYPTO });
  if (verdict.status === 'refused') throw new Error(verdict.code);
  return readSaml20Assertion(verdict.element);
}

function signed(assertion: Saml20Assertion, { signer }: BenchKey): Promise<XmlText> {
  const text = writeSaml20Assertion(assertion);
  return signEnveloped(text, { signer, crypto: XML_CRYPTO, idAttribute: 'ID', position: 'after-first' });
}

function demand(holds: boolean): void {
  if (!holds) throw new Error('what was measured did not do its work');
}

const XML_CRYPTO = createXmlCrypto();
const ASSERTIONS = 100;
const ROUNDS = 8;
