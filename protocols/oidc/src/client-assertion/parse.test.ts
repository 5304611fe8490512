import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { OAuthError } from '../oauth-error.ts';
import { parseClientAssertion } from './parse.ts';

const SHA1 = createHash('sha1').update('certificate').digest();
const SHA256 = createHash('sha256').update('another certificate').digest();
const HEADER = { typ: 'JWT', alg: 'PS256', 'x5t#S256': SHA256.toString('base64url') };
const CLAIMS = { iss: 'a', sub: 'a', aud: 'https://login.example/t/v2.0', exp: 1_795_000_600, jti: 'j' };

describe('a client assertion', () => {
  it('of msal-node is read', () => {
    expect(parseClientAssertion(write(HEADER, { ...CLAIMS, nbf: 1_795_000_000 }))).toMatchObject({
      alg: 'PS256',
      certificate: { sha256: SHA256.toString('hex'), sha1: undefined },
      issuer: 'a',
      expiresAt: 1_795_000_600,
      notBefore: 1_795_000_000,
      jti: 'j',
    });
  });

  it.each([
    [
      'MSAL for Python: RS256, x5t, fractions',
      { 'x5t#S256': undefined, alg: 'RS256', x5t: SHA1.toString('base64url') },
      { exp: 1_795_000_600.25 },
    ],
    ['MSAL for Go: standard base64 with padding', { 'x5t#S256': SHA256.toString('base64') }, {}],
    ['MSAL.NET: x5c as one text, times as texts', { x5c: 'MIIB' }, { exp: '1795000600', nbf: '1795000000' }],
    ['MSAL for Java: x5c as a list', { x5c: ['MIIB', 'MIIC'] }, {}],
    [
      'a generic client: kid alone, aud as a list',
      { 'x5t#S256': undefined, kid: 'k' },
      { aud: [CLAIMS.aud] },
    ],
    ['no typ', { typ: undefined }, {}],
  ])('of %s is read', (_client, header, claims) => {
    const assertion = parseClientAssertion(write({ ...HEADER, ...header }, { ...CLAIMS, ...claims }));
    expect(assertion.audience).toBe(CLAIMS.aud);
    expect(Math.floor(assertion.expiresAt)).toBe(1_795_000_600);
  });

  it.each([
    ['alg none', { alg: 'none' }],
    ['HS256', { alg: 'HS256' }],
    ['no alg', { alg: undefined }],
    ['an alg of another type', { alg: ['PS256'] }],
    ['a critical extension', { crit: ['exp'] }],
    ['an empty list of critical extensions', { crit: [] }],
    ['another typ', { typ: 'at+jwt' }],
    ['x5c of numbers', { x5c: [1] }],
    ['x5c as an object', { x5c: {} }],
    ['x5c beyond ten', { x5c: Array.from({ length: 11 }, () => 'MIIB') }],
    ['a short thumbprint', { 'x5t#S256': SHA1.toString('base64url') }],
    ['a thumbprint that is no text', { x5t: 5 }],
    ['a thumbprint of other characters', { x5t: `${SHA1.toString('base64url').slice(0, 26)}*` }],
    ['a long kid', { kid: 'k'.repeat(257) }],
  ])('with %s in its header is refused', (_what, header) => {
    expectRefused(write({ ...HEADER, ...header }, CLAIMS));
  });

  it.each([
    ['no exp', { exp: undefined }],
    ['exp that is no number', { exp: 'soon' }],
    ['exp in hexadecimal', { exp: '0x6afd' }],
    ['exp with an exponent', { exp: '1e9' }],
    ['a negative exp', { exp: -1 }],
    ['exp beyond the calendar', { exp: 1e300 }],
    ['exp null', { exp: null }],
    ['nbf as an object', { nbf: {} }],
    ['two audiences', { aud: [CLAIMS.aud, 'https://elsewhere.example'] }],
    ['no audience', { aud: [] }],
    ['no iss', { iss: undefined }],
    ['sub as a list', { sub: ['a'] }],
    ['a long jti', { jti: 'j'.repeat(257) }],
  ])('with %s among its claims is refused', (_what, claims) => {
    expectRefused(write(HEADER, { ...CLAIMS, ...claims }));
  });

  const whole = write(HEADER, CLAIMS);
  const [header = '', payload = ''] = whole.split('.');
  it.each([
    ['nothing', ''],
    ['two parts', `${header}.${payload}`],
    ['five parts, as of an encrypted one', `${whole}.a.b`],
    ['an empty signature', `${header}.${payload}.`],
    ['padding', `${header}=.${payload}.AAAA`],
    ['the other alphabet', `${header}.${payload}.++//`],
    ['a header that is no JSON', `${encode('{')}.${payload}.AAAA`],
    ['a header that is a list', `${encode('[]')}.${payload}.AAAA`],
    ['a payload that is null', `${header}.${encode('null')}.AAAA`],
    [
      'a payload that is not UTF-8',
      `${header}.${Buffer.from([0x22, 0xff, 0x22]).toString('base64url')}.AAAA`,
    ],
    ['deep nesting', `${header}.${encode('['.repeat(20_000))}.AAAA`],
    ['a megabyte', `${whole}${'A'.repeat(1_000_000)}`],
    ['a megabyte of dots', '.'.repeat(1_000_000)],
  ])('that is %s is refused', (_what, text) => {
    expectRefused(text);
  });

  it('does not take the names of a prototype for its own', () => {
    expectRefused(`${encode('{"__proto__":{"alg":"PS256"}}')}.${payload}.AAAA`);
  });
});

function expectRefused(text: string): void {
  expect(() => parseClientAssertion(text)).toThrow(
    expect.objectContaining({ name: OAuthError.name, code: 'client-assertion-malformed' }),
  );
}

function write(header: object, claims: object): string {
  return `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}.AAAA`;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
