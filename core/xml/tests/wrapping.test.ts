import { beforeAll, describe, expect, it } from 'vitest';
import { signResponse, writeSaml2Assertion } from './_documents.ts';
import { judgeMessage } from './_relying-party.ts';
import { createTestSigner, type TestSigner } from './_signers.ts';

/**
 * The eight shapes of «On Breaking SAML: Be Whoever You Want to Be» (Somorovsky et al. 2012): the signed part
 * is kept somewhere, the relying party is offered another one.
 */
let signer: TestSigner;
let signedResponse: string;
let signedAssertion: string;

beforeAll(async () => {
  signer = await createTestSigner('rsa');
  signedResponse = await signResponse(signer, { response: true });
  signedAssertion = await signResponse(signer, { assertion: true });
});

const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/;
const ASSERTION = /<saml:Assertion .*<\/saml:Assertion>/;

function cut(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[0];
  if (found === undefined) throw new Error('nothing to cut');
  return found;
}

/** The attacker's copy of the signed response, without a signature. */
function evilResponse(id = '_evil'): string {
  return signedResponse.replace(SIGNATURE, '').replace('"_response"', `"${id}"`).replace('alice', 'admin');
}

function evilAssertion(content = '', id = '_evil'): string {
  return writeSaml2Assertion(id, 'admin').text.replace('</saml:Issuer>', `$&${content}`);
}

function intoSignature(signature: string, content: string): string {
  return signature.replace('</ds:Signature>', `<ds:Object>${content}</ds:Object>$&`);
}

const SHAPES: readonly [name: string, build: () => string][] = [
  [
    'XSW1: the signed response inside the signature of a forged one',
    () => {
      const original = signedResponse.replace(SIGNATURE, '');
      const signature = intoSignature(cut(signedResponse, SIGNATURE), original);
      return evilResponse().replace('</saml:Issuer>', `$&${signature}`);
    },
  ],
  [
    'XSW2: the signed response beside the signature in a forged one',
    () => {
      const original = signedResponse.replace(SIGNATURE, '');
      return evilResponse().replace('</saml:Issuer>', `$&${original}${cut(signedResponse, SIGNATURE)}`);
    },
  ],
  [
    'XSW3: a forged assertion before the signed one',
    () => signedAssertion.replace(ASSERTION, (a) => evilAssertion() + a),
  ],
  [
    'XSW4: the signed assertion inside a forged one',
    () => signedAssertion.replace(ASSERTION, (a) => evilAssertion(a)),
  ],
  [
    'XSW5: the signature moved to a forged assertion, the signed one at the end',
    () =>
      signedAssertion.replace(ASSERTION, (a) => evilAssertion(cut(a, SIGNATURE)) + a.replace(SIGNATURE, '')),
  ],
  [
    'XSW6: the signature moved to a forged assertion, the signed one inside of it',
    () =>
      signedAssertion.replace(ASSERTION, (a) =>
        evilAssertion(intoSignature(cut(a, SIGNATURE), a.replace(SIGNATURE, ''))),
      ),
  ],
  [
    'XSW7: a forged assertion of the same ID in Extensions',
    () =>
      signedAssertion.replace(
        ASSERTION,
        (a) => `<samlp:Extensions>${evilAssertion('', '_assertion')}</samlp:Extensions>${a}`,
      ),
  ],
  [
    'XSW8: the signed assertion in an Object of a forged one of the same ID',
    () =>
      signedAssertion.replace(ASSERTION, (a) =>
        evilAssertion(intoSignature(cut(a, SIGNATURE), a.replace(SIGNATURE, '')), '_assertion'),
      ),
  ],
];

describe('signature wrapping', () => {
  it('takes the two messages that the attacks start from', () => {
    expect(judgeMessage(signedResponse, () => [signer.key], false)).toBe('accepted');
    expect(judgeMessage(signedAssertion, () => [signer.key], false)).toBe('accepted');
  });

  it.each(SHAPES)('refuses %s', (_name, build) => {
    expect(judgeMessage(build(), () => [signer.key], false)).not.toBe('accepted');
  });
});
