import { expect, it } from 'vitest';
import { GraphError } from './graph-client.ts';
import { readRefusedProperty } from './refused-property.ts';

it('finds the property that was refused, and why', () => {
  const message = 'certificateAuthorities[2]/certificateRevocationListUrl: it must be a whole URL.';
  expect(readRefusedProperty(refusal(message))).toEqual({
    property: 'certificateRevocationListUrl',
    reason: 'It must be a whole URL.',
  });
});

it.each(['certificateAuthority/certificateRevocationListUrl', 'certificateRevocationListUrl'])(
  'finds it at %s',
  (place) => {
    const found = readRefusedProperty(refusal(`${place}: no.`));
    expect(found?.property).toBe('certificateRevocationListUrl');
  },
);

it('says which line of a list was refused', () => {
  const message = 'authorizationInfo/certificateUserIds/1: must be of one of the forms X509:<PN>….';
  expect(readRefusedProperty(refusal(message))).toEqual({
    property: 'certificateUserIds',
    reason: 'Line 2: must be of one of the forms X509:<PN>….',
  });
});

it.each([refusal('Invalid filter clause.'), new TypeError('a[1]/b: c'), null])(
  'finds none in %s',
  (error) => {
    expect(readRefusedProperty(error)).toBeUndefined();
  },
);

function refusal(message: string): GraphError {
  return new GraphError({ status: 400, code: 'Request_BadRequest', message, requestId: undefined });
}
