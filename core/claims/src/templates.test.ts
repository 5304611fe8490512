import { expect, it } from 'vitest';
import {
  type AttributeStores,
  createClaim,
  evaluateClaimRules,
  parseClaimRules,
  RULE_TEMPLATES,
} from './index.ts';

const AD = { issuer: 'AD AUTHORITY' };
const ACCOUNT = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/windowsaccountname';
const SID = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groupsid';
const FORMAT = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claimproperties/format';
const INPUT = [
  createClaim('urn:upn', 'alice@contoso.example', AD),
  createClaim(ACCOUNT, 'CONTOSO\\alice', AD),
  createClaim(SID, 'S-1-12-1-7', AD),
];
const STORES: AttributeStores = {
  query: async ({ query, params }) => [[`${query} ${params.join()}`, 'Alice']],
};

async function issued(text: string) {
  const { output } = await evaluateClaimRules(parseClaimRules(text), INPUT, STORES);
  return output.map(({ type, value, issuer, properties }) => [type, value, issuer, properties.get(FORMAT)]);
}

it('passes a claim through, or only with one value', async () => {
  const rule = { name: 'UPN', type: 'urn:upn' };
  expect(await issued(RULE_TEMPLATES.passThrough(rule))).toEqual([
    ['urn:upn', 'alice@contoso.example', 'AD AUTHORITY', undefined],
  ]);
  expect(await issued(RULE_TEMPLATES.passThrough({ ...rule, value: 'bob' }))).toEqual([]);
});

it('transforms a claim into a name identifier', async () => {
  const rule = { name: 'NameID', from: 'urn:upn', to: 'urn:nameid', nameIdFormat: 'urn:persistent' };
  expect(await issued(RULE_TEMPLATES.transform(rule))).toEqual([
    ['urn:nameid', 'alice@contoso.example', 'AD AUTHORITY', 'urn:persistent'],
  ]);
});

it('sends LDAP attributes as claims', async () => {
  const attributes = [
    { attribute: 'mail', type: 'urn:mail' },
    { attribute: 'displayName', type: 'urn:name' },
  ];
  expect(await issued(RULE_TEMPLATES.ldapAttributes({ name: 'Attributes', attributes }))).toEqual([
    ['urn:mail', ';mail,displayName;{0} CONTOSO\\alice', 'LOCAL AUTHORITY', undefined],
    ['urn:name', 'Alice', 'LOCAL AUTHORITY', undefined],
  ]);
});

it('sends the membership of a group as a claim', async () => {
  const rule = { name: 'Sales', groupSid: 'S-1-12-1-7', type: 'urn:role', value: 'Seller' };
  expect(await issued(RULE_TEMPLATES.groupMembership(rule))).toEqual([
    ['urn:role', 'Seller', 'AD AUTHORITY', undefined],
  ]);
  expect(await issued(RULE_TEMPLATES.groupMembership({ ...rule, groupSid: 'S-1-12-1-8' }))).toEqual([]);
});

it.each([
  [RULE_TEMPLATES.permitAll(), 'permit'],
  [RULE_TEMPLATES.access({ name: 'n', verdict: 'permit', type: SID, value: 'S-1-12-1-7' }), 'permit'],
  [RULE_TEMPLATES.access({ name: 'n', verdict: 'deny', type: SID, value: 'S-1-12-1-7' }), 'deny'],
])('decides on access: %#', async (text, verdict) => {
  const [claim] = await issued(text);
  expect(claim?.[0]).toBe(`http://schemas.microsoft.com/authorization/claims/${verdict}`);
});

it('does not write what the language cannot say', () => {
  expect(() => RULE_TEMPLATES.passThrough({ name: 'a "b"', type: 't' })).toThrow(TypeError);
});
