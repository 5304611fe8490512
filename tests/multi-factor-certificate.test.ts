import { createXmlCrypto } from '@signet/crypto';
import { builtInTransformRules, CLOUD_AUDIENCE, examineToken } from '@signet/federation';
import {
  DEFAULT_CERTIFICATE_METHOD,
  type FederatedIdpMfaBehavior,
  type RelyingPartyTrust,
} from '@signet/identity';
import {
  APPLICATION_IDS,
  type ClientCertificate,
  CONTOSO_TENANT_ID,
  DEMO_PEOPLE,
  FEDERATED_DOMAIN,
} from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CARD_POLICY, CARD_RULE, MULTIPLE } from './_cards.ts';
import { attemptSignIn, REDIRECT_URI, redeemCode, signInForCode } from './_refusals.ts';
import { newTrust } from './_trusts.ts';
import { ISSUER_URI, startWorld, type World } from './_world.ts';

// Our own federation server as the partner: which certificates are worth two factors, and who says so.

const { alice } = DEMO_PEOPLE;

let world: World;
let trust: RelyingPartyTrust;
beforeAll(async () => {
  world = await startWorld();
  const { directory } = world.server.services;
  const application = await directory.applications.find(APPLICATION_IDS.native);
  await directory.applications.update({ ...application!, requiresMultiFactor: true });
  const location = `${world.server.origins.login}/login.srf`;
  trust = newTrust(world.server.services, {
    displayName: 'Token service',
    identifiers: [CLOUD_AUDIENCE],
    assertionConsumerServices: [{ location, index: 0, isDefault: true }],
    wsFederationUrls: [location],
  });
  await directory.relyingPartyTrusts.add(trust);
});
afterAll(() => world?.[Symbol.asyncDispose]());

const issue = (certificatePolicies: readonly string[]): Promise<ClientCertificate> =>
  world.pki.issueClientCertificate({
    commonName: alice.displayName,
    userPrincipalName: alice.userPrincipalName,
    certificatePolicies,
  });
const issueCard = () => issue([CARD_POLICY]);
const issuePlain = () => issue([]);

async function federateAs(
  preferredAuthenticationProtocol: 'wsFed' | 'saml',
  federatedIdpMfaBehavior: FederatedIdpMfaBehavior,
): Promise<void> {
  const { domains } = world.server.services.directory;
  const domain = await domains.find(FEDERATED_DOMAIN);
  const settings = { preferredAuthenticationProtocol, federatedIdpMfaBehavior };
  await domains.update({ ...domain!, federation: { ...domain!.federation!, ...settings } });
}

async function amrOf(certificate: ClientCertificate): Promise<unknown> {
  const { body } = await redeemCode(world, await signInForCode(world, alice, certificate));
  return decodeJwt(String(body['id_token']))['amr'];
}

async function textOf(certificate: ClientCertificate): Promise<string> {
  const { outcome } = await attemptSignIn(world, alice.userPrincipalName, certificate);
  if (outcome.kind === 'redirect') throw new Error(outcome.url.href);
  return outcome.text;
}

async function setRules(extra: string, tokenType: 'saml11' | 'saml20', base?: string): Promise<void> {
  const issuanceTransformRules = `${base ?? builtInTransformRules(CLOUD_AUDIENCE, tokenType)}\n${extra}`;
  await world.server.services.directory.relyingPartyTrusts.update({ ...trust, issuanceTransformRules });
}

