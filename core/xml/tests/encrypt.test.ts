import { constants, createDecipheriv, privateDecrypt } from 'node:crypto';
import { createRandom, createXmlEncryptor, generateSigningKey } from '@signet/crypto';
import { encryptElement, parseXml, xml } from '@signet/xml';
import { describe, expect, it } from 'vitest';
import { walk } from './_relying-party.ts';
import { createTestSigner } from './_signers.ts';

const random = createRandom();

async function createRecipient() {
  const validity = { notBefore: 1_795_000_000, notAfter: 1_895_000_000, now: 1_795_000_000 };
  const key = await generateSigningKey({ use: 'federation-signing', commonName: 'SP', ...validity }, random);
  return {
    certificate: key.certificate,
    privateKey: { key: Buffer.from(key.privateKey), format: 'der', type: 'pkcs8' } as const,
  };
}

describe('encryption of an element', () => {
  it.each([
    ['aes128-gcm', 'aes-128-gcm'],
    ['aes256-gcm', 'aes-256-gcm'],
  ] as const)('gives %s content that the holder of the key reads', async (algorithm, cipher) => {
    const recipient = await createRecipient();
    const secret = xml`<a>${'grüß & <Gott>'}</a>`;
    const encryptor = createXmlEncryptor(recipient.certificate, random, algorithm);
    const root = parseXml((await encryptElement(secret, encryptor)).text);
    const [wrapped, content] = [...walk(root)]
      .filter(({ localName }) => localName === 'CipherValue')
      .map(({ children }) => Buffer.from(String(children[0]), 'base64'));
    const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
    const contentKey = privateDecrypt({ ...recipient.privateKey, ...oaep }, wrapped!);
    const decryption = createDecipheriv(cipher, contentKey, content!.subarray(0, 12));
    decryption.setAuthTag(content!.subarray(-16));
    const clear = Buffer.concat([decryption.update(content!.subarray(12, -16)), decryption.final()]);
    expect(clear.toString('utf8')).toBe(secret.text);
    expect(root.children.length).toBe(3);
  });

  it('takes a fresh key and nonce each time', async () => {
    const encryptor = createXmlEncryptor((await createRecipient()).certificate, random);
    const [first, second] = [
      await encryptElement(xml`<a></a>`, encryptor),
      await encryptElement(xml`<a></a>`, encryptor),
    ];
    expect(first.text).not.toBe(second.text);
  });

  it('refuses certificates that nothing can be encrypted for', async () => {
    const elliptic = await createTestSigner('P-256');
    expect(() => createXmlEncryptor(elliptic.key.certificate, random)).toThrow(TypeError);
    expect(() => createXmlEncryptor(Uint8Array.of(1, 2), random)).toThrow(TypeError);
  });
});
