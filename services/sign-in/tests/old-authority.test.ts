import { type AuthorityRelaxation, type CertificateAuthority, guid } from '@signet/identity';
import { formatName } from '@signet/pki';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestAuthority, type TestAuthority } from '../../../core/pki/src/crl/_test-authority.ts';
import { codeOfPathFailure, judgePath } from '../src/path-judgement.ts';
import { loadTrustStore } from '../src/trust-store.ts';
import { createWorld, OTHER_TENANT_ID, type World } from './_world.ts';

// A CA that signs with SHA-1 and cannot do better: its certificates, its CRL.

/** Of the lab's publisher, which has no others. */
const PATH = 'crl/issuing.crl';

let world: World;
let ca: TestAuthority;

beforeEach(async () => {
  world = await createWorld();
  ca = await createTestAuthority('O=Northwind, CN=Northwind CA');
});
afterEach(() => world[Symbol.asyncDispose]());

async function trust(allow?: readonly AuthorityRelaxation[]): Promise<CertificateAuthority> {
  const authority: CertificateAuthority = {
    id: guid('22222222-2222-4222-8222-222222222222'),
    tenantId: OTHER_TENANT_ID,
    certificate: ca.certificateDer,
    isRootAuthority: true,
    certificateRevocationListUrl: `${world.publisher.url}/${PATH}`,
    deltaCertificateRevocationListUrl: undefined,
    issuer: formatName(ca.certificate.subject),
    issuerSki: 'AB',
    createdAt: world.clock.now(),
    ...(allow && { allow }),
  };
  await world.directory.certificateAuthorities.add(authority);
  return authority;
}

async function judge({ certificate, crl }: { certificate: Hash; crl: Hash }): Promise<string> {
  const leaf = await ca.issueCertificate({ hash: certificate });
  await world.pki.publishBytes(PATH, await ca.issueCrl({ thisUpdate: world.clock.now(), hash: crl }));
  const trustStore = await loadTrustStore(world.directory, OTHER_TENANT_ID);
  const question = { leaf, trustStore, now: world.clock.now(), publishedAfter: undefined };
  const verdict = await judgePath(question, world);
  return verdict.valid ? 'valid' : codeOfPathFailure(verdict);
}

type Hash = 'SHA-1' | 'SHA-256';

it('is refused, certificate and CRL alike, where nothing is let pass', async () => {
  await trust();
  expect(await judge({ certificate: 'SHA-1', crl: 'SHA-256' })).toBe('certificate-invalid');
  expect(await judge({ certificate: 'SHA-256', crl: 'SHA-1' })).toBe('crl-signature-invalid');
});

it('is taken where its record lets SHA-1 pass, until it does no more', async () => {
  const { allow, ...strict } = await trust(['sha1']);
  expect(allow).toEqual(['sha1']);
  expect(await judge({ certificate: 'SHA-1', crl: 'SHA-1' })).toBe('valid');
  await world.directory.certificateAuthorities.update(strict);
  expect(await judge({ certificate: 'SHA-1', crl: 'SHA-1' })).toBe('certificate-invalid');
  expect(await judge({ certificate: 'SHA-256', crl: 'SHA-1' })).toBe('crl-signature-invalid');
});

it('is refused where another departure than its own is let pass', async () => {
  await trust(['rsa1024']);
  expect(await judge({ certificate: 'SHA-1', crl: 'SHA-256' })).toBe('certificate-invalid');
});