async function setStrength(
  affinity: 'low' | 'high',
  state: 'enabled' | 'disabled' = 'enabled',
): Promise<void> {
  const { authenticationMethodPolicies } = world.server.services.directory;
  const method = {
    ...DEFAULT_CERTIFICATE_METHOD,
    state,
    authenticationModeConfiguration: {
      x509CertificateAuthenticationDefaultMode: 'x509CertificateSingleFactor',
      x509CertificateDefaultRequiredAffinityLevel: 'low',
      rules: [
        {
          x509CertificateRuleType: 'policyOID',
          identifier: CARD_POLICY,
          policyOidIdentifier: CARD_POLICY,
          issuerSubjectIdentifier: null,
          x509CertificateAuthenticationMode: 'x509CertificateMultiFactor',
          x509CertificateRequiredAffinityLevel: affinity,
        },
      ],
    },
  };
  await authenticationMethodPolicies.put(CONTOSO_TENANT_ID, 'X509Certificate', JSON.stringify(method));
}

afterEach(async () => {
  const { relyingPartyTrusts, authenticationMethodPolicies } = world.server.services.directory;
  await relyingPartyTrusts.update(trust);
  await authenticationMethodPolicies.remove(CONTOSO_TENANT_ID, 'X509Certificate');
});

const WAYS: readonly (readonly [string, (tokenType: 'saml11' | 'saml20') => Promise<void>])[] = [
  ['an issuance rule', (tokenType) => setRules(CARD_RULE, tokenType)],
  ['a rule of authentication strength', () => setStrength('low')],
];

describe.each([
  ['wsFed', 'saml11'],
  ['saml', 'saml20'],
] as const)('by %s', (protocol, tokenType) => {
  describe.each(WAYS)('a card that %s makes two factors', (_way, setWay) => {
    it.each(['acceptIfMfaDoneByFederatedIdp', 'enforceMfaByFederatedIdp'] as const)(
      'needs no second factor of ours with %s',
      async (behavior) => {
        await federateAs(protocol, behavior);
        await setWay(tokenType);
        expect(await amrOf(await issueCard())).toEqual(['fed', 'rsa', 'mfa']);
      },
    );

    it('is one factor with rejectMfaByFederatedIdp', async () => {
      await federateAs(protocol, 'rejectMfaByFederatedIdp');
      await setWay(tokenType);
      expect(await textOf(await issueCard())).toContain('AADSTS50079');
    });

    it('is no other certificate: that is refused when the domain leaves the second factor to us', async () => {
      await federateAs(protocol, 'enforceMfaByFederatedIdp');
      await setWay(tokenType);
      expect(await textOf(await issuePlain())).toContain('AADSTS50158');
      const { items } = await world.server.services.directory.signInLog.list({}, { limit: 6 });
      // By WS-Federation the person reads it at the federation server; by SAML the relying party is told.
      const { userId } = items.find(
        ({ face, code }) => face === 'federation-server' && code === 'partner-multi-factor-missing',
      )!;
      expect(userId).toBe(alice.id);
      await federateAs(protocol, 'acceptIfMfaDoneByFederatedIdp');
      expect(await textOf(await issuePlain())).toContain('AADSTS50079');
    });

    it('is revoked like any other', async () => {
      await federateAs(protocol, 'acceptIfMfaDoneByFederatedIdp');
      await setWay(tokenType);
      const card = await issueCard();
      await world.revoke(card);
      expect(await textOf(card)).toContain('AADSTS500171');
    });
  });

  it('a rule that leaves out method and certificate still cannot hide that there was one', async () => {
    await federateAs(protocol, 'acceptIfMfaDoneByFederatedIdp');
    const withoutProof = builtInTransformRules(CLOUD_AUDIENCE, tokenType)
      .split(/(?<=;\n)/)
      .filter((rule) => !/serialnumber|field\/issuer|authnmethodsreferences/.test(rule))
      .join('');
    await setRules(CARD_RULE, tokenType, withoutProof);
    expect(await textOf(await issueCard())).toContain('AADSTS50008');
  });

  it.each([
    ['asks for high affinity', 'high', 'enabled'],
    ['belongs to a method that is off', 'low', 'disabled'],
  ] as const)(
    'a rule of authentication strength that %s makes one factor',
    async (_what, affinity, state) => {
      await federateAs(protocol, 'acceptIfMfaDoneByFederatedIdp');
      await setStrength(affinity, state);
      expect(await textOf(await issueCard())).toContain('AADSTS50079');
    },
  );

  it.each([
    ['acceptIfMfaDoneByFederatedIdp', 'card', 'note', 'claimed, and counts'],
    ['acceptIfMfaDoneByFederatedIdp', 'plain', 'note', 'not claimed: '],
    ['enforceMfaByFederatedIdp', 'card', 'pass', 'claimed, and counts'],
    ['enforceMfaByFederatedIdp', 'plain', 'fail', 'not claimed'],
    ['rejectMfaByFederatedIdp', 'card', 'note', 'claimed, and does not count: '],
  ] as const)('the checker for %s says of a %s certificate: %s', async (behavior, kind, result, found) => {
    await federateAs(protocol, 'acceptIfMfaDoneByFederatedIdp');
    await setRules(CARD_RULE, tokenType);
    const stopAt = `${world.server.origins.login}/login.srf`;
    const certificate = kind === 'card' ? await issueCard() : await issuePlain();
    const { outcome } = await attemptSignIn(world, alice.userPrincipalName, certificate, { stopAt });
    if (outcome.kind === 'page') throw new Error(outcome.text);
    const { federationKeys, clock } = world.server.services;
    const response = outcome.parameters.get('SAMLResponse');
    const lines = examineToken(
      response === null
        ? (outcome.parameters.get('wresult') ?? '')
        : Buffer.from(response, 'base64').toString(),
      {
        domain: FEDERATED_DOMAIN,
        issuerUri: ISSUER_URI,
        signingCertificates: (await federationKeys.published(clock.now())).map((key) => key.certificate),
        user: { ...alice, onPremisesImmutableId: undefined },
        provenBy: 'certificate',
        protocol,
        federatedIdpMfaBehavior: behavior,
        now: clock.now(),
        crypto: createXmlCrypto(),
      },
    );
    expect(lines.find(({ check }) => check === 'token-multi-factor')).toMatchObject({
      result,
      found: expect.stringContaining(found),
    });
    expect(lines.find(({ check }) => check === 'token-method')).toMatchObject({ result: 'pass' });
  });
});

