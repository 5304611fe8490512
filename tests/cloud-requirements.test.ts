import { createXmlCrypto } from '@signet/crypto';
import {
  builtInTransformRules,
  CLOUD_AUDIENCE,
  CLOUD_REPLY_URL,
  describeCloudSetup,
  examineSettings,
  examineToken,
  type TokenExpectations,
} from '@signet/federation';
import { DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wikiTrust } from './_rules.ts';
import { ISSUER_URI, startWorld, type World } from './_world.ts';

// What the running federation server issues to the cloud, against what the real service asks of it.

const { alice } = DEMO_PEOPLE;
const IMMUTABLE_ID = 'wCcFAAAAQACAAAAAAAABAg==';
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

let world: World;
let trust: ReturnType<typeof wikiTrust>;
beforeAll(async () => {
  world = await startWorld();
  trust = wikiTrust(world, {
    identifiers: [CLOUD_AUDIENCE],
    assertionConsumerServices: [{ location: CLOUD_REPLY_URL, index: 0, isDefault: true }],
    nameIdFormat: PERSISTENT,
  });
  await world.server.services.directory.relyingPartyTrusts.add(trust);
});
afterAll(() => world?.[Symbol.asyncDispose]());

const XMLSOAP = 'http://schemas.xmlsoap.org/ws/2005/05/identity';
const MICROSOFT = 'http://schemas.microsoft.com/ws/2008/06/identity/claims';

/** ImmutableID of one attribute or another by a flag, an issuer for each domain, claims that nobody here has. */
const AD_FS_RULES = `
@RuleName = "Query objectGUID and the consistency GUID"
c:[Type == "${MICROSOFT}/windowsaccountname"]
 => add(store = "Active Directory", types = ("urn:tmp/objectguid", "urn:tmp/consistencyguid"),
    query = "; objectGUID,ms-ds-consistencyguid;{0}", param = c.Value);
@RuleName = "Which of them"
NOT EXISTS([Type == "urn:tmp/consistencyguid"]) => add(Type = "urn:tmp/idflag", Value = "objectguid");
EXISTS([Type == "urn:tmp/consistencyguid"]) => add(Type = "urn:tmp/idflag", Value = "consistencyguid");
c1:[Type == "urn:tmp/objectguid"] && [Type == "urn:tmp/idflag", Value == "objectguid"]
 => issue(Type = "http://schemas.microsoft.com/LiveID/Federation/2008/05/ImmutableID", Value = c1.Value);
c1:[Type == "urn:tmp/consistencyguid"] && [Type == "urn:tmp/idflag", Value == "consistencyguid"]
 => issue(Type = "http://schemas.microsoft.com/LiveID/Federation/2008/05/ImmutableID", Value = c1.Value);
@RuleName = "UPN"
c:[Type == "${MICROSOFT}/windowsaccountname"]
 => issue(store = "Active Directory", types = ("http://schemas.xmlsoap.org/claims/UPN"),
    query = "samAccountName={0};userPrincipalName;{1}",
    param = regexreplace(c.Value, "(?<domain>[^\\\\]+)\\\\(?<user>.+)", "\${user}"), param = c.Value);
@RuleName = "NameID"
c:[Type == "http://schemas.microsoft.com/LiveID/Federation/2008/05/ImmutableID"]
 => issue(Type = "${XMLSOAP}/claims/nameidentifier", Value = c.Value,
    Properties["${XMLSOAP}/claimproperties/format"] = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified");
@RuleName = "Account type of computers"
c:[Type == "${MICROSOFT}/groupsid", Value =~ "-515$", Issuer =~ "^(AD AUTHORITY|SELF AUTHORITY|LOCAL AUTHORITY)$"]
 => add(Type = "http://schemas.microsoft.com/ws/2012/01/accounttype", Value = "DJ");
NOT EXISTS([Type == "http://schemas.microsoft.com/ws/2012/01/accounttype", Value == "DJ"])
 => add(Type = "http://schemas.microsoft.com/ws/2012/01/accounttype", Value = "User");
@RuleName = "Issuer of several domains"
c1:[Type == "http://schemas.xmlsoap.org/claims/UPN"] && c2:[Type == "http://schemas.microsoft.com/ws/2012/01/accounttype", Value == "User"]
 => issue(Type = "${MICROSOFT}/issuerid",
    Value = regexreplace(c1.Value, "^((.*)([.|@]))?(?<domain>[^.]*[.].*)$", "http://\${domain}/adfs/services/trust/"));
@RuleName = "Pass through"
c:[Type == "http://schemas.microsoft.com/claims/authnmethodsreferences"] => issue(claim = c);
c:[Type == "http://schemas.microsoft.com/ws/2012/01/insidecorporatenetwork"] => issue(claim = c);
c:[Type == "http://schemas.microsoft.com/2014/03/psso"] => issue(claim = c);
c:[Type == "${MICROSOFT}/serialnumber"] => issue(claim = c);
c:[Type == "http://schemas.microsoft.com/2012/12/certificatecontext/field/issuer"] => issue(claim = c);
`;

