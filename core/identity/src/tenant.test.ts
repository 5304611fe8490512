import { expect, it } from 'vitest';
import { parseDomainName } from './tenant.ts';

it.each([
  ['contoso.example', 'contoso.example'],
  ['Sub.CONTOSO.example.', 'sub.contoso.example'],
  ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
  ['1.contoso.example', '1.contoso.example'],
])('takes the domain name %s', (text, name) => {
  expect(parseDomainName(text)).toBe(name);
});

it.each([
  '',
  '.',
  'localhost',
  'contoso..example',
  '-contoso.example',
  'contoso-.example',
  'contoso_a.example',
  'münchen.example',
  'alice@contoso.example',
  'https://contoso.example',
  'contoso.example/%',
  'contoso.example\n',
  '192.168.1.1',
  `${'a'.repeat(64)}.example`,
  `${'a.'.repeat(126)}toolong`,
])('refuses %j', (text) => {
  expect(parseDomainName(text)).toBeUndefined();
});
