import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type CertificateAuthority, DEFAULT_CERTIFICATE_METHOD, guid } from '@signet/identity';
import { CONTOSO_TENANT_ID, createLabPki } from '@signet/lab';
import { startServer } from '@signet/server';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkIssuerHints } from '../apps/cli/src/doctor/issuer-hints.ts';
import { checkTenantHosts } from '../apps/cli/src/doctor/tenant-hosts.ts';
import { type Finding, type Patient, RESTART } from '../apps/cli/src/doctor/types.ts';
import { addTenant } from './_tenants.ts';
import { startWorld, type World } from './_world.ts';

// What «signet doctor» says of the hosts of tenants, at a running server with host names on one port.

const PARENT = 'certauth.login.contoso.example';

let world: World;
beforeAll(async () => {
  world = await startWorld({ onePort: true });
  await addTenant(world, 'Northwind');
});
afterAll(() => world?.[Symbol.asyncDispose]());
afterEach(async () => {
  const { authenticationMethodPolicies } = world.server.services.directory;
  await authenticationMethodPolicies.remove(CONTOSO_TENANT_ID, 'X509Certificate');
});

/** A DNS that answers for these names with this machine. */
const answering =
  (isKnown: (hostname: string) => boolean): LookupFunction =>
  (hostname, options, callback) =>
    isKnown(hostname) ? lookup('127.0.0.1', options, callback) : lookup(hostname, options, callback);

async function patientOf(changes: Partial<Patient>): Promise<Patient> {
  const { services, origins } = world.server;
  return {
    config: world.config,
    services,
    origins,
    authorities: await services.directory.certificateAuthorities.listAll(),
    now: () => services.clock.now(),
    demo: 'none',
    setFaults: [],
    extraTrust: world.pki.root.certificatePem,
    lookup: answering(() => true),
    testPerson: { absentBecause: 'not asked' },
    ...changes,
  };
}

async function examine(changes: Partial<Patient> = {}): Promise<readonly Finding[]> {
  return checkTenantHosts(await patientOf(changes), []);
}

describe('the certificate host of a tenant', () => {
  it('is good when its name resolves, the certificate covers it and its CAs are named', async () => {
    expect(await examine()).toEqual([
      {
        check: 'tenant-host',
        name: 'Certificate host of Contoso',
        result: 'pass',
        evidence: `t${CONTOSO_TENANT_ID}.${PARENT} resolves, the certificate covers it, and 2 CAs of the tenant and no other are named`,
      },
    ]);
  });

  it('fails when DNS does not answer for it', async () => {
    const [finding] = await examine({ lookup: answering((hostname) => hostname === PARENT) });
    expect(finding).toMatchObject({
      result: 'fail',
      evidence: expect.stringMatching(/^t[0-9a-f-]{36}\.certauth.*ENOTFOUND|EAI_AGAIN/),
      remedy: expect.stringContaining(`Let DNS answer for *.${PARENT}`),
    });
  });

  it('fails when the handshake there does not name what the directory has now', async () => {
    const { clock, random, directory } = world.server.services;
    const ports = { clock, random, keyAlgorithm: 'p-256' } as const;
    const stranger = await createLabPki({ ...ports, organisation: 'Northwind' });
    const authority = {
      ...(await world.findIssuingAuthority()),
      id: guid<CertificateAuthority['id']>(random.guid()),
      certificate: stranger.issuing.certificate,
    };
    await directory.certificateAuthorities.add(authority);
    onTestFinished(() => directory.certificateAuthorities.remove(authority.id));
    // The server reads the CAs once a minute, and has not read this one.
    expect(await examine()).toMatchObject([
      {
        result: 'fail',
        evidence: expect.stringMatching(/: not named: CN=Northwind Issuing CA/),
        remedy: RESTART,
      },
    ]);
  });

  it('fails when the handshake there names CAs of others', async () => {
    const { certificateAuthorities } = world.server.services.directory;
    const issuing = await world.findIssuingAuthority();
    await certificateAuthorities.remove(issuing.id);
    onTestFinished(() => certificateAuthorities.add(issuing));
    expect(await examine()).toMatchObject([
      { result: 'fail', evidence: expect.stringMatching(/: 1 CA of others named$/), remedy: RESTART },
    ]);
  });

  it('is left open when the certificate does not cover it, for nobody is led there', async () => {
    const certificateHostname = 'certauth.fs.contoso.example';
    const { listen } = world.config;
    const onePort = { ...listen.onePort!, port: 0, certificateHostname };
    await using server = await startServer({ ...world.config, listen: { ...listen, onePort } });
    const config = { ...world.config, listen: { ...listen, onePort } };
    expect(await examine({ config, origins: server.origins })).toMatchObject([
      { result: 'skipped', evidence: expect.stringContaining(`does not cover *.${certificateHostname}`) },
    ]);
  });

  it('has no line without issuer hints, nor where hosts are not told apart by name', async () => {
    const { authenticationMethodPolicies } = world.server.services.directory;
    const method = { ...DEFAULT_CERTIFICATE_METHOD, issuerHintsConfiguration: { state: 'disabled' } };
    await authenticationMethodPolicies.put(CONTOSO_TENANT_ID, 'X509Certificate', JSON.stringify(method));
    expect(await examine()).toEqual([]);
    await authenticationMethodPolicies.remove(CONTOSO_TENANT_ID, 'X509Certificate');
    const { onePort: _, ...listen } = world.config.listen;
    expect(await examine({ config: { ...world.config, listen } })).toEqual([]);
  });

  it('is not looked at before the certificate listener is good', async () => {
    const broken = { check: 'listener-certificate', name: 'X', result: 'fail', evidence: 'closed' } as const;
    expect(await checkTenantHosts(await patientOf({}), [broken])).toMatchObject([{ result: 'skipped' }]);
  });
});

describe('the request for a certificate', () => {
  it('is good at a server that names no CAs, because its tenants have no issuer hints', async () => {
    const { authenticationMethodPolicies } = world.server.services.directory;
    const method = { ...DEFAULT_CERTIFICATE_METHOD, issuerHintsConfiguration: { state: 'disabled' } };
    await authenticationMethodPolicies.put(CONTOSO_TENANT_ID, 'X509Certificate', JSON.stringify(method));
    const { listen } = world.config;
    const onePort = { ...listen.onePort!, port: 0 };
    await using server = await startServer({ ...world.config, listen: { ...listen, onePort } });
    const [finding] = await checkIssuerHints(await patientOf({ origins: server.origins }), []);
    expect(finding).toMatchObject({
      result: 'pass',
      evidence: 'asks for a certificate of whatever CA: no tenant has issuer hints and CAs',
    });
  });
});
