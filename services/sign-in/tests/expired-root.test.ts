import { type CertificateAuthority, guid, type User } from '@signet/identity';
import { DEMO_PEOPLE } from '@signet/lab';
import { createEvidence, formatName } from '@signet/pki';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestAuthority } from '../../../core/pki/src/crl/_test-authority.ts';
import { checkReferenceRevocation } from '../src/reference-check.ts';
import { loadTrustStore } from '../src/trust-store.ts';
import { createWorld, OTHER_TENANT_ID, type World } from './_world.ts';

let world: World;

beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

it('what a root issued ends with the root, where no CRL would end it', async () => {
  const { certificate } = await createTestAuthority('O=Northwind, CN=Northwind CA');
  const record: CertificateAuthority = {
    id: guid('22222222-2222-4222-8222-222222222222'),
    tenantId: OTHER_TENANT_ID,
    certificate: certificate.der,
    isRootAuthority: true,
    certificateRevocationListUrl: undefined,
    deltaCertificateRevocationListUrl: undefined,
    issuer: formatName(certificate.subject),
    issuerSki: 'AB',
    createdAt: world.clock.now(),
  };
  await world.directory.certificateAuthorities.add(record);
  const trustStore = await loadTrustStore(world.directory, OTHER_TENANT_ID);
  const user = (await world.directory.users.find(DEMO_PEOPLE.dora.id)) as User;
  const reference = { issuer: record.issuer, serialNumber: '01', notAfter: undefined };
  const askAt = (now: number) =>
    checkReferenceRevocation(
      { reference, authority: trustStore.find(record.id)!, trustStore, user, now },
      world as never,
      createEvidence(),
    );
  await expect(askAt(certificate.validity.notAfter)).resolves.toBeUndefined();
  await expect(askAt(certificate.validity.notAfter + 1)).rejects.toMatchObject({
    code: 'certificate-expired',
  });
});
