import { type CertificateAuthority, type CertificateAuthorityId, guid } from '@signet/identity';
import { type Certificate, formatName } from '@signet/pki';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestAuthority,
  type TestAuthority,
  type TestEntry,
} from '../../../core/pki/src/crl/_test-authority.ts';
import { codeOfPathFailure, judgePath } from '../src/path-judgement.ts';
import { askKeyHolders } from '../src/revocation-question.ts';
import { loadTrustStore, type TrustStore } from '../src/trust-store.ts';
import { createWorld, OTHER_TENANT_ID, type World } from './_world.ts';

// A CA that was renewed with its key: two certificates of one name and key, each with a record of its own.

const RECORDS = ['old', 'new'] as const;
type Record = (typeof RECORDS)[number];

/** Of the lab's publisher, which has no others. */
const PATHS = { old: 'crl/issuing.crl', new: 'crl/root.crl' } as const satisfies {
  [record in Record]: string;
};

let world: World;
let cas: Readonly<{ [record in Record]: TestAuthority }>;
let leaf: Certificate;

beforeEach(async () => {
  world = await createWorld();
  const old = await createTestAuthority('O=Northwind, CN=Northwind CA');
  const keys = { privateKey: old.privateKey, publicKey: old.publicKey };
  cas = { old, new: await createTestAuthority('O=Northwind, CN=Northwind CA', { keys }) };
  leaf = await old.issueCertificate({ serialNumber: 'a1' });
});
afterEach(() => world[Symbol.asyncDispose]());

async function addRecord(record: Record, url?: string): Promise<void> {
  const { certificate, certificateDer } = cas[record];
  const authority: CertificateAuthority = {
    id: guid<CertificateAuthorityId>(`22222222-2222-4222-8222-22222222222${RECORDS.indexOf(record)}`),
    tenantId: OTHER_TENANT_ID,
    certificate: certificateDer,
    isRootAuthority: true,
    certificateRevocationListUrl: url,
    deltaCertificateRevocationListUrl: undefined,
    issuer: formatName(certificate.subject),
    issuerSki: record,
    createdAt: world.clock.now(),
  };
  await world.directory.certificateAuthorities.add(authority);
}

async function publish(record: Record, entries: readonly TestEntry[] = []): Promise<string> {
  const crl = await cas.old.issueCrl({ thisUpdate: world.clock.now(), entries });
  await world.pki.publishBytes(PATHS[record], crl);
  return `${world.publisher.url}/${PATHS[record]}`;
}

async function judge(): Promise<string> {
  const trustStore = await loadTrustStore(world.directory, OTHER_TENANT_ID);
  const question = { leaf, trustStore, now: world.clock.now(), publishedAfter: undefined };
  const verdict = await judgePath(question, world);
  return verdict.valid ? 'valid' : codeOfPathFailure(verdict);
}

function ask(trustStore: TrustStore, record: Record) {
  const query = { serialNumber: leaf.serialNumber, subjectIsCA: false, publishedAfter: undefined };
  return askKeyHolders(cas[record].certificate, query, trustStore, world.revocation);
}

const other = { old: 'new', new: 'old' } as const;

describe.each(RECORDS)('with the CRL URL on the %s record', (record) => {
  it('refuses a certificate that the CRL lists, whichever record a path leads to', async () => {
    await addRecord(record, await publish(record, [{ serialNumber: 'a1', reason: 'keyCompromise' }]));
    await addRecord(other[record]);
    expect(await judge()).toBe('certificate-revoked');
    const trustStore = await loadTrustStore(world.directory, OTHER_TENANT_ID);
    for (const asked of RECORDS) expect((await ask(trustStore, asked)).status).toBe('revoked');
  });

  it('does not say of the other record, which has none, that a revoked certificate would pass', async () => {
    await addRecord(record, await publish(record));
    await addRecord(other[record]);
    const trustStore = await loadTrustStore(world.directory, OTHER_TENANT_ID);
    const { status, checks } = await ask(trustStore, 'old');
    expect(status).toBe('good');
    expect(checks.filter(({ result }) => result === 'skipped').map(({ detail }) => detail)).toEqual([
      'No CRL URL is configured on this record of the CA: another one of its name and key is asked.',
    ]);
  });

  it('refuses when the CRL cannot be had, and the other record has none', async () => {
    await addRecord(record, `${world.publisher.url}/crl/nothing.crl`);
    await addRecord(other[record]);
    expect(await judge()).toBe('crl-unreachable');
  });

  it('accepts when the other record’s CRL answers', async () => {
    await addRecord(record, `${world.publisher.url}/crl/nothing.crl`);
    await addRecord(other[record], await publish(other[record]));
    expect(await judge()).toBe('valid');
  });

  it('refuses what one CRL lists and the other does not', async () => {
    await addRecord(record, await publish(record, [{ serialNumber: 'a1' }]));
    await addRecord(other[record], await publish(other[record]));
    expect(await judge()).toBe('certificate-revoked');
  });
});
