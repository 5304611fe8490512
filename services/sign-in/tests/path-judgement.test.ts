import { CONTOSO_TENANT_ID, createLabPki, encodeFaultyCrl } from '@signet/lab';
import { type Certificate, EXT_KEY_USAGE, type PathVerdict, parseCertificate } from '@signet/pki';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { codeOfPathFailure, judgePath } from '../src/path-judgement.ts';
import { loadTrustStore } from '../src/trust-store.ts';
import { createWorld, findIssuingAuthority, type World } from './_world.ts';

let world: World;
let leaf: Certificate;

beforeEach(async () => {
  world = await createWorld();
  leaf = await world.issue([{ type: 'upn', value: 'alice@contoso.example' }]);
});
afterEach(() => world[Symbol.asyncDispose]());

async function judge(
  certificate = leaf,
  more: { readonly publishedAfter?: number; readonly requiredExtKeyUsage?: string } = {},
): Promise<PathVerdict> {
  const trustStore = await loadTrustStore(world.directory, CONTOSO_TENANT_ID);
  const { publishedAfter, ...rest } = more;
  const now = world.clock.now();
  return await judgePath({ leaf: certificate, trustStore, now, publishedAfter, ...rest }, world);
}

function codeOf(verdict: PathVerdict): string {
  return verdict.valid ? 'valid' : codeOfPathFailure(verdict);
}

it('asks once for each certificate below the anchor, each at its own CA', async () => {
  const verdict = await judge();
  expect(codeOf(verdict)).toBe('valid');
  expect(verdict.path.map(({ der }) => der)).toEqual([
    leaf.der,
    world.pki.issuing.certificate,
    world.pki.root.certificate,
  ]);
  const asked = world.questions.map(({ authority, serialNumber, subjectIsCA }) => ({
    at: authority.issuer,
    serialNumber,
    subjectIsCA,
  }));
  expect(asked).toHaveLength(2);
  expect(asked).toContainEqual({
    at: world.pki.issuing.subject,
    serialNumber: leaf.serialNumber,
    subjectIsCA: false,
  });
  expect(asked).toContainEqual({
    at: world.pki.root.subject,
    serialNumber: world.pki.issuing.serialNumber,
    subjectIsCA: true,
  });
});

it('asks for CRLs after the user’s valid-from for the leaf, and not for CA certificates', async () => {
  const publishedAfter = world.clock.now() - 60;
  expect(codeOf(await judge(leaf, { publishedAfter }))).toBe('valid');
  expect(world.questions.map(({ subjectIsCA, publishedAfter: after }) => [subjectIsCA, after])).toEqual(
    expect.arrayContaining([
      [false, publishedAfter],
      [true, undefined],
    ]),
  );
});

it('judges a CA certificate alone, as for a reference by issuer and serial number', async () => {
  expect(codeOf(await judge(parseCertificate(world.pki.issuing.certificate)))).toBe('valid');
  expect(world.questions.map(({ serialNumber }) => serialNumber)).toEqual([world.pki.issuing.serialNumber]);
});

it('asks nobody when there is no path', async () => {
  const { clock, random } = world;
  const other = await createLabPki({ clock, random, organisation: 'Northwind', keyAlgorithm: 'p-256' });
  const { certificate } = await other.issueClientCertificate({ commonName: 'Alice' });
  expect(codeOf(await judge(parseCertificate(certificate)))).toBe('certificate-untrusted');
  expect(world.questions).toEqual([]);
});

it('refuses a certificate that is for another purpose', async () => {
  const verdict = await judge(leaf, { requiredExtKeyUsage: EXT_KEY_USAGE.serverAuth });
  expect(codeOf(verdict)).toBe('certificate-invalid');
});

it('says why revocation could not be determined, for the leaf', async () => {
  world.publisher.setFault('crl/issuing.crl', 'status-404');
  expect(codeOf(await judge())).toBe('crl-unreachable');
});

it('says why revocation could not be determined, for the issuing CA', async () => {
  const { clock, random } = world;
  const expired = await encodeFaultyCrl(world.pki, 'root', 'expired', { clock, random });
  await world.pki.publishBytes('crl/root.crl', expired);
  expect(codeOf(await judge())).toBe('crl-expired');
});

it('says that the leaf is revoked, even when the CRL is too old for the user', async () => {
  await world.pki.revoke(leaf.serialNumber, 'keyCompromise');
  await world.pki.publish();
  expect(codeOf(await judge(leaf, { publishedAfter: world.clock.now() + 60 }))).toBe('certificate-revoked');
});

it('refuses a CRL that is not later than the valid-from', async () => {
  expect(codeOf(await judge(leaf, { publishedAfter: world.clock.now() }))).toBe('crl-older-than-valid-from');
});

it('lets a CA without CRL URL pass unchecked, and says so', async () => {
  const { certificateAuthorities } = world.directory;
  await certificateAuthorities.update({
    ...(await findIssuingAuthority(world)),
    certificateRevocationListUrl: undefined,
    deltaCertificateRevocationListUrl: undefined,
  });
  const verdict = await judge();
  expect(codeOf(verdict)).toBe('valid');
  expect(verdict.checks).toContainEqual(expect.objectContaining({ check: 'revocation', result: 'skipped' }));
});

it.each([
  ['not-yet-valid', -2 * 86_400],
  ['expired', 366 * 86_400],
] as const)('tells a certificate that is %s from one that is invalid', async (what, seconds) => {
  world.clock.advance(seconds);
  expect(codeOf(await judge())).toBe(`certificate-${what}`);
});
