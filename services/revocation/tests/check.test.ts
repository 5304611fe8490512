import type { RevocationAnswer } from '@signet/identity';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestAuthority,
  der,
  derFlag,
  derPointName,
  issuingDistributionPoint,
} from '../../../core/pki/src/crl/_test-authority.ts';
import { BASE_PATH, createWorld, DELTA_PATH, NOW, type World } from './_world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const DAY = 86_400;

function question(serialNumber: string, authority = world.authority, publishedAfter?: number) {
  return { authority, serialNumber, subjectIsCA: false, publishedAfter };
}

function withDelta() {
  return world.configure({ base: world.server.url(BASE_PATH), delta: world.server.url(DELTA_PATH) });
}

function failureOf(answer: RevocationAnswer): string {
  return answer.status === 'undetermined' ? answer.failure : answer.status;
}

describe('the decision table of Entra CBA', () => {
  it('does not check a CA without CRL URL, and says so', async () => {
    const answer = await world.startService().check(question('0a', world.configure({})));
    expect(answer.status).toBe('not-checked');
    expect(answer.checks).toMatchObject([{ check: 'revocation', result: 'skipped' }]);
  });

  it('refuses a delta URL without base URL', async () => {
    await world.publish({ crlNumber: 2, baseCrlNumber: 1 }, 'delta');
    const authority = world.configure({ delta: world.server.url(DELTA_PATH) });
    expect(failureOf(await world.startService().check(question('a', authority)))).toBe(
      'crl-delta-without-base',
    );
    expect(world.server.requests(DELTA_PATH)).toHaveLength(0);
  });

  it('passes a serial that is not on the CRL and refuses one that is', async () => {
    await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0b', reason: 'keyCompromise' }] });
    const service = world.startService();
    expect((await service.check(question('a'))).status).toBe('good');
    expect(await service.check(question('b'))).toMatchObject({
      status: 'revoked',
      reason: 'keyCompromise',
      revocationDate: NOW,
    });
  });

  it('downloads once and answers from the cache until nextUpdate', async () => {
    await world.publish({ crlNumber: 1 });
    const service = world.startService();
    await service.check(question('a'));
    world.clock.advance(DAY - 1);
    await service.check(question('a'));
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
  });

  it('shows the CRL, its age and the rules as evidence', async () => {
    await world.publish({ crlNumber: 7 });
    const service = world.startService();
    await service.check(question('a'));
    world.clock.advance(60);
    const { checks } = await service.check(question('a'));
    const names = checks.map(({ check }) => check);
    expect(names).toEqual([
      'crl-base-download',
      'crl-signer',
      'crl-key-identifier',
      'crl-key-usage',
      'crl-critical-extensions',
      'crl-algorithm',
      'crl-signature',
      'crl-complete',
      'crl-this-update',
      'crl-next-update',
      'crl-issuer',
      'crl-distribution-point',
      'crl-scope',
      'crl-entry',
      'revocation',
    ]);
    expect(checks[0]).toMatchObject({
      rule: 'Entra CBA: CRL from the URL configured on the CA',
      facts: { url: world.server.url(BASE_PATH), crlNumber: '7', ageSeconds: 60, origin: 'cached' },
    });
  });

  it('tells an unexpected status as unreachable', async () => {
    expect(failureOf(await world.startService().check(question('a')))).toBe('crl-unreachable');
  });

  it('tells a web page in place of the CRL as malformed', async () => {
    world.server.answer(BASE_PATH, Buffer.from('<!doctype html><title>Sign in to the Wi-Fi</title>'));
    expect(failureOf(await world.startService().check(question('a')))).toBe('crl-malformed');
  });

  it('tells a truncated CRL as malformed', async () => {
    const crl = await world.publish({ crlNumber: 1 });
    world.server.answer(BASE_PATH, crl.subarray(0, crl.length - 20));
    expect(failureOf(await world.startService().check(question('a')))).toBe('crl-malformed');
  });

  it('refuses a CRL that another key signed in the name of the CA', async () => {
    const signedBy = await createTestAuthority('CN=Mallory');
    await world.publish({ crlNumber: 1, signedBy });
    expect(failureOf(await world.startService().check(question('a')))).toBe('crl-signature-invalid');
  });

  it('refuses the CRL of another CA', async () => {
    const other = await createTestAuthority('CN=Other CA');
    world.server.answer(BASE_PATH, await other.issueCrl({ thisUpdate: NOW }));
    expect(failureOf(await world.startService().check(question('a')))).toBe('crl-signature-invalid');
  });

  it('refuses a CRL of a renewed key of the CA by its key identifier', async () => {
    const renewed = await createTestAuthority('O=Contoso, CN=Issuing CA');
    world.server.answer(BASE_PATH, await renewed.issueCrl({ thisUpdate: NOW }));
    const answer = await world.startService().check(question('a'));
    expect(failureOf(answer)).toBe('crl-signature-invalid');
    expect(answer.checks[0]?.detail).toContain('names another key');
  });

  it('refuses a CRL that has expired', async () => {
    await world.publish({ thisUpdate: NOW - 2 * DAY, nextUpdate: NOW - DAY });
    expect(failureOf(await world.startService().check(question('a')))).toBe('crl-expired');
  });

  it('refuses a CRL from the future', async () => {
    await world.publish({ thisUpdate: NOW + 60 });
    expect(failureOf(await world.startService().check(question('a')))).toBe('crl-unusable');
  });

  it('refuses a CRL without nextUpdate', async () => {
    await world.publish({ nextUpdate: null });
    expect(failureOf(await world.startService().check(question('a')))).toBe('crl-unusable');
  });

  it('refuses a cached CRL past its nextUpdate when the refresh fails', async () => {
    await world.publish({ crlNumber: 1 });
    const service = world.startService();
    await service.check(question('a'));
    world.server.answer(BASE_PATH, (_, response) => response.writeHead(500).end());
    world.clock.advance(DAY);
    expect(failureOf(await service.check(question('a')))).toBe('crl-expired');
  });

  it('replaces a cached CRL past its nextUpdate by a new one', async () => {
    await world.publish({ crlNumber: 1 });
    const service = world.startService();
    await service.check(question('a'));
    world.clock.advance(DAY);
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: '0a' }] });
    expect(failureOf(await service.check(question('a')))).toBe('revoked');
  });

  it('asks a host that failed again after a few seconds only', async () => {
    const service = world.startService();
    await service.check(question('a'));
    await service.check(question('b'));
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
    world.clock.advance(5);
    await world.publish({ crlNumber: 1 });
    expect(failureOf(await service.check(question('a')))).toBe('good');
  });

  it('shares one download among all who wait for it', async () => {
    await world.publish({ crlNumber: 1 });
    const service = world.startService();
    const serials = ['a', 'b', 'c', 'd'];
    const answers = await Promise.all(serials.map((serial) => service.check(question(serial))));
    expect(answers.map(({ status }) => status)).toEqual(['good', 'good', 'good', 'good']);
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
  });

  it('never takes a URL from anywhere but the CA record', async () => {
    const elsewhere = issuingDistributionPoint(derPointName(world.server.url('/elsewhere.crl')));
    await world.publish({ crlNumber: 1, extensions: [elsewhere] });
    expect(failureOf(await world.startService().check(question('a')))).toBe('good');
    expect(world.server.requests('/elsewhere.crl')).toHaveLength(0);
  });

  it('uses a CRL for CA certificates for these only', async () => {
    await world.publish({ crlNumber: 1, extensions: [issuingDistributionPoint(derFlag(2))] });
    const service = world.startService();
    expect(failureOf(await service.check(question('a')))).toBe('crl-unusable');
    expect(failureOf(await service.check({ ...question('a'), subjectIsCA: true }))).toBe('good');
  });

  it('does not call good what a CRL for some reasons only leaves out', async () => {
    const someReasons = issuingDistributionPoint(der(0x83, Buffer.of(6, 0x40)));
    await world.publish({ crlNumber: 1, extensions: [someReasons], entries: [{ serialNumber: '0b' }] });
    const service = world.startService();
    expect(failureOf(await service.check(question('a')))).toBe('crl-unusable');
    expect(failureOf(await service.check(question('b')))).toBe('revoked');
  });
});

