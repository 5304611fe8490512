import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyVault, createRandom, createSignatureVerifier } from '@signet/crypto';
import { openSqliteDirectory } from '@signet/directory';
import {
  type CertificateAuthority,
  type Directory,
  guid,
  type Random,
  type RevocationOracle,
  type RevocationQuery,
  type TenantId,
} from '@signet/identity';
import {
  CONTOSO_TENANT_ID,
  createLabPki,
  type LabPki,
  type Publisher,
  type SubjectAltNameEntry,
  seedOrganisation,
  startPublisher,
} from '@signet/lab';
import { type Certificate, parseCertificate, type SignatureVerifier, type UnixSeconds } from '@signet/pki';
import { createRevocationService } from '@signet/revocation';

/** A seeded organisation on disk, its PKI and publisher, and real revocation whose questions are noted. */
export interface World extends AsyncDisposable {
  readonly directory: Directory;
  /** Of the directory. */
  readonly databaseFile: string;
  readonly random: Random;
  readonly pki: LabPki;
  readonly publisher: Publisher;
  readonly clock: { now(): UnixSeconds; advance(seconds: number): void };
  readonly verifySignature: SignatureVerifier;
  readonly revocation: RevocationOracle;
  /** In the order in which they were asked. */
  readonly questions: RevocationQuery[];
  issue(subjectAltName: readonly SubjectAltNameEntry[]): Promise<Certificate>;
}

export const OTHER_TENANT_ID: TenantId = guid('c0270500-0000-4000-8000-000000000002');

export async function createWorld(): Promise<World> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'signet-sign-in-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const clock = createTestClock();
  const random = createRandom();
  const pki = await createLabPki({ clock, random, keyAlgorithm: 'p-256' });
  const publisher = stack.use(await startPublisher({ pki, port: 0 }));
  const keyVault = createKeyVault(new Uint8Array(32).fill(7));
  const databaseFile = join(folder, 'signet.sqlite');
  const directory = stack.use(await openSqliteDirectory({ path: databaseFile, keyVault }));
  await seedOrganisation(directory, pki, {
    clock,
    random,
    loginOrigin: 'https://login.signet.example',
    federationSigningCertificate: pki.root.certificate,
    crlBaseUrl: publisher.url,
  });
  const now = clock.now();
  await directory.tenants.add({ id: OTHER_TENANT_ID, displayName: 'Northwind', createdAt: now });
  const verifySignature = createSignatureVerifier();
  const service = stack.use(
    createRevocationService({ directory, clock, verifySignature, limits: { addresses: 'any' } }),
  );
  const questions: RevocationQuery[] = [];
  const revocation: RevocationOracle = {
    check: (query) => {
      questions.push(query);
      return service.check(query);
    },
  };
  return {
    directory,
    databaseFile,
    random,
    pki,
    publisher,
    clock,
    verifySignature,
    revocation,
    questions,
    issue: async (subjectAltName) => {
      const { certificate } = await pki.issueClientCertificate({ commonName: 'Somebody', subjectAltName });
      return parseCertificate(certificate);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export async function findIssuingAuthority({ directory, pki }: World): Promise<CertificateAuthority> {
  const all = await directory.certificateAuthorities.list(CONTOSO_TENANT_ID);
  const found = all.find(({ issuer }) => issuer === pki.issuing.subject);
  if (!found) throw new Error('the organisation lacks its issuing CA');
  return found;
}

function createTestClock(): World['clock'] {
  let now = Date.UTC(2026, 10, 23, 9, 0, 0) / 1000;
  return {
    now: () => now,
    advance: (seconds) => {
      now += seconds;
    },
  };
}
