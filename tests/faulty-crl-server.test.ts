import { createRandom } from '@signet/crypto';
import type { CertificateAuthority, RevocationAnswer, RevocationFailure } from '@signet/identity';
import { DEMO_PEOPLE, type PublisherFault } from '@signet/lab';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signInForRefreshToken } from './_refusals.ts';
import { startWorld, type World } from './_world.ts';

const BASE = 'crl/issuing.crl';
const random = createRandom();

let world: World;
let revokedSerial: string;

beforeAll(async () => {
  world = await startWorld({
    revocation: {
      timeLimitMilliseconds: 500,
      backgroundTimeLimitMilliseconds: 1000,
      maxBytes: 1_000_000,
      backgroundMaxBytes: 2_000_000,
    },
  });
  const certificate = await world.issueFor(DEMO_PEOPLE.emil);
  revokedSerial = certificate.serialNumber;
  await world.revoke(certificate);
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => world.publisher.setFault(BASE, undefined));

/** What is told of a server that does this. */
const REFUSED: readonly (readonly [PublisherFault, RevocationFailure, reason: RegExp])[] = [
  ['status-404', 'crl-unreachable', /status 404/],
  ['status-500', 'crl-unreachable', /status 500/],
  ['status-503', 'crl-unreachable', /status 503/],
  ['hang', 'crl-timeout', /not read whole within/],
  ['drip', 'crl-timeout', /not read whole within/],
  ['tiny-chunks', 'crl-unreachable', /a few bytes at a time/],
  ['reset', 'crl-unreachable', /ECONNRESET/],
  ['switching-protocols', 'crl-unreachable', /status 101/],
  ['cut-off', 'crl-unreachable', /could not be read/],
  ['length-too-short', 'crl-malformed', /not a CRL/],
  ['truncated', 'crl-malformed', /not a CRL/],
  ['oversize', 'crl-too-large', /announces 22020096 bytes/],
  ['oversize-undeclared', 'crl-too-large', /goes on beyond the limit/],
  ['endless', 'crl-too-large', /goes on beyond the limit/],
  ['gzip-bomb', 'crl-too-large', /goes on beyond the limit/],
  ['html', 'crl-malformed', /not a CRL/],
  ['empty', 'crl-malformed', /not a CRL/],
  ['garbage', 'crl-malformed', /not a CRL/],
  ['redirect-loop', 'crl-unreachable', /redirects more than 3 times/],
  ['redirect-private', 'crl-unreachable', /10\.11\.12\.13, an address that the policy/],
  ['tls-error', 'crl-unreachable', /SSL|EPROTO|TLS/],
];

const ACCEPTED: readonly PublisherFault[] = ['pem', 'gzip', 'wrong-content-type'];

describe.each(REFUSED)('a CRL server that does this: %s', (fault, failure, reason) => {
  it('is told by its name, while the old CRL serves and other CAs answer', async () => {
    const authority = await issuingWithoutDelta();
    await refresh(authority);
    world.publisher.setFault(BASE, fault);
    const [[result], root] = await Promise.all([refresh(authority), checkRoot()]);
    expect(result).toMatchObject({ outcome: 'failed', failure, reason: expect.stringMatching(reason) });
    expect(root.status).toBe('good');
    expect((await check(authority, revokedSerial)).status).toBe('revoked');
    expect((await check(authority, 'abcdef')).status).toBe('good');
    const [status] = await world.server.services.revocation.status(authority);
    expect(status).toMatchObject({ state: 'valid', lastError: { failure } });
  });

  it('keeps people out who have nothing else to show, and other CAs answer', async () => {
    world.publisher.setFault(BASE, fault);
    const authority = withFreshUrl(await issuingWithoutDelta());
    const [answer, root] = await Promise.all([check(authority, 'abcdef'), checkRoot()]);
    expect(answer).toMatchObject({ status: 'undetermined', failure });
    expect(root.status).toBe('good');
  });
});

describe.each(ACCEPTED)('a CRL server that does this: %s', (fault) => {
  it('has brought a CRL all the same', async () => {
    world.publisher.setFault(BASE, fault);
    const authority = withFreshUrl(await issuingWithoutDelta());
    expect((await check(authority, revokedSerial)).status).toBe('revoked');
    expect((await check(authority, 'abcdef')).status).toBe('good');
  });
});

it('does not keep anybody out while the CRL in use is current', async () => {
  await refresh(await world.findIssuingAuthority());
  for (const path of [BASE, 'crl/issuing-delta.crl']) world.publisher.setFault(path, 'endless');
  await expect(signInForRefreshToken(world, DEMO_PEOPLE.dora)).resolves.toEqual(expect.any(String));
  world.publisher.setFault('crl/issuing-delta.crl', undefined);
});

function refresh(authority: CertificateAuthority) {
  return world.server.services.revocation.refresh(authority);
}

function check(authority: CertificateAuthority, serialNumber: string): Promise<RevocationAnswer> {
  const question = { authority, serialNumber, subjectIsCA: false, publishedAfter: undefined };
  return world.server.services.revocation.check(question);
}

async function checkRoot(): Promise<RevocationAnswer> {
  const all = await world.server.services.directory.certificateAuthorities.listAll();
  const root = all.find(({ isRootAuthority }) => isRootAuthority);
  if (root === undefined) throw new Error('the world has no root');
  return check(root, 'abcdef');
}

async function issuingWithoutDelta(): Promise<CertificateAuthority> {
  return { ...(await world.findIssuingAuthority()), deltaCertificateRevocationListUrl: undefined };
}

/** The publisher does not look at the query; to Signet it is a URL of which nothing is cached. */
function withFreshUrl(authority: CertificateAuthority): CertificateAuthority {
  return { ...authority, certificateRevocationListUrl: `${world.publisher.url}/${BASE}?${random.guid()}` };
}
