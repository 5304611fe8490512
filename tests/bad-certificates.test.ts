import { createRandom, createSystemClock } from '@signet/crypto';
import type { User } from '@signet/identity';
import {
  type CertificateFault,
  type ClientCertificate,
  CONTOSO_TENANT_ID,
  createLabPki,
  DEMO_PEOPLE,
  type DemoPerson,
  FEDERATED_DOMAIN,
  issueFaultyCertificate,
  MANAGED_DOMAIN,
} from '@signet/lab';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { withoutDigitalSignature } from './_certificates.ts';
import {
  atEachDoor,
  attemptSignIn,
  DOORS,
  expectRefusedAsJson,
  expectRefusedOnPage,
  FACE_OF_DOOR,
  type Refusal,
  redeemCode,
  refresh,
  signInForCode,
  signInForRefreshToken,
} from './_refusals.ts';
import { ISSUER_URI, startWorld, type World } from './_world.ts';

const { alice, dora, emil } = DEMO_PEOPLE;
const ports = { clock: createSystemClock(), random: createRandom() };

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const VALIDITY = { aadsts: 500172, check: 'validity', rule: 'RFC 5280 §6.1.3 (a)(2)' } as const;
const UNTRUSTED = {
  aadsts: 500176,
  code: 'certificate-untrusted',
  check: 'path-building',
  rule: 'RFC 5280 §6.1: a path to a trust anchor',
} as const;
const BINDING = {
  check: 'user-binding',
  rule: 'Entra CBA: user binding, PrincipalName or RFC822Name to userPrincipalName',
} as const;
const MISMATCH = { aadsts: 1001003, code: 'certificate-user-mismatch', ...BINDING } as const;
const NOT_FOUND = { aadsts: 50034, code: 'user-not-found', ...BINDING } as const;
const REVOKED = { aadsts: 500171, code: 'certificate-revoked' } as const;
const DISABLED = {
  aadsts: 50057,
  code: 'user-disabled',
  check: 'account-enabled',
  rule: 'Entra: accountEnabled',
} as const;

type Row = Omit<Refusal, 'face'> & {
  readonly what: string;
  readonly issue: (person: DemoPerson) => Promise<ClientCertificate | undefined>;
};

/** Whoever signs in, at either door. */
const CERTIFICATES: readonly Row[] = [
  {
    what: 'no certificate',
    issue: async () => undefined,
    aadsts: 50192,
    code: 'no-certificate',
    check: 'certificate-sent',
    rule: 'RFC 8446 §4.4.2',
  },
  { what: 'an expired certificate', issue: faulty('expired'), code: 'certificate-expired', ...VALIDITY },
  {
    what: 'a certificate that is not valid yet',
    issue: faulty('not-yet-valid'),
    code: 'certificate-not-yet-valid',
    ...VALIDITY,
  },
  { what: 'a certificate of an unknown CA', issue: faulty('unknown-ca'), ...UNTRUSTED },
  { what: 'a certificate of a CA with our CA’s names', issue: faulty('impostor-ca'), ...UNTRUSTED },
  {
    what: 'a certificate of a CA with our CA’s names and key identifiers',
    issue: issueByImpostor,
    aadsts: 50017,
    code: 'certificate-invalid',
    check: UNTRUSTED.check,
    rule: UNTRUSTED.rule,
  },
  {
    what: 'a certificate for servers',
    issue: faulty('wrong-eku'),
    aadsts: 50017,
    code: 'certificate-invalid',
    check: 'extended-key-usage',
    rule: 'RFC 5280 §4.2.1.12',
  },
  {
    what: 'a certificate whose key may not sign',
    issue: async (person) => withoutDigitalSignature(world.pki, await world.issueFor(person)),
    aadsts: 50017,
    code: 'certificate-invalid',
    check: 'digital-signature',
    rule: 'RFC 5246 §7.4.6, RFC 5280 §4.2.1.3',
  },
  {
    what: 'a revoked certificate',
    issue: async (person) => {
      const certificate = await world.issueFor(person);
      await world.revoke(certificate);
      return certificate;
    },
    ...REVOKED,
    check: 'revocation',
    rule: 'RFC 5280 §6.1.3 (a)(3)',
  },
  {
    what: 'a certificate without subject alternative name',
    issue: faulty('without-san'),
    aadsts: 1001003,
    code: 'certificate-field-missing',
    ...BINDING,
  },
];

describe.each(atEachDoor(CERTIFICATES))('at the $door door $what', ({ door, person, issue, ...refusal }) => {
  it(`is refused with AADSTS${refusal.aadsts}, logged, and nobody is signed in`, async () => {
    const attempt = await attemptSignIn(world, person.userPrincipalName, await issue(person));
    await expectRefusedOnPage(world, attempt, { ...refusal, face: FACE_OF_DOOR[door] });
  });
});

describe('at the federated door', () => {
  const face = FACE_OF_DOOR.federated;

  it.each([
    ['of a user who does not exist', 'san-of-nobody', NOT_FOUND],
    ['with a user principal name of a domain that nobody owns', 'upn-of-another-domain', NOT_FOUND],
  ] as const)('refuses a certificate %s', async (_what, fault, refusal) => {
    const attempt = await attemptSignIn(world, alice.userPrincipalName, await faulty(fault)(alice));
    await expectRefusedOnPage(world, attempt, { ...refusal, face });
  });

  // AD FS does not use the user-name hint with certificate authentication; `signet explain --upn` says the same.
  it('signs in whom the certificate names, whoever’s name was typed', async () => {
    const { outcome, codeVerifier } = await attemptSignIn(
      world,
      `nobody@${FEDERATED_DOMAIN}`,
      await world.issueFor(alice),
    );
    const code = (outcome.kind === 'redirect' && outcome.parameters.get('code')) || '';
    const { body } = await redeemCode(world, { code, codeVerifier });
    expect(decodeJwt(String(body['id_token']))).toMatchObject({
      oid: alice.id,
      preferred_username: alice.userPrincipalName,
    });
  });

  it('refuses the certificate of a user whose domain is not federated with this server', async () => {
    const attempt = await attemptSignIn(world, alice.userPrincipalName, await world.issueFor(dora));
    await expectRefusedOnPage(world, attempt, {
      aadsts: 50107,
      code: 'user-outside-domain',
      check: 'user-domain',
      rule: 'Entra: home realm',
      face,
    });
  });
});

