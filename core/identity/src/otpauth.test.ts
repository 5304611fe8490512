import { expect, it } from 'vitest';
import { encodeBase32, otpauthUri } from './otpauth.ts';

// RFC 4648 §10.
it.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('encodes %j', (text, base32) => {
  expect(encodeBase32(Buffer.from(text))).toBe(base32);
});

it('writes what an authenticator reads', () => {
  const url = new URL(otpauthUri('Contoso & Sons', 'dora@fabrikam.example', Buffer.from('foobar')));
  expect(url.protocol).toBe('otpauth:');
  expect(decodeURIComponent(url.pathname)).toContain('Contoso & Sons:dora@fabrikam.example');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    secret: 'MZXW6YTBOI',
    issuer: 'Contoso & Sons',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});
