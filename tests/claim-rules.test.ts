import type { Group } from '@signet/identity';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FACES, signInToWiki, WIKI, wikiTrust } from './_rules.ts';
import { startWorld, type World } from './_world.ts';

// What a relying party is told, and who may sign in to it: by its claim rules, at every face of the running server.

const MICROSOFT = 'http://schemas.microsoft.com/ws/2008/06/identity/claims';
const XMLSOAP = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const AUTHORIZATION = 'http://schemas.microsoft.com/authorization/claims';
const { alice, bob } = DEMO_PEOPLE;
const EDITORS = 'c0270500-0000-4000-8000-000000000e01' as Group['id'];
/** The GUID's bytes as four little-endian numbers. */
const EDITORS_SID = 'S-1-12-1-3223782656-1073741824-128-17694720';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  const { groups } = world.server.services.directory;
  const facts = { tenantId: CONTOSO_TENANT_ID, description: undefined, createdAt: 0 };
  await groups.add({ ...facts, id: EDITORS, displayName: 'Editors' });
  await groups.addMember(EDITORS, alice.id);
});
afterAll(() => world?.[Symbol.asyncDispose]());

beforeEach(async () => {
  const { relyingPartyTrusts } = world.server.services.directory;
  const trust = await relyingPartyTrusts.findByIdentifier(CONTOSO_TENANT_ID, WIKI);
  if (trust) await relyingPartyTrusts.remove(trust.id);
});

async function setRules(issuanceTransformRules?: string, issuanceAuthorizationRules?: string) {
  const { relyingPartyTrusts } = world.server.services.directory;
  await relyingPartyTrusts.add(wikiTrust(world, { issuanceTransformRules, issuanceAuthorizationRules }));
}

const TRANSFORM = `
c:[Type == "${MICROSOFT}/windowsaccountname", Issuer == "AD AUTHORITY"]
 => issue(store = "Active Directory", types = ("urn:wiki/mail", "urn:wiki/group"), query = "samAccountName={0};mail,tokenGroups;{1}",
    param = regexreplace(c.Value, "(?<domain>[^\\\\]+)\\\\(?<user>.+)", "\${user}"), param = c.Value);
[Type == "${MICROSOFT}/groupsid", Value == "${EDITORS_SID}"] => add(Type = "urn:editor", Value = "yes");
EXISTS([Type == "urn:editor"]) => issue(Type = "urn:wiki/role", Value = "Editor");
c:[Type == "http://schemas.microsoft.com/2012/12/certificatecontext/extension/eku"] => issue(claim = c);
c:[Type == "http://schemas.microsoft.com/2012/12/certificatecontext/field/subject"] => issue(Type = "urn:wiki/subject", Value = c.Value);
c:[Type == "${XMLSOAP}/upn"]
 => issue(Type = "${XMLSOAP}/nameidentifier", Value = RegExReplace(c.Value, "@.*", ""));
c:[Type == "${XMLSOAP}/upn"]
 => issue(Type = "${MICROSOFT}/issuerid", Value = regexreplace(c.Value, ".+@(?<domain>.+)", "http://\${domain}/adfs/services/trust/"));
`;

