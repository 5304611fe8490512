import { type CertificateMethod, DEFAULT_CERTIFICATE_METHOD, guid } from '@signet/identity';
import { CONTOSO_TENANT_ID } from '@signet/lab';
import { parseCertificate } from '@signet/pki';
import { startServer } from '@signet/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordCertificateRequest } from './_certificate-request.ts';
import { startWorld, type World } from './_world.ts';

// The names in the certificate request of the tenant's own host, from servers started on one directory.

const TENANT_HOST = `t${CONTOSO_TENANT_ID}.certauth.login.contoso.example`;
const OTHER_HOST = 't00000000-0000-4000-8000-000000000009.certauth.login.contoso.example';

let world: World;

beforeAll(async () => {
  world = await startWorld({ onePort: true });
});
afterAll(() => world[Symbol.asyncDispose]());

it('are the CAs of the tenant, and none of another’s', async () => {
  expect(await namesAt(TENANT_HOST)).toEqual(['root', 'issuing']);
  expect(await namesAt(OTHER_HOST)).toEqual([]);
});

it('are none when the tenant switches them off', async () => {
  await putMethod({ issuerHintsConfiguration: { state: 'disabled' } });
  expect(await namesAt(TENANT_HOST)).toEqual([]);
  await putMethod({ issuerHintsConfiguration: null });
  expect(await namesAt(TENANT_HOST)).toEqual([]);
  await putMethod({});
  expect(await namesAt(TENANT_HOST)).toEqual(['root', 'issuing']);
});

it('are only the flagged CAs of the PKI store once one is flagged', async () => {
  const { directory, random, clock } = world.server.services;
  const now = clock.now();
  const pki = {
    id: guid(random.guid()),
    tenantId: CONTOSO_TENANT_ID,
    displayName: 'Cards',
    status: 'notStarted',
    statusDetails: '',
    createdAt: now,
    lastModifiedAt: now,
  } as const;
  await directory.publicKeyInfrastructures.add({ ...pki, id: guid(pki.id) });
  const issuing = await world.findIssuingAuthority();
  const flagged = {
    ...issuing,
    id: guid<typeof issuing.id>(random.guid()),
    publicKeyInfrastructureId: guid<never>(pki.id),
  };
  await directory.certificateAuthorities.add({ ...flagged, isIssuerHintEnabled: true });
  expect(await namesAt(TENANT_HOST)).toEqual(['issuing']);
});

async function putMethod(changes: Partial<CertificateMethod>): Promise<void> {
  const method = { ...DEFAULT_CERTIFICATE_METHOD, ...changes };
  const { authenticationMethodPolicies } = world.server.services.directory;
  await authenticationMethodPolicies.put(CONTOSO_TENANT_ID, 'X509Certificate', JSON.stringify(method));
}

/** Of a server that starts now: a running one reads CAs and policies once a minute. */
async function namesAt(servername: string): Promise<readonly string[]> {
  const { listen } = world.config;
  const onePort = { ...listen.onePort!, port: 0 };
  await using server = await startServer({ ...world.config, listen: { ...listen, onePort } });
  const wire = await recordCertificateRequest(server.listeners.ports.onePort!, servername, world.pki);
  return (['root', 'issuing'] as const).filter((name) =>
    wire.includes(Buffer.from(parseCertificate(world.pki[name].certificate).subject.der)),
  );
}
