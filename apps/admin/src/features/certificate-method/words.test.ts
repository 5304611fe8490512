import { CERTIFICATE_FIELDS } from '@signet/identity';
import { expect, it } from 'vitest';
import { FIELDS } from './words.ts';

it('offers the fields, properties and affinities that the server knows', () => {
  const offered = FIELDS.map(({ field, affinity, properties }) => [
    field,
    { affinity, userProperties: properties },
  ]);
  expect(Object.fromEntries(offered)).toEqual(CERTIFICATE_FIELDS);
});
