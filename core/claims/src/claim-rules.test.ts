import { describe, expect, it } from 'vitest';
import {
  type AttributeStores,
  type Claim,
  createClaim,
  evaluateClaimRules,
  parseClaimRules,
} from './index.ts';

const UPN = 'http://schemas.xmlsoap.org/claims/UPN';
const GROUP = 'http://schemas.xmlsoap.org/claims/Group';
const NO_STORES: AttributeStores = {
  query: () => Promise.reject(new Error('no store')),
};
const INPUT = [
  createClaim(UPN, 'alice@contoso.example', { issuer: 'AD AUTHORITY' }),
  createClaim(GROUP, 'sales'),
  createClaim(GROUP, 'staff'),
];

async function run(text: string, input: readonly Claim[] = INPUT, stores = NO_STORES) {
  return evaluateClaimRules(parseClaimRules(text), input, stores);
}

async function issued(text: string, input?: readonly Claim[], stores?: AttributeStores) {
  return (await run(text, input, stores)).output.map(({ type, value }) => `${type}=${value}`);
}

describe('claim rules', () => {
  it('copies a claim with its issuer', async () => {
    const { output } = await run(`c:[Type == "${UPN}"] => issue(claim = c);`);
    expect(output).toEqual([INPUT[0]]);
  });

  it('issues once for each combination of claims', async () => {
    const rule = `a:[Type == "${UPN}"] && b:[Type == "${GROUP}"] => issue(Type = "t", Value = a.Value + "/" + b.Value);`;
    expect(await issued(rule)).toEqual(['t=alice@contoso.example/sales', 't=alice@contoso.example/staff']);
  });

  it('lets later rules see what add made, and keeps it out of the output', async () => {
    expect(
      await issued('=> add(Type = "t", Value = "1"); [Type == "t"] => issue(Type = "u", Value = "2");'),
    ).toEqual(['u=2']);
  });

  it('does not let earlier rules see what later ones make', async () => {
    expect(await issued('c:[Type == "t"] => issue(claim = c); => add(Type = "t", Value = "1");')).toEqual([]);
  });

  it.each([
    [`EXISTS([Type == "${GROUP}"])`, ['t=1']],
    [`NOT EXISTS([Type == "${GROUP}"])`, []],
    [`not exists([Value == "nobody"])`, ['t=1']],
    [`COUNT([Type == "${GROUP}"]) >= 2`, ['t=1']],
    [`COUNT([Type == "${GROUP}"]) > 2`, []],
    [`COUNT([Type == "${GROUP}"]) < 3`, ['t=1']],
    [`COUNT([Type == "${GROUP}"]) == 3`, []],
    [`COUNT([Type == "${GROUP}"]) != 3`, ['t=1']],
    [`COUNT([]) <= 3`, ['t=1']],
    [`[Type == "${GROUP}", Value =~ "^sal"]`, ['t=1']],
    [`[Type == "${GROUP}", Value =~ "(?i)^SALES$"]`, ['t=1']],
    [`[Type == "${GROUP}", Value !~ "^s"]`, []],
    [`[Type == "${GROUP}", Value != "sales"]`, ['t=1']],
    ['[Issuer == "AD AUTHORITY"]', ['t=1']],
    ['[Properties["p"] == "x"]', []],
  ])('judges %s', async (condition, expected) => {
    expect(await issued(`${condition} => issue(Type = "t", Value = "1");`)).toEqual(expected);
  });

  it('compares with a claim that an earlier condition bound', async () => {
    const rule = `a:[Type == "${GROUP}"] && b:[Type == "${UPN}", Value != a.Value] => issue(Type = "t", Value = a.Value);`;
    expect(await issued(rule)).toEqual(['t=sales', 't=staff']);
  });

  it('replaces by pattern, as the issuerid rule for several domains does', async () => {
    const rule = `c:[Type == "${UPN}"] => issue(Type = "issuerid", Value = RegExReplace(c.Value, ".+@(?<domain>.+)", "http://$1/adfs"));`;
    expect(await issued(rule)).toEqual(['issuerid=http://contoso.example/adfs']);
  });

  it.each([
    [`\${domain}|\${user}|\${2}`, 'contoso.example|alice|contoso.example'],
    [`\${nobody}|\${constructor}|$9|$$|$0`, `\${nobody}|\${constructor}|$9|$|alice@contoso.example`],
  ])('fills %s with the groups of the match by number and by name', async (replacement, expected) => {
    const rule = `c:[Type == "${UPN}"] => issue(Type = "t", Value = RegExReplace(c.Value, "(?<user>.+)@(?<domain>.+)", "${replacement}"));`;
    expect(await issued(rule)).toEqual([`t=${expected}`]);
  });

  it('sets properties, ValueType, Issuer and OriginalIssuer', async () => {
    const rule = `c:[Type == "${UPN}"] => issue(Type = "n", Value = c.Value, ValueType = "v", Issuer = c.Issuer,
      OriginalIssuer = "o", Properties["format"] = "f");`;
    const { output } = await run(rule);
    expect(output).toEqual([
      createClaim('n', 'alice@contoso.example', {
        valueType: 'v',
        issuer: 'AD AUTHORITY',
        originalIssuer: 'o',
        properties: new Map([['format', 'f']]),
      }),
    ]);
  });

  it('asks the attribute store once for each combination and leaves out what is absent', async () => {
    const asked: unknown[] = [];
    const stores: AttributeStores = {
      query: async (request) => {
        asked.push(request);
        return [['alice@mail.example', undefined]];
      },
    };
    const rule = `c:[Type == "${UPN}"] => issue(store = "Active Directory", types = ("mail", "name"), query = ";mail,displayName;{0}", param = c.Value);`;
    expect(await issued(rule, INPUT, stores)).toEqual(['mail=alice@mail.example']);
    expect(asked).toEqual([
      {
        store: 'Active Directory',
        query: ';mail,displayName;{0}',
        params: ['alice@contoso.example'],
        columns: 2,
      },
    ]);
  });

  it('reads the headers that the management console writes', () => {
    const [rule] = parseClaimRules(
      '@RuleTemplate = "PassThroughClaims"\n@RuleName = "UPN"\nc:[] => issue(claim = c);',
    );
    expect(rule).toMatchObject({
      template: 'PassThroughClaims',
      name: 'UPN',
      position: { line: 1, column: 1 },
    });
  });

  it('tells what each rule did', async () => {
    const { outcomes } = await run(
      `c:[Type == "${GROUP}"] => issue(claim = c); c:[Type == "x"] => add(claim = c);`,
    );
    expect(outcomes.map(({ combinations, claims }) => [combinations, claims.length])).toEqual([
      [2, 2],
      [0, 0],
    ]);
  });
});
