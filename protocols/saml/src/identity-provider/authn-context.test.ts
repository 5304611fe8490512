import { expect, it } from 'vitest';
import { AUTHN_CONTEXT } from '../vocabulary.ts';
import { chooseAuthnContexts } from './authn-context.ts';

const { tlsClient, x509, multipleAuthn, password, passwordProtectedTransport, unspecified } = AUTHN_CONTEXT;

it.each([
  ['exact', [multipleAuthn], undefined, multipleAuthn],
  ['exact', [multipleAuthn, tlsClient], tlsClient, multipleAuthn],
  ['exact', [tlsClient, multipleAuthn], tlsClient, tlsClient],
  ['exact', [x509], x509, x509],
  ['exact', [unspecified], tlsClient, multipleAuthn],
  ['exact', [password], undefined, undefined],
  ['exact', [multipleAuthn.toUpperCase()], undefined, undefined],
  ['minimum', [passwordProtectedTransport], tlsClient, tlsClient],
  ['minimum', [multipleAuthn], undefined, undefined],
  ['better', [multipleAuthn], undefined, undefined],
] as const)('%s of %j is %s for one factor and %s for several', (comparison, classes, single, multiple) => {
  expect(chooseAuthnContexts({ comparison, classes })).toEqual({ single, multiple });
});

it('says what there was when nothing is asked for', () => {
  expect(chooseAuthnContexts(undefined)).toEqual({ single: tlsClient, multiple: multipleAuthn });
});
