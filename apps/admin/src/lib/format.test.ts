import { expect, it } from 'vitest';
import { commonNameOf } from './format.ts';

it.each([
  ['CN=Contoso Root CA, O=Contoso', 'Contoso Root CA'],
  ['O=Contoso, CN=Contoso Root CA', 'Contoso Root CA'],
  [String.raw`CN=Doe\, Jane, O=Contoso`, 'Doe, Jane'],
  ['O=Contoso, C=DE', 'O=Contoso, C=DE'],
])('the heading of %s is %s', (name, heading) => {
  expect(commonNameOf(name)).toBe(heading);
});