describe('a certificate that the base lists while the server of the delta hangs', () => {
  it.each(['keyCompromise', 'certificateHold'] as const)('is revoked at once: %s', async (reason) => {
    await world.publish({ crlNumber: 3, entries: [{ serialNumber: '0a', reason }] });
    const hanging = Promise.withResolvers<void>();
    world.server.answer(DELTA_PATH, () => hanging.resolve());
    const service = world.startService({ limits: { timeLimitMilliseconds: 600_000 } });
    expect((await service.check(question('a', withDelta()))).status).toBe('revoked');
    await hanging.promise;
  });
});

it('lets in whose hold a delta ends that is not there yet', async () => {
  await world.publish({ crlNumber: 3, entries: [{ serialNumber: '0a', reason: 'certificateHold' }] });
  const entries = [{ serialNumber: '0a', reason: 'removeFromCRL' as const }];
  await world.publish({ crlNumber: 4, baseCrlNumber: 3, entries }, 'delta');
  expect((await world.startService().check(question('a', withDelta()))).status).toBe('good');
});

describe('base and delta', () => {
  it('finds what only the delta lists', async () => {
    await world.publish({ crlNumber: 10 });
    await world.publish({ crlNumber: 12, baseCrlNumber: 10, entries: [{ serialNumber: '0a' }] }, 'delta');
    const service = world.startService();
    expect(failureOf(await service.check(question('a', withDelta())))).toBe('revoked');
    expect(failureOf(await service.check(question('b', withDelta())))).toBe('good');
  });

  it('frees a certificate on hold that the delta removes', async () => {
    const hold = { serialNumber: '0a', reason: 'certificateHold' } as const;
    await world.publish({ crlNumber: 10, entries: [hold] });
    const remove = { serialNumber: '0a', reason: 'removeFromCRL' } as const;
    await world.publish({ crlNumber: 11, baseCrlNumber: 10, entries: [remove] }, 'delta');
    const service = world.startService();
    expect(failureOf(await service.check(question('a', withDelta())))).toBe('good');
    expect(failureOf(await service.check(question('a')))).toBe('revoked');
  });

  it('fails when the delta cannot be had, though not for what the base lists', async () => {
    await world.publish({ crlNumber: 10, entries: [{ serialNumber: '0a' }] });
    const service = world.startService();
    expect(failureOf(await service.check(question('b', withDelta())))).toBe('crl-unreachable');
    expect(failureOf(await service.check(question('a', withDelta())))).toBe('revoked');
  });

  it('fails when the delta has expired', async () => {
    await world.publish({ crlNumber: 10 });
    await world.publish({ crlNumber: 11, baseCrlNumber: 10, nextUpdate: NOW + 60 }, 'delta');
    const service = world.startService();
    expect(failureOf(await service.check(question('a', withDelta())))).toBe('good');
    world.clock.advance(60);
    expect(failureOf(await service.check(question('a', withDelta())))).toBe('crl-expired');
  });

  it('downloads the base anew for a delta that starts from a newer one', async () => {
    await world.publish({ crlNumber: 10 });
    await world.publish({ crlNumber: 11, baseCrlNumber: 10, nextUpdate: NOW + 60 }, 'delta');
    const service = world.startService();
    await service.check(question('a', withDelta()));
    world.clock.advance(60);
    await world.publish({ crlNumber: 20, entries: [{ serialNumber: '0a' }] });
    await world.publish({ crlNumber: 21, baseCrlNumber: 20 }, 'delta');
    expect(failureOf(await service.check(question('a', withDelta())))).toBe('revoked');
  });

  it('refuses a delta whose base is not published', async () => {
    await world.publish({ crlNumber: 10 });
    await world.publish({ crlNumber: 21, baseCrlNumber: 20 }, 'delta');
    expect(failureOf(await world.startService().check(question('a', withDelta())))).toBe('crl-unusable');
  });

  it('lets a base be that is as new as the delta', async () => {
    await world.publish({ crlNumber: 12 });
    await world.publish({ crlNumber: 12, baseCrlNumber: 12 }, 'delta');
    expect(failureOf(await world.startService().check(question('a', withDelta())))).toBe('good');
  });

  it('refuses a complete CRL at the delta URL', async () => {
    await world.publish({ crlNumber: 10 });
    await world.publish({ crlNumber: 11 }, 'delta');
    expect(failureOf(await world.startService().check(question('a', withDelta())))).toBe('crl-unusable');
  });

  it('refuses a delta CRL at the base URL', async () => {
    await world.publish({ crlNumber: 12, baseCrlNumber: 10 });
    expect(failureOf(await world.startService().check(question('a')))).toBe('crl-unusable');
  });
});