describe.each(FACES)('at the %s face', (face) => {
  it('tells what the rules issue, and nothing else', async () => {
    await setRules(TRANSFORM);
    expect(await signInToWiki(world, face)).toEqual({
      issuer: 'http://contoso.example/adfs/services/trust/',
      nameId: 'alice',
      attributes: {
        'urn:wiki/mail': ['alice@contoso.example'],
        'urn:wiki/group': ['Editors'],
        'urn:wiki/role': ['Editor'],
        'http://schemas.microsoft.com/2012/12/certificatecontext/extension/eku': ['1.3.6.1.5.5.7.3.2'],
        'urn:wiki/subject': [expect.stringContaining('CN=Alice Ahlberg')],
      },
    });
  });

  it('sends first and last name by the template for LDAP attributes', async () => {
    await setRules(`@RuleTemplate = "LdapClaims"
@RuleName = "Names"
c:[Type == "${MICROSOFT}/windowsaccountname", Issuer == "AD AUTHORITY"]
 => issue(store = "Active Directory", types = ("${XMLSOAP}/givenname", "${XMLSOAP}/surname"), query = ";givenName,sn;{0}", param = c.Value);
`);
    const attributes = {
      [`${XMLSOAP}/givenname`]: [alice.givenName],
      [`${XMLSOAP}/surname`]: [alice.surname],
    };
    expect(await signInToWiki(world, face)).toEqual(expect.objectContaining({ attributes }));
  });

  it('has the built-in rules where the trust has none', async () => {
    await setRules();
    const told = await signInToWiki(world, face);
    expect(told).toMatchObject({
      issuer: 'http://fs.contoso.example/adfs/services/trust',
      attributes: {
        'http://schemas.xmlsoap.org/claims/UPN': ['alice@contoso.example'],
        'http://schemas.microsoft.com/2012/12/certificatecontext/field/issuer': [world.pki.issuing.subject],
        // An assertion of SAML 1.1 has what Microsoft 365 asks for, and no more.
        ...(face === 'SAML 2.0' && {
          [`${XMLSOAP}/name`]: [alice.displayName],
          [`${XMLSOAP}/givenname`]: [alice.givenName],
          [`${XMLSOAP}/surname`]: [alice.surname],
        }),
      },
    });
  });

  it('sends nobody who is permitted by no rule, and nobody whom a rule denies', async () => {
    const permit = `[Type == "${MICROSOFT}/groupsid", Value == "${EDITORS_SID}"] => issue(Type = "${AUTHORIZATION}/permit", Value = "true");`;
    await setRules(undefined, permit);
    expect(await signInToWiki(world, face, alice)).toHaveProperty('attributes');
    await expectRefusal(await signInToWiki(world, face, bob), 'relying-party-access-denied', bob.id);

    const { relyingPartyTrusts } = world.server.services.directory;
    const trust = await relyingPartyTrusts.findByIdentifier(CONTOSO_TENANT_ID, WIKI);
    const deny = `${permit}\n@RuleName = "No Alice" [Value =~ "^alice@"] => issue(Type = "${AUTHORIZATION}/deny", Value = "true");`;
    await relyingPartyTrusts.update({ ...trust!, issuanceAuthorizationRules: deny });
    const { evidence } = await expectRefusal(
      await signInToWiki(world, face, alice),
      'relying-party-access-denied',
      alice.id,
    );
    expect(evidence.at(-1)?.detail).toBe('A rule denies it: line 2, «No Alice».');
  });

  it.each([
    ['c:[] => issue(claim = d);', undefined, 'No condition before this is called «d». (line 1, column 23)'],
    [undefined, 'permit', 'Expected «:», found the end of the text. (line 1, column 7)'],
    [
      query('Database', ';mail;{0}'),
      undefined,
      'There is no attribute store «Database», only «Active Directory».',
    ],
    [query('Active Directory', ';manager;{0}'), undefined, 'The directory has no attribute «manager».'],
    [
      `=> issue(Type = "${XMLSOAP}/nameidentifier", Value = "");`,
      undefined,
      'The name identifier that the rules issue is empty.',
    ],
    [
      `=> issue(Type = "${MICROSOFT}/issuerid", Value = "contoso");`,
      undefined,
      'The issuerid that the rules issue is no URI.',
    ],
    [
      '=> issue(Type = "urn:a/b", Value = "\u0001");',
      undefined,
      'A rule issues a claim with a character that XML cannot carry.',
    ],
  ])(
    'issues nothing by rules that cannot be carried out: %s %s',
    async (transform, authorization, detail) => {
      await setRules(transform, authorization);
      const { evidence } = await expectRefusal(
        await signInToWiki(world, face),
        'claim-rules-failed',
        alice.id,
      );
      expect(evidence.at(-1)?.detail).toBe(detail);
    },
  );
});

it('lets a SAML 1.1 token hold no claim whose type cannot be cut at a slash', async () => {
  await setRules('=> issue(Type = "IDPEmail", Value = "alice");');
  expect(await signInToWiki(world, 'SAML 2.0')).toMatchObject({ attributes: { IDPEmail: ['alice'] } });
  await expectRefusal(await signInToWiki(world, 'WS-Federation'), 'claim-rules-failed', alice.id);
});

it('leaves the subject of a SAML 1.1 token without a name when no rule gives one', async () => {
  await setRules('=> issue(Type = "urn:wiki/role", Value = "Reader");');
  const told = await signInToWiki(world, 'WS-Federation');
  expect(told).toMatchObject({ nameId: undefined, attributes: { 'urn:wiki/role': ['Reader'] } });
});

it('answers with a token that says nothing when the rules issue nothing', async () => {
  await setRules('[Type == "urn:nobody"] => issue(Type = "urn:wiki/role", Value = "Reader");');
  for (const face of FACES) expect(await signInToWiki(world, face)).toMatchObject({ attributes: {} });
});

/** The person reads a number and no remedy; the log has the rest, in the name of the person. */
async function expectRefusal(told: unknown, code: string, userId: string) {
  const number = code === 'relying-party-access-denied' ? 'AADSTS50105' : 'AADSTS50000';
  if (typeof told !== 'string') throw new Error(`there is a token: ${JSON.stringify(told)}`);
  expect(told).toMatch(new RegExp(`${number}|:status:RequestDenied`));
  const entry = await world.newestLogEntry();
  expect(entry).toMatchObject({ code, userId });
  return entry;
}

function query(store: string, query: string): string {
  return `c:[Type == "${XMLSOAP}/upn"] => issue(store = "${store}", types = ("urn:a/b"), query = "${query}", param = c.Value);`;
}