describe('at the managed door', () => {
  const face = FACE_OF_DOOR.managed;

  it('refuses a typed name that no user has', async () => {
    const nobody = `nobody@${MANAGED_DOMAIN}`;
    const certificate = await faulty('san-of-nobody')(dora);
    await expectRefusedOnPage(world, await attemptSignIn(world, nobody, certificate), {
      aadsts: 50034,
      code: 'user-not-found',
      check: 'user-exists',
      rule: 'Entra CBA: the user is found by the typed name',
      face,
    });
  });

  it.each([
    ['of another user', () => world.issueFor(emil)],
    ['of a user who does not exist', () => faulty('san-of-nobody')(dora)],
    ['of a user of another domain', () => world.issueFor(alice)],
    ['with a name of a domain that nobody owns', () => faulty('upn-of-another-domain')(dora)],
  ] as const)('refuses a certificate %s', async (_what, issue) => {
    const attempt = await attemptSignIn(world, dora.userPrincipalName, await issue());
    await expectRefusedOnPage(world, attempt, { ...MISMATCH, face });
  });

  it('refuses a user whose domain was federated while the browser was at the prompt', async () => {
    const { certificate: host } = world.server.origins;
    const certificate = await world.issueFor(dora);
    const prompt = await attemptSignIn(world, dora.userPrincipalName, certificate, {
      stopAt: `${host}/${CONTOSO_TENANT_ID}/certauth`,
    });
    if (prompt.outcome.kind === 'page') throw new Error(prompt.outcome.text);
    await federateManagedDomain();
    const outcome = await prompt.browser.visit(prompt.outcome.url);
    await expectRefusedOnPage(
      world,
      { ...prompt, outcome },
      {
        aadsts: 50107,
        code: 'user-outside-domain',
        check: 'user-domain',
        rule: 'Entra: home realm',
        face,
      },
    );
  });
});

describe.each(DOORS)('a disabled user of the $door door', ({ door, person }) => {
  it('is refused with AADSTS50057', async () => {
    const certificate = await world.issueFor(person);
    await disable(person);
    const attempt = await attemptSignIn(world, person.userPrincipalName, certificate);
    await expectRefusedOnPage(world, attempt, { ...DISABLED, face: FACE_OF_DOOR[door] });
  });

  it('gets no new tokens for the refresh token', async () => {
    const refreshToken = await signInForRefreshToken(world, person);
    await disable(person);
    await expectRefusedAsJson(world, await refresh(world, refreshToken), {
      ...DISABLED,
      face: 'refresh-token',
      suberror: 'bad_token',
    });
  });
});

describe.each(DOORS)('a certificate of the $door door that is revoked later', ({ person }) => {
  it('ends the refresh token', async () => {
    const certificate = await world.issueFor(person);
    const refreshToken = await signInForRefreshToken(world, person, certificate);
    await world.revoke(certificate);
    await expectRefusedAsJson(world, await refresh(world, refreshToken), {
      ...REVOKED,
      face: 'refresh-token',
      check: 'certificate-still-good',
      rule: 'Entra CBA with federation: issuer and serial number are looked up again at each redemption',
      suberror: 'bad_token',
    });
  });

  it('ends single sign-on: the open browser gets no second code', async () => {
    const certificate = await world.issueFor(person);
    const { browser } = await signInForCode(world, person, certificate);
    await world.revoke(certificate);
    const again = await attemptSignIn(world, person.userPrincipalName, certificate, { browser });
    expect(again.outcome).toMatchObject({ kind: 'page', text: expect.stringContaining('AADSTS500171') });
  });
});

function faulty(fault: CertificateFault): (person: DemoPerson) => Promise<ClientCertificate> {
  return ({ displayName, userPrincipalName }) =>
    issueFaultyCertificate(world.pki, fault, { commonName: displayName, userPrincipalName }, ports);
}

/** Nothing but the signature tells its certificates from ours. */
async function issueByImpostor({ displayName, userPrincipalName }: DemoPerson): Promise<ClientCertificate> {
  const impostor = await createLabPki({ ...ports, keyAlgorithm: 'p-256' });
  return await world.pki.issueClientCertificate({
    commonName: displayName,
    userPrincipalName,
    issuer: { ...world.pki.issuing, signingKey: impostor.issuing.signingKey },
  });
}

async function disable(person: DemoPerson): Promise<void> {
  const { users } = world.server.services.directory;
  const user = (await users.find(person.id)) as User;
  await users.update({ ...user, accountEnabled: false });
  onTestFinished(() => users.update(user));
}

async function federateManagedDomain(): Promise<void> {
  const { domains } = world.server.services.directory;
  const managed = await domains.find(MANAGED_DOMAIN);
  const federated = await domains.findByIssuerUri(ISSUER_URI);
  if (!managed || !federated?.federation) throw new Error('the demo organisation lacks its domains');
  const federation = {
    ...federated.federation,
    id: 'c0270500-0000-4000-8000-0000000000f2',
    issuerUri: `${ISSUER_URI}/other`,
  };
  await domains.update({ ...managed, federation });
  onTestFinished(() => domains.update(managed));
}