describe('revocation that persists past StsRefreshTokensValidFrom (Entra CBA with federation)', () => {
  it('passes with a CRL that is later', async () => {
    await world.publish({ crlNumber: 1 });
    expect(failureOf(await world.startService().check(question('a', world.authority, NOW - 1)))).toBe('good');
  });

  it('refuses with a CRL of the same second, after one download more', async () => {
    await world.publish({ crlNumber: 1 });
    const service = world.startService();
    const answer = await service.check(question('a', world.authority, NOW));
    expect(failureOf(answer)).toBe('crl-older-than-valid-from');
    expect(world.server.requests(BASE_PATH)).toHaveLength(2);
  });

  it('passes when the download brings a later CRL', async () => {
    await world.publish({ crlNumber: 1 });
    const service = world.startService();
    await service.check(question('a'));
    world.clock.advance(60);
    await world.publish({ crlNumber: 2 });
    expect(failureOf(await service.check(question('a', world.authority, NOW + 30)))).toBe('good');
  });

  it('still calls revoked what the old CRL lists', async () => {
    await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0a' }] });
    const service = world.startService();
    expect(failureOf(await service.check(question('a', world.authority, NOW + 30)))).toBe('revoked');
  });

  it('counts the date of the delta', async () => {
    await world.publish({ crlNumber: 10, thisUpdate: NOW - 600 });
    await world.publish({ crlNumber: 11, baseCrlNumber: 10 }, 'delta');
    const service = world.startService();
    expect(failureOf(await service.check(question('a', withDelta(), NOW - 60)))).toBe('good');
    expect(failureOf(await service.check(question('a', world.authority, NOW - 60)))).toBe(
      'crl-older-than-valid-from',
    );
  });

  it('downloads at most once in a few seconds however many ask', async () => {
    await world.publish({ crlNumber: 1 });
    const service = world.startService();
    await service.check(question('a'));
    const ask = () => service.check(question('a', world.authority, NOW));
    await Promise.all([ask(), ask(), ask()]);
    await ask();
    expect(world.server.requests(BASE_PATH)).toHaveLength(2);
    world.clock.advance(5);
    await ask();
    expect(world.server.requests(BASE_PATH)).toHaveLength(3);
  });
});