/** The token of a sign-in in a browser: `wresult`, or the SAML response. */
async function signIn(protocol: 'wsFed' | 'saml'): Promise<string> {
  const { login } = world.server.origins;
  const [url, redirectUri] =
    protocol === 'saml'
      ? [`${login}/adfs/ls/idpinitiatedsignon?loginToRp=${CLOUD_AUDIENCE}`, CLOUD_REPLY_URL]
      : [`${login}/adfs/ls/?wa=wsignin1.0&wtrealm=${CLOUD_AUDIENCE}`, `${login}/login.srf`];
  const browser = world.openBrowser(await world.issueFor(alice));
  const outcome = await browser.visit(new URL(url), { redirectUri });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  const response = outcome.parameters.get('SAMLResponse');
  return response === null
    ? (outcome.parameters.get('wresult') ?? '')
    : Buffer.from(response, 'base64').toString();
}

async function expectations(changes: Partial<TokenExpectations> = {}): Promise<TokenExpectations> {
  const { federationKeys, clock } = world.server.services;
  return {
    domain: 'contoso.example',
    issuerUri: ISSUER_URI,
    signingCertificates: (await federationKeys.published(clock.now())).map((key) => key.certificate),
    user: { userPrincipalName: alice.userPrincipalName, onPremisesImmutableId: IMMUTABLE_ID },
    provenBy: 'certificate',
    protocol: 'wsFed',
    now: clock.now(),
    crypto: createXmlCrypto(),
    ...changes,
  };
}

function failed(lines: ReturnType<typeof examineToken>): readonly string[] {
  for (const { result, remedy } of lines) expect(remedy !== undefined).toBe(result === 'fail');
  return lines.filter(({ result }) => result === 'fail').map(({ check }) => check);
}

describe.each(['wsFed', 'saml'] as const)('a token by %s', (protocol) => {
  it('is good in every line', async () => {
    const lines = examineToken(await signIn(protocol), await expectations({ protocol }));
    expect(failed(lines)).toEqual([]);
    expect(lines.length).toBeGreaterThan(12);
  });

  it.each([
    [{ issuerUri: 'http://other.example/adfs/services/trust' }, ['token-issuer']],
    [{ domain: 'fabrikam.example' }, ['token-upn-domain']],
    [
      { user: { userPrincipalName: 'bob@contoso.example', onPremisesImmutableId: IMMUTABLE_ID } },
      ['token-upn'],
    ],
    [{ now: 0 }, ['token-lifetime', 'token-instant']],
    [{ signingCertificates: [] }, ['token-signature']],
  ])('fails where %j is wanted', async (changes, expected) => {
    const lines = examineToken(await signIn(protocol), await expectations({ protocol, ...changes }));
    expect(failed(lines)).toEqual(expected);
  });

  it('fails for another ImmutableID, and for none', async () => {
    const token = await signIn(protocol);
    const { userPrincipalName } = alice;
    const other = await expectations({
      protocol,
      user: { userPrincipalName, onPremisesImmutableId: 'other' },
    });
    const wrong = protocol === 'saml' ? ['token-name-id'] : ['token-immutable-id', 'token-name-id'];
    expect(failed(examineToken(token, other))).toEqual(wrong);
    const none = await expectations({
      protocol,
      user: { userPrincipalName, onPremisesImmutableId: undefined },
    });
    expect(failed(examineToken(token, none))).toEqual(['user-immutable-id', ...wrong]);
  });

  it('fails when a letter of it was changed', async () => {
    const token = (await signIn(protocol)).replaceAll('alice@', 'alicf@');
    expect(failed(examineToken(token, await expectations({ protocol })))).toEqual(['token-signature']);
  });

  it.each([
    ['serialnumber', ['token-certificate-serial-number']],
    ['field/issuer', ['token-certificate-issuer']],
    ['nothing', []],
  ])('fails when the rules leave out %s', async (claim, expected) => {
    const tokenType = protocol === 'saml' ? 'saml20' : 'saml11';
    const rules = builtInTransformRules(CLOUD_AUDIENCE, tokenType)
      .split(/(?<=;\n)/)
      .filter((rule) => !rule.includes(`/${claim}"]\n`));
    const { relyingPartyTrusts } = world.server.services.directory;
    await relyingPartyTrusts.update({ ...trust, issuanceTransformRules: rules.join('') });
    const lines = examineToken(await signIn(protocol), await expectations({ protocol }));
    await relyingPartyTrusts.update(trust);
    expect(failed(lines)).toEqual(expected);
  });
});

