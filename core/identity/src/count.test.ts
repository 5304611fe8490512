import { expect, it } from 'vitest';
import { count } from './count.ts';

it.each([
  [0, '0 CRLs'],
  [1, '1 CRL'],
  [2, '2 CRLs'],
])('says %i with the noun that belongs to it', (number, said) => {
  expect(count(number, 'CRL')).toBe(said);
});
