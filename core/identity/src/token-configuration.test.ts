import { describe, expect, it } from 'vitest';
import { OptionalClaimsError, readOptionalClaims } from './token-configuration.ts';

describe('optional claims', () => {
  it('are read as Graph spells them', () => {
    const graph = {
      idToken: [{ name: 'email', source: null, essential: false, additionalProperties: [] }],
      accessToken: [{ name: 'aud', additionalProperties: ['use_guid'] }],
      saml2Token: [],
    };
    expect(readOptionalClaims(graph)).toEqual({
      idToken: [{ name: 'email', additionalProperties: [] }],
      accessToken: [{ name: 'aud', additionalProperties: ['use_guid'] }],
    });
    expect(readOptionalClaims({})).toEqual({ idToken: [], accessToken: [] });
  });

  it.each([
    ['a list', []],
    ['null', null],
    ['a text', 'email'],
    ['another member', { refreshToken: [] }],
    ['a list that is none', { idToken: { name: 'email' } }],
    ['a claim that is a text', { idToken: ['email'] }],
    ['a claim without a name', { idToken: [{}] }],
    ['an empty name', { idToken: [{ name: '' }] }],
    ['a name that is a number', { idToken: [{ name: 7 }] }],
    ['a long name', { idToken: [{ name: 'x'.repeat(129) }] }],
    ['a source', { idToken: [{ name: 'extension_1', source: 'user' }] }],
    ['properties that are none', { idToken: [{ name: 'aud', additionalProperties: 'use_guid' }] }],
    ['properties of numbers', { idToken: [{ name: 'aud', additionalProperties: [1] }] }],
    ['too many', { accessToken: Array.from({ length: 65 }, () => ({ name: 'email' })) }],
  ])('are not %s', (_what, value) => {
    expect(() => readOptionalClaims(value)).toThrow(OptionalClaimsError);
  });
});
