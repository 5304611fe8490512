import { type CertificateAuthority, guid } from '@signet/identity';
import { CONTOSO_TENANT_ID, createLabPki, type LabPki } from '@signet/lab';
import { parseCertificate } from '@signet/pki';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadTrustStore } from '../src/trust-store.ts';
import { createWorld, findIssuingAuthority, OTHER_TENANT_ID, type World } from './_world.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

it('tells anchors from intermediates by the record, and finds records by certificate and id', async () => {
  const store = await loadTrustStore(world.directory, CONTOSO_TENANT_ID);
  const root = parseCertificate(world.pki.root.certificate);
  const issuing = parseCertificate(world.pki.issuing.certificate);
  expect(store.anchors).toEqual([root]);
  expect(store.intermediates).toEqual([issuing]);
  const record = await findIssuingAuthority(world);
  expect(store.findRecord(issuing)?.id).toBe(record.id);
  expect(store.find(record.id)?.certificate).toEqual(issuing);
});

it('has nothing for a certificate that merely has the names of a trusted CA', async () => {
  const store = await loadTrustStore(world.directory, CONTOSO_TENANT_ID);
  const { issuing } = await createRenewedPki();
  expect(store.findRecord(parseCertificate(issuing.certificate))).toBeUndefined();
});

it('holds the CAs of its own tenant only', async () => {
  const store = await loadTrustStore(world.directory, OTHER_TENANT_ID);
  expect(store.anchors).toEqual([]);
  expect(store.findByIssuerClaim(world.pki.issuing.subject)).toEqual([]);
});

it('reads a record anew whose certificate was replaced', async () => {
  const { certificateAuthorities } = world.directory;
  const record = await findIssuingAuthority(world);
  const { issuing } = await createRenewedPki();
  await certificateAuthorities.update({ ...record, certificate: issuing.certificate });
  onTestFinished(() => certificateAuthorities.update(record));
  const store = await loadTrustStore(world.directory, CONTOSO_TENANT_ID);
  expect(store.find(record.id)?.certificate.der).toEqual(issuing.certificate);
});

describe('an issuer claim', () => {
  it.each([
    ['leaf first, as AD FS writes it', 'CN=Contoso Issuing CA, O=Contoso'],
    ['leaf first without blanks', 'CN=Contoso Issuing CA,O=Contoso'],
    ['in the order of the encoding', 'O=Contoso, CN=Contoso Issuing CA'],
    ['in the order of the encoding without blanks', 'O=Contoso,CN=Contoso Issuing CA'],
    ['in another case', 'cn=CONTOSO ISSUING CA, o=contoso'],
    ['with more blanks', 'CN = Contoso  Issuing CA ,  O=Contoso'],
  ])('finds the CA: %s', async (_how, claim) => {
    const store = await loadTrustStore(world.directory, CONTOSO_TENANT_ID);
    expect(store.findByIssuerClaim(claim).map(({ record }) => record.issuer)).toEqual([
      world.pki.issuing.subject,
    ]);
  });

  it.each([
    ['of another CA', 'CN=Northwind Issuing CA, O=Northwind'],
    ['with one part less', 'CN=Contoso Issuing CA'],
    ['with one part more', 'CN=Contoso Issuing CA, OU=PKI, O=Contoso'],
    ['that is no name', 'Contoso Issuing CA'],
    ['that is empty', ''],
  ])('finds nothing: a claim %s', async (_how, claim) => {
    const store = await loadTrustStore(world.directory, CONTOSO_TENANT_ID);
    expect(store.findByIssuerClaim(claim)).toEqual([]);
  });

  it('finds both CAs of one name: the certificate must be good on the CRL of each', async () => {
    const { certificateAuthorities } = world.directory;
    const record = await findIssuingAuthority(world);
    const { issuing } = await createRenewedPki();
    const renewed: CertificateAuthority = {
      ...record,
      id: guid(world.random.guid()),
      certificate: issuing.certificate,
      issuerSki: issuing.subjectKeyIdentifier,
    };
    await certificateAuthorities.add(renewed);
    onTestFinished(() => certificateAuthorities.remove(renewed.id));
    const store = await loadTrustStore(world.directory, CONTOSO_TENANT_ID);
    const found = store.findByIssuerClaim('O=Contoso, CN=Contoso Issuing CA');
    expect(found.map(({ record: { id } }) => id).sort()).toEqual([record.id, renewed.id].sort());
  });
});

/** CAs with the same names and other keys. */
function createRenewedPki(): Promise<LabPki> {
  const { clock, random } = world;
  return createLabPki({ clock, random, keyAlgorithm: 'p-256' });
}
