import { ClaimRuleError } from '@signet/claims';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fillTemplate, parseStoreQuery } from './store-query.ts';

const SIZES = { columns: 1, params: 2 };

it.each([
  [';mail;{0}', [], 'A'],
  ['samAccountName={0};mail;{1}', [['samAccountName', 'A']], 'B'],
  [' (mail={0}x{1}) ; mail ; CONTOSO\\{0} ', [['mail', 'AxB']], 'CONTOSO\\A'],
  [
    '(&(objectClass=user)(&(a={0})(b={1})));mail;{0}',
    [
      ['objectClass', 'user'],
      ['a', 'A'],
      ['b', 'B'],
    ],
    'A',
  ],
])('reads %s', (text, filter, account) => {
  const query = parseStoreQuery(text, SIZES);
  const fill = (template: Parameters<typeof fillTemplate>[0]) => fillTemplate(template, ['A', 'B']);
  expect(query.filter.map(({ attribute, value }) => [attribute, fill(value)])).toEqual(filter);
  expect(fill(query.account)).toBe(account);
});

it.each([
  '',
  'mail',
  ';mail',
  ';mail;{0};x',
  ';mail,name;{0}',
  ';mail;{2}',
  'a={2};mail;{0}',
  'a=*;mail;{0}',
  'a~=b;mail;{0}',
  '(|(a=b)(c=d));mail;{0}',
  '(!(a=b));mail;{0}',
  '(a=b;mail;{0}',
  '(&(a=b);mail;{0}',
  '(a=b)(c=d);mail;{0}',
  'a=\\2a;mail;{0}',
  '=b;mail;{0}',
  `${'(&'.repeat(1000)};mail;{0}`,
  `;${'m'.repeat(3000)};{0}`,
])('refuses %.40s', (text) => {
  expect(() => parseStoreQuery(text, SIZES)).toThrow(ClaimRuleError);
});

it('does not read what a parameter holds as a part of the query', () => {
  const query = parseStoreQuery('samAccountName={0};mail;{1}', SIZES);
  const [filter] = query.filter;
  expect(filter && fillTemplate(filter.value, ['{1})(mail=*;x', 'B'])).toBe('{1})(mail=*;x');
});

it('throws nothing but ClaimRuleError for any text', () => {
  const words = fc.constantFrom('(', ')', '&', '=', ';', 'mail', '{0}', '{9}', ',', '*', '\\', ' ');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((list) => list.join('')),
      ),
      (text) => {
        try {
          parseStoreQuery(text, SIZES);
        } catch (error) {
          expect(error).toBeInstanceOf(ClaimRuleError);
        }
      },
    ),
  );
});
