import { describe, expect, it } from 'vitest';
import { MULTI_FACTOR_CLAIMS, readClaimsRequest } from './claims-request.ts';

const NO_CONTEXTS = { ids: [], essential: false };
const NOTHING = { capabilities: [], notBefore: undefined, factors: undefined, contexts: NO_CONTEXTS };

describe('the claims parameter', () => {
  it('tells capabilities and the time of a claims challenge', () => {
    const claims = {
      access_token: { xms_cc: { values: ['cp1'] }, nbf: { essential: true, value: '1790000000' } },
    };
    expect(readClaimsRequest(JSON.stringify(claims))).toEqual({
      capabilities: ['cp1'],
      notBefore: 1_790_000_000,
      factors: undefined,
      contexts: NO_CONTEXTS,
    });
  });

  it('tells that two factors are wanted', () => {
    expect(readClaimsRequest(MULTI_FACTOR_CLAIMS)).toEqual({ ...NOTHING, factors: 'multiple' });
    expect(readClaimsRequest('{"access_token":{"amr":{"values":["rsa"]}}}')).toEqual(NOTHING);
  });

  it.each([
    ['{"essential":true,"values":["c1","c25","c1"]}', { ids: ['c1', 'c25'], essential: true }],
    ['{"essential":true,"value":"c1"}', { ids: ['c1'], essential: true }],
    ['{"values":["c1"]}', { ids: ['c1'], essential: false }],
    ['{"essential":"true","values":["c1"]}', { ids: ['c1'], essential: false }],
    ['{"essential":true,"values":["c0","c100","urn:x",7,null,"C1"]}', NO_CONTEXTS],
    ['{"essential":true,"values":{"0":"c1","length":1}}', NO_CONTEXTS],
    ['"c1"', NO_CONTEXTS],
  ])('reads the authentication contexts of acrs %s', (acrs, contexts) => {
    expect(readClaimsRequest(`{"access_token":{"acrs":${acrs}}}`)).toEqual({
      ...NOTHING,
      contexts,
      factors: contexts.essential ? 'multiple' : undefined,
    });
  });

  it('passes over what MSAL sends beside', () => {
    const msal =
      '{"id_token":{"signin_state":{"essential":false},"login_hint":{"essential":false},"tenant_region_sub_scope":{"essential":false}}}';
    expect(readClaimsRequest(msal)).toEqual(NOTHING);
    expect(readClaimsRequest(undefined)).toEqual(NOTHING);
  });

  it.each([
    ['no JSON', 'cp1'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"cp1"'],
    ['JSON that goes on', '{}{}'],
    ['more than anybody sends', `{"a":"${'x'.repeat(9000)}"}`],
    ['a depth that no client has', '{"a":'.repeat(5000)],
  ])('refuses %s', (_what, text) => {
    expect(() => readClaimsRequest(text)).toThrow(expect.objectContaining({ code: 'claims-malformed' }));
  });

  it.each([
    [
      'a capability that means nothing here',
      '{"access_token":{"xms_cc":{"values":["cp2","<script>",7,null]}}}',
    ],
    ['capabilities that are no list', '{"access_token":{"xms_cc":{"values":{"length":1,"0":"cp1"}}}}'],
    ['an access token that is none', '{"access_token":"cp1"}'],
    ['a time that is none', '{"access_token":{"nbf":{"value":"soon"}}}'],
    ['a time before all times', '{"access_token":{"nbf":{"value":-5}}}'],
    ['a time past all times', '{"access_token":{"nbf":{"value":1e300}}}'],
    ['what the prototype has', '{"__proto__":{"access_token":{"xms_cc":{"values":["cp1"]}}}}'],
  ])('takes nothing from %s', (_what, text) => {
    expect(readClaimsRequest(text)).toEqual(NOTHING);
  });
});
