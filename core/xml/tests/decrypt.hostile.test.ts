import { createPrivateKey } from 'node:crypto';
import { createRandom, createXmlDecryptor, createXmlEncryptor, generateSigningKey } from '@signet/crypto';
import { canonicalize, decryptElement, encryptElement, parseXml, XmlError, xml } from '@signet/xml';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Encryption, encryptAsPartner } from './_encrypted.ts';

const random = createRandom();
const SECRET = '<a xmlns="urn:a" b="1">grüß <c></c></a>';

async function createRecipient() {
  const validity = { notBefore: 1_795_000_000, notAfter: 1_895_000_000, now: 1_795_000_000 };
  const use = 'assertion-decryption';
  const { certificate, privateKey } = await generateSigningKey(
    { use, commonName: 'SP', ...validity },
    random,
  );
  return {
    certificate,
    privateKey: createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' }),
  };
}

let recipient: Awaited<ReturnType<typeof createRecipient>>;
let other: Awaited<ReturnType<typeof createRecipient>>;

beforeAll(async () => {
  recipient = await createRecipient();
  other = await createRecipient();
});

async function decrypt(inner: string, keys = [recipient.privateKey]): Promise<string> {
  const wrapper = parseXml(`<w>${inner}</w>`);
  return canonicalize(await decryptElement(wrapper, createXmlDecryptor(keys)));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  return error instanceof XmlError ? error.code : `no XmlError but ${String(error)}`;
}