it('answers wauth with multipleauthn at once, and says no without a page that promises more', async () => {
  const visit = async (wauth: string, certificate: ClientCertificate) => {
    const url = new URL(`${world.server.origins.login}/adfs/ls/`);
    url.search = String(new URLSearchParams({ wa: 'wsignin1.0', wtrealm: CLOUD_AUDIENCE, wauth }));
    const stopAt = `${world.server.origins.login}/login.srf`;
    return world.openBrowser(certificate).visit(url, { redirectUri: stopAt });
  };
  await setRules(CARD_RULE, 'saml11');
  const outcome = await visit(MULTIPLE, await issueCard());
  const wresult = outcome.kind === 'redirect' ? outcome.parameters.get('wresult') : '';
  expect(wresult).toContain(`AuthenticationMethod="${MULTIPLE}"`);
  expect(wresult).toContain('/authenticationmethod/tlsclient<');
  expect(outcome.steps.map(({ because }) => because)).not.toContain('certificate-prompt');
  expect(await visit(MULTIPLE, await issuePlain())).toMatchObject({
    text: expect.stringContaining('AADSTS50158'),
  });
  // A certificate was asked for, and any is one.
  expect(await visit('urn:ietf:rfc:2246', await issuePlain())).toMatchObject({ kind: 'redirect' });
});

it('leads back to the application by a card of two factors only', async () => {
  await federateAs('wsFed', 'enforceMfaByFederatedIdp');
  await setRules(CARD_RULE, 'saml11');
  const { outcome } = await attemptSignIn(world, alice.userPrincipalName, await issueCard());
  expect(outcome.kind === 'redirect' && outcome.redirectUri).toBe(REDIRECT_URI);
});
