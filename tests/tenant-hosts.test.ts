import { DEFAULT_CERTIFICATE_METHOD, guid, type TenantId } from '@signet/identity';
import {
  type BrowserOutcome,
  CONTOSO_TENANT_ID,
  createBrowser,
  createLabPki,
  DEMO_PEOPLE,
  type DemoPerson,
  isCertificateOriginOf,
  type LabPki,
} from '@signet/lab';
import { parseCertificate } from '@signet/pki';
import { type ServerConfig, type SignetServer, startServer } from '@signet/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordCertificateRequest } from './_certificate-request.ts';
import { attemptSignIn, authorizeUrl, challengeOf, expectPage, REDIRECT_URI } from './_refusals.ts';
import { addTenant } from './_tenants.ts';
import { startWorld, type World } from './_world.ts';

// Sign-ins of managed users at the host of their tenant, whose handshake names that tenant's CAs and no others.

const { alice, dora } = DEMO_PEOPLE;
const ALL_TENANTS = 'certauth.login.contoso.example';
const CONTOSO = hostOf(CONTOSO_TENANT_ID);

let world: World;
let northwind: TenantId;
let stranger: LabPki;

beforeAll(async () => {
  world = await startWorld({ onePort: true });
  northwind = await addTenant(world, 'Northwind');
  const { directory, random, clock } = world.server.services;
  stranger = await createLabPki({ clock, random, organisation: 'Northwind', keyAlgorithm: 'p-256' });
  await directory.certificateAuthorities.add({
    ...(await world.findIssuingAuthority()),
    id: guid<never>(random.guid()),
    tenantId: northwind,
    certificate: stranger.issuing.certificate,
  });
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('a managed user', () => {
  it('gives the certificate at the host of the tenant, and its result is taken from there', async () => {
    const { outcome } = await attemptSignIn(world, dora.userPrincipalName, await world.issueFor(dora));
    expect(hostsShownTo(outcome)).toEqual([CONTOSO]);
    expectCode(outcome);
    expect(await world.newestLogEntry()).toMatchObject({ code: 'success', userId: dora.id });
  });

  it('is led there from the user-name page too', async () => {
    const browser = world.openBrowser(await world.issueFor(dora));
    const visit = { userName: dora.userPrincipalName, redirectUri: REDIRECT_URI };
    const outcome = await browser.visit(authorizeUrl(world, challengeOf('v'.repeat(43))), visit);
    expect(hostsShownTo(outcome)).toEqual([CONTOSO]);
    expectCode(outcome);
  });

  it('is told there of the CAs of that tenant alone, and at the host of all of everybody’s', async () => {
    await using server = await startAnother({});
    expect(await namesAt(server, CONTOSO)).toEqual(['root', 'issuing']);
    expect(await namesAt(server, hostOf(northwind))).toEqual(['stranger']);
    expect(await namesAt(server, ALL_TENANTS)).toEqual(['root', 'issuing', 'stranger']);
  });
});

describe('a handle', () => {
  it.each([
    ['a managed', dora, CONTOSO, `/${CONTOSO_TENANT_ID}/certauth`, 'managed-certificate'],
    ['a federated', alice, ALL_TENANTS, '/adfs/ls/certauth', 'federation-server'],
  ] as const)(
    'of %s user is refused at the host of another tenant, and still good at its own',
    async (...row) => {
      const [, person, host, path, face] = row;
      const stopAt = `https://${host}:${portOf(world.server)}${path}`;
      const attempt = await attemptSignIn(world, person.userPrincipalName, await world.issueFor(person), {
        stopAt,
      });
      if (attempt.outcome.kind !== 'redirect') throw new Error(attempt.outcome.text);
      const { url } = attempt.outcome;
      const elsewhere = new URL(url);
      elsewhere.hostname = hostOf(northwind);
      const page = expectPage(await attempt.browser.visit(elsewhere));
      expect([page.status, page.text]).toEqual([400, expect.stringContaining('AADSTS50020')]);
      expect(await world.newestLogEntry()).toMatchObject({
        face,
        code: 'user-not-in-tenant',
        tenantId: CONTOSO_TENANT_ID,
        evidence: [expect.objectContaining({ check: 'certificate-host', result: 'fail' })],
      });
      expectCode(await attempt.browser.visit(url, { redirectUri: REDIRECT_URI }));
    },
  );

  it('of a managed user is good at the host of all tenants', async () => {
    const attempt = await attemptSignIn(world, dora.userPrincipalName, await world.issueFor(dora), {
      stopAt: `https://${CONTOSO}:${portOf(world.server)}/${CONTOSO_TENANT_ID}/certauth`,
    });
    const url = new URL(attempt.outcome.url);
    url.hostname = ALL_TENANTS;
    expectCode(await attempt.browser.visit(url, { redirectUri: REDIRECT_URI }));
  });
});

describe('the host of all tenants is where a managed user is led', () => {
  it('when the tenant has issuer hints off', async () => {
    const { authenticationMethodPolicies } = world.server.services.directory;
    const put = (state: string): Promise<void> =>
      authenticationMethodPolicies.put(CONTOSO_TENANT_ID, 'X509Certificate', methodWith(state));
    await put('disabled');
    await using server = await startAnother({});
    await put('enabled');
    await expectLedTo(server, ALL_TENANTS);
  });

  it('when the server’s certificate does not cover the names below', async () => {
    const certificateHostname = 'certauth.fs.contoso.example';
    await using server = await startAnother({ certificateHostname });
    await expectLedTo(server, certificateHostname);
  });
});

/** A server on the same directory that reads CAs and policies now: a running one does so once a minute. */
function startAnother(
  changes: Partial<NonNullable<ServerConfig['listen']['onePort']>>,
): Promise<SignetServer> {
  const { listen } = world.config;
  const onePort = { ...listen.onePort!, port: 0, ...changes };
  return startServer({ ...world.config, listen: { ...listen, onePort } });
}

async function expectLedTo(server: SignetServer, hostname: string): Promise<void> {
  const browser = createBrowser({
    ca: world.pki.root.certificatePem,
    clientCertificate: await world.issueFor(dora),
    isCertificateOrigin: isCertificateOriginOf(server.origins.certificate),
    findAddress: () => '127.0.0.1',
  });
  const outcome = await browser.visit(urlFor(server, dora), { redirectUri: REDIRECT_URI });
  expect(hostsShownTo(outcome)).toEqual([hostname]);
  expectCode(outcome);
}

function urlFor({ origins }: SignetServer, { userPrincipalName }: DemoPerson): URL {
  const url = authorizeUrl(world, { login_hint: userPrincipalName, ...challengeOf('v'.repeat(43)) });
  return new URL(url.pathname + url.search, origins.login);
}

/** Where the browser had to show the certificate. */
function hostsShownTo({ steps }: BrowserOutcome): readonly string[] {
  return steps
    .filter(({ certificatePresented }) => certificatePresented)
    .map(({ url }) => new URL(url).hostname);
}

function expectCode(outcome: BrowserOutcome): void {
  if (outcome.kind === 'page') throw new Error(outcome.text);
  expect(outcome.parameters.get('code')).toMatch(/./);
}

async function namesAt(server: SignetServer, servername: string): Promise<readonly string[]> {
  const wire = await recordCertificateRequest(portOf(server), servername, world.pki);
  const authorities = {
    root: world.pki.root.certificate,
    issuing: world.pki.issuing.certificate,
    stranger: stranger.issuing.certificate,
  };
  return Object.entries(authorities)
    .filter(([, certificate]) => wire.includes(Buffer.from(parseCertificate(certificate).subject.der)))
    .map(([name]) => name);
}

function methodWith(state: string): string {
  return JSON.stringify({ ...DEFAULT_CERTIFICATE_METHOD, issuerHintsConfiguration: { state } });
}

function hostOf(tenantId: string): string {
  return `t${tenantId}.certauth.login.contoso.example`;
}

function portOf({ listeners }: SignetServer): number {
  return listeners.ports.onePort!;
}