describe('decryption of an element', () => {
  it.each<[string, Encryption]>([
    ['AES-128-GCM', { cipher: 'aes128-gcm' }],
    ['AES-192-GCM', { cipher: 'aes192-gcm' }],
    ['AES-256-GCM', { cipher: 'aes256-gcm' }],
    ['RSA-OAEP with SHA-256 for label and mask', { hash: 'sha256' }],
    ['its key beside it', { place: 'beside' }],
  ])('opens %s', async (_name, encryption) => {
    expect(await decrypt(encryptAsPartner(SECRET, recipient.certificate, encryption))).toBe(SECRET);
  });

  it('opens what we write ourselves, and with whichever of several keys it was made for', async () => {
    const encryptor = createXmlEncryptor(recipient.certificate, random);
    const { text } = await encryptElement(xml`<a>${'<&>'}</a>`, encryptor);
    expect(await decrypt(text, [other.privateKey, recipient.privateKey])).toBe('<a>&lt;&amp;&gt;</a>');
  });

  it.each<[string, (encrypted: string) => string, string]>([
    ['CBC', (t) => t.replace('2009/xmlenc11#aes256-gcm', '2001/04/xmlenc#aes256-cbc'), 'invalid-value'],
    [
      'triple DES',
      (t) => t.replace(/2009\/xmlenc11#aes256-gcm/, '2001/04/xmlenc#tripledes-cbc'),
      'invalid-value',
    ],
    ['RSA 1.5', (t) => t.replace('rsa-oaep-mgf1p', 'rsa-1_5'), 'invalid-value'],
    ['another cipher than it was made with', (t) => t.replace('aes256-gcm', 'aes128-gcm'), 'invalid-value'],
    [
      'a hash for the label that is not the mask’s',
      (t) =>
        t.replace(
          'rsa-oaep-mgf1p"/>',
          'rsa-oaep-mgf1p"><d:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/></e:EncryptionMethod>',
        ),
      'invalid-value',
    ],
    [
      'a label of its own',
      (t) =>
        t.replace(
          'rsa-oaep-mgf1p"/>',
          'rsa-oaep-mgf1p"><e:OAEPparams>AAAA</e:OAEPparams></e:EncryptionMethod>',
        ),
      'unexpected-shape',
    ],
    [
      'no EncryptionMethod',
      (t) => t.replace(/<e:EncryptionMethod Algorithm="[^"]*aes256-gcm"\/>/, ''),
      'unexpected-shape',
    ],
    ['no key', (t) => t.replace(/<e:EncryptedKey.*<\/e:EncryptedKey>/, ''), 'unexpected-shape'],
    ['two keys', (t) => t.replace(/(<e:EncryptedKey.*<\/e:EncryptedKey>)/, '$1$1'), 'unexpected-shape'],
    ['two of them', (t) => t + t, 'unexpected-shape'],
    ['nothing', () => '', 'unexpected-shape'],
    [
      'content of an element instead of one',
      (t) => t.replace('xmlenc#Element', 'xmlenc#Content'),
      'unexpected-shape',
    ],
    [
      'a reference that would have to be fetched',
      (t) =>
        t
          .replace(
            /<e:CipherValue>[^<]*(<\/e:CipherValue><\/e:CipherData><\/e:EncryptedData>)/,
            '<e:CipherReference URI="https://evil.example/"/>$1',
          )
          .replace('</e:CipherValue></e:CipherData></e:EncryptedData>', '</e:CipherData></e:EncryptedData>'),
      'unexpected-shape',
    ],
    ['no base64', (t) => t.replace(/<e:CipherValue>[^<]/, '<e:CipherValue>?'), 'invalid-value'],
    [
      'a value too short for a nonce and a tag',
      (t) => t.replace(/(.*)<e:CipherValue>[^<]*/, '$1<e:CipherValue>AAAA'),
      'invalid-value',
    ],
    ['an empty key', (t) => t.replace(/<e:CipherValue>[^<]*/, '<e:CipherValue>'), 'invalid-value'],
  ])('refuses %s', async (_name, change, code) => {
    const encrypted = encryptAsPartner(SECRET, recipient.certificate);
    const changed = change(encrypted);
    expect(changed).not.toBe(encrypted);
    expect(await codeOf(decrypt(changed))).toBe(code);
  });

  it('answers a foreign key and a flipped bit alike', async () => {
    const foreign = encryptAsPartner(SECRET, other.certificate);
    const own = encryptAsPartner(SECRET, recipient.certificate);
    const messages = new Set<string>();
    const note = (work: Promise<unknown>) => work.catch((error: Error) => messages.add(error.message));
    await note(decrypt(foreign));
    const values = [...own.matchAll(/CipherValue>([^<]+)</g)].map(([, base64 = '']) => base64);
    for (const value of values) {
      const bytes = Buffer.from(value, 'base64');
      for (const at of [0, 13, bytes.length - 1]) {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ 1;
        await note(decrypt(own.replace(value, flipped.toString('base64'))));
      }
    }
    expect([...messages]).toEqual(['what is encrypted cannot be opened with any key of ours']);
  });

  it.each([
    ['a DOCTYPE', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'doctype'],
    ['a comment', '<a><!-- --></a>', 'comment'],
    ['no XML', 'a', 'not-well-formed'],
    ['two elements', '<a></a><a></a>', 'not-well-formed'],
    ['a prefix that only the message around it declares', '<p:a></p:a>', 'not-well-formed'],
    ['more than one document may hold', `<a>${'b'.repeat(262_144)}</a>`, 'too-large'],
    ['more levels than one may have', '<a>'.repeat(65) + '</a>'.repeat(65), 'too-deep'],
  ])('holds %s inside to the limits of everything that comes', async (_name, secret, code) => {
    expect(await codeOf(decrypt(encryptAsPartner(secret, recipient.certificate)))).toBe(code);
  });

  it('tries four keys at most', async () => {
    const encrypted = encryptAsPartner(SECRET, recipient.certificate);
    const wrong = Array.from({ length: 4 }, () => other.privateKey);
    expect(await codeOf(decrypt(encrypted, [...wrong, recipient.privateKey]))).toBe('invalid-value');
    expect(await decrypt(encrypted, [...wrong.slice(1), recipient.privateKey])).toBe(SECRET);
  });
});
