import { expect, it } from 'vitest';
import { findRedirectUriFault } from './redirect-uri.ts';

it.each([
  ['web', 'https://app.example/callback'],
  ['web', 'https://app.example:8443/callback?tenant=1'],
  ['web', 'http://localhost:3000/callback'],
  ['spa', 'https://app.example/'],
  ['publicClient', 'http://localhost'],
  ['publicClient', 'http://127.0.0.1'],
  ['publicClient', 'http://[::1]/'],
  ['publicClient', 'msauth.com.contoso.app://auth'],
  ['publicClient', 'urn:ietf:wg:oauth:2.0:oob'],
] as const)('registers for %s %s', (type, uri) => {
  expect(findRedirectUriFault(type, uri)).toBeUndefined();
});

it.each([
  ['web', 'http://app.example/callback', 'http'],
  ['web', 'http://localhost.evil.example/', 'http'],
  ['web', 'http://localhost@evil.example/', 'http'],
  ['web', 'https://user@app.example/', 'user'],
  ['web', 'https://app.example:443@evil.example/', 'user'],
  ['web', 'https://app.example/#fragment', 'fragment'],
  ['web', 'https://*.app.example/', 'wildcard'],
  ['web', 'https://app.example\\@evil.example/', 'backslash'],
  ['web', 'https:///callback', 'host'],
  ['web', 'https:app.example', 'host'],
  ['web', '/callback', 'absolute'],
  ['web', 'https://app.example/a b', 'ASCII'],
  ['web', 'https://bücher.example/', 'ASCII'],
  ['web', 'https://app.example/\r\nX: y', 'ASCII'],
  ['web', 'myapp://auth', 'native'],
  ['spa', 'javascript:alert(1)', 'native'],
  ['publicClient', 'javascript:alert(1)', 'javascript'],
  ['publicClient', 'DATA:text/html,x', 'data'],
  ['publicClient', `https://app.example/${'a'.repeat(256)}`, 'longer'],
] as const)('refuses for %s %s', (type, uri, why) => {
  expect(findRedirectUriFault(type, uri)).toContain(why);
});