it('is good in every line by rules of the kind that an AD FS for several domains has', async () => {
  const { relyingPartyTrusts } = world.server.services.directory;
  await relyingPartyTrusts.update({ ...trust, issuanceTransformRules: AD_FS_RULES });
  const issuerUri = 'http://contoso.example/adfs/services/trust/';
  const lines = examineToken(await signIn('wsFed'), await expectations({ issuerUri }));
  await relyingPartyTrusts.update(trust);
  expect(failed(lines)).toEqual([]);
});

it('knows the protocols apart', async () => {
  const lines = examineToken(await signIn('wsFed'), await expectations({ protocol: 'saml' }));
  expect(failed(lines)).toEqual(['token-version']);
});

it.each([
  '',
  '<a/>',
  '<!DOCTYPE a><a/>',
  'no XML',
  '<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>',
])('says of %j that it is no signed token', async (text) => {
  expect(failed(examineToken(text, await expectations()))).toEqual(['token-signature']);
});

describe('the settings of a domain', () => {
  async function serverFacts() {
    const { signingCertificates, issuerUri, now } = await expectations();
    return { origin: 'https://fs.contoso.example', issuerUri, signingCertificates, now };
  }

  it('are good as the set-up prints them', async () => {
    const server = await serverFacts();
    const { federationConfiguration } = describeCloudSetup('contoso.example', 'wsFed', server);
    expect(failed(examineSettings('contoso.example', federationConfiguration, server))).toEqual([]);
  });

  it.each([
    ['contoso.example', { issuerUri: 'urn:x' }, ['settings-issuerUri']],
    ['contoso.example', { passiveSignInUri: 'https://adfs.example/adfs/ls' }, ['settings-passiveSignInUri']],
    ['contoso.example', { passiveSignInUri: 'https://fs.contoso.example/adfs/ls' }, []],
    ['contoso.example', { signOutUri: null }, ['settings-signOutUri']],
    ['contoso.example', { metadataExchangeUri: null }, ['settings-metadataExchangeUri']],
    [
      'contoso.example',
      { promptLoginBehavior: 'translateToFreshPasswordAuthentication' },
      ['settings-promptLoginBehavior'],
    ],
    ['contoso.example', { promptLoginBehavior: 'nativeSupport' }, []],
    [
      'contoso.example',
      { preferredAuthenticationProtocol: 'other' },
      ['settings-preferredAuthenticationProtocol'],
    ],
    ['contoso.example', { federatedIdpMfaBehavior: 'other' }, ['settings-federatedIdpMfaBehavior']],
    ['contoso.example', { federatedIdpMfaBehavior: null }, []],
    ['contoso.example', { signingCertificate: 'AAAA' }, ['settings-signingCertificate']],
    ['contoso.onmicrosoft.com', {}, ['domain-name']],
  ])('of %s with %j', async (domain, changes, expected) => {
    const server = await serverFacts();
    const { federationConfiguration } = describeCloudSetup(domain, 'wsFed', server);
    expect(failed(examineSettings(domain, { ...federationConfiguration, ...changes }, server))).toEqual(
      expected,
    );
  });

  it('fail with a server by http, and with a signing certificate that has ended', async () => {
    const server = { ...(await serverFacts()), origin: 'http://fs.contoso.example', now: 4_000_000_000 };
    const { federationConfiguration } = describeCloudSetup('contoso.example', 'wsFed', server);
    expect(failed(examineSettings('contoso.example', federationConfiguration, server))).toEqual([
      'settings-https',
      'signing-certificate-valid',
    ]);
  });

  it('are printed for PowerShell so that nothing in them is expanded', async () => {
    const { powerShell } = describeCloudSetup("o'neil.example$(calc)", 'saml', await serverFacts());
    expect(powerShell).toContain("-DomainId 'o''neil.example$(calc)' `\n");
    expect(powerShell).toContain("-PreferredAuthenticationProtocol 'saml'");
  });
});
