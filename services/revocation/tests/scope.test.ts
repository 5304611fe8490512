import type { RevocationAnswer } from '@signet/identity';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  derFlag,
  derPointName,
  issuingDistributionPoint,
} from '../../../core/pki/src/crl/_test-authority.ts';
import { BASE_PATH, createWorld, NOW, type World } from './_world.ts';

// A CA may publish its CRL in parts, each for distribution points of its own: a part says nothing of the others.

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const HOUR = 3600;
const OTHER = 'http://crl.contoso.example/part-2.crl';
const PUBLIC = 'http://crl.contoso.example/part-1.crl';

function part(url: string) {
  return [issuingDistributionPoint(derPointName(url))];
}

/** `points` are those of the certificate; without them only issuer and serial number are known. */
function question(serialNumber: string, points?: readonly string[]) {
  const { authority } = world;
  const common = { authority, serialNumber, subjectIsCA: false, publishedAfter: undefined };
  if (points === undefined) return common;
  const distributionPoints = points.map((value) => ({
    fullName: [{ kind: 'uniformResourceIdentifier', value } as const],
  }));
  return { ...common, distributionPoints };
}

function failureOf(answer: RevocationAnswer): string {
  return answer.status === 'undetermined' ? answer.failure : answer.status;
}

it('refuses the list of another distribution point than the certificate’s and the URL configured', async () => {
  await world.publish({ crlNumber: 9, extensions: part(OTHER) });
  const service = world.startService();
  expect(failureOf(await service.check(question('a1', [PUBLIC])))).toBe('crl-unusable');
  expect(failureOf(await service.check(question('a1', [])))).toBe('crl-unusable');
});

it('takes the list of one of the certificate’s distribution points', async () => {
  await world.publish({ crlNumber: 9, extensions: part(PUBLIC), entries: [{ serialNumber: 'a1' }] });
  const service = world.startService();
  expect(failureOf(await service.check(question('a1', [OTHER, PUBLIC])))).toBe('revoked');
  expect(failureOf(await service.check(question('a2', [OTHER, PUBLIC])))).toBe('good');
});

it('takes the list that names the URL configured, as that is written or as it is asked for', async () => {
  const url = world.server.url(BASE_PATH);
  await world.publish({ crlNumber: 9, extensions: part(url) });
  const service = world.startService();
  expect(failureOf(await service.check(question('a1', [OTHER])))).toBe('good');
  const authority = { ...world.authority, certificateRevocationListUrl: url.replace('http:', 'HTTP:') };
  expect(failureOf(await service.check({ ...question('a1', [OTHER]), authority }))).toBe('good');
});

it('holds the scope that it first held where only issuer and serial number are known', async () => {
  await world.publish({ crlNumber: 9, extensions: part(PUBLIC), nextUpdate: NOW + HOUR });
  const service = world.startService();
  expect(failureOf(await service.check(question('a1')))).toBe('good');
  world.clock.advance(HOUR + 1);
  await world.publish({ crlNumber: 10, extensions: part(OTHER) });
  expect(failureOf(await service.check(question('a1')))).toBe('crl-expired');
  world.clock.advance(HOUR);
  await world.publish({ crlNumber: 2, extensions: part(PUBLIC) });
  expect(failureOf(await service.check(question('a1')))).toBe('good');
});

it('keeps another part out after the list in use has expired', async () => {
  const own = part(world.server.url(BASE_PATH));
  await world.publish({
    crlNumber: 9,
    extensions: own,
    entries: [{ serialNumber: 'a1' }],
    nextUpdate: NOW + HOUR,
  });
  const service = world.startService();
  expect(failureOf(await service.check(question('a1')))).toBe('revoked');
  world.clock.advance(HOUR + 1);
  await world.publish({ crlNumber: 2, extensions: part(OTHER) });
  expect(failureOf(await service.check(question('a1')))).toBe('crl-expired');
  await world.publish({ crlNumber: 10, extensions: [issuingDistributionPoint(derFlag(1))] });
  expect((await service.refresh(world.authority))[0]).toMatchObject({ failure: 'crl-unusable' });
});

it('lets the list that is published for the URL take the place of one that is not', async () => {
  await world.publish({ crlNumber: 9, extensions: part(OTHER) });
  const service = world.startService();
  await service.refresh(world.authority);
  world.clock.advance(60);
  const own = part(world.server.url(BASE_PATH));
  await world.publish({ crlNumber: 3, extensions: own, entries: [{ serialNumber: 'a1' }] });
  expect((await service.refresh(world.authority))[0]).toMatchObject({ outcome: 'updated' });
  expect(failureOf(await service.check(question('a1')))).toBe('revoked');
});
