import { setTimeout } from 'node:timers/promises';
import { createSignatureVerifier } from '@signet/crypto';
import { type CertificateAuthorityId, DirectoryError, guid, type TenantId } from '@signet/identity';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestAuthority,
  derFlag,
  issuingDistributionPoint,
} from '../../../core/pki/src/crl/_test-authority.ts';
import type { NewCrl } from '../src/index.ts';
import { BASE_PATH, createWorld, DELTA_PATH, NOW, type World } from './_world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const DAY = 86_400;
const SHORT = { timeLimitMilliseconds: 50, backgroundTimeLimitMilliseconds: 50, sweepSeconds: 0.05 };

function question(serialNumber: string, authority = world.authority) {
  return { authority, serialNumber, subjectIsCA: false, publishedAfter: undefined };
}

async function addAuthority(id: string, path: string): Promise<void> {
  const tenantId = guid<TenantId>(`${id}111111-1111-4111-8111-111111111111`);
  await world.directory.tenants.add({ id: tenantId, displayName: id, createdAt: NOW });
  await world.directory.certificateAuthorities.add({
    ...world.authority,
    id: guid<CertificateAuthorityId>(`${id}222222-2222-4222-8222-222222222222`),
    tenantId,
    certificateRevocationListUrl: world.server.url(path),
  });
}

function breakServer(): void {
  world.server.answer(BASE_PATH, (_, response) => response.writeHead(500).end());
}

describe('the store', () => {
  it('lets a restarted service answer without a download', async () => {
    await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0a' }] });
    await world.startService().check(question('a'));
    breakServer();
    const restarted = world.startService();
    expect((await restarted.check(question('a'))).status).toBe('revoked');
    expect((await restarted.check(question('b'))).status).toBe('good');
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
  });

  it.each([
    { when: 'at the next question', lookAgainMilliseconds: 0, later: 0 },
    { when: 'a moment later', lookAgainMilliseconds: 100, later: 110 },
  ])(
    'comes into use $when once another process has stored a newer one',
    async ({ lookAgainMilliseconds, later }) => {
      await world.publish({ crlNumber: 1 });
      const server = world.startService({ limits: { lookAgainMilliseconds } });
      const commandLine = world.startService();
      expect((await server.check(question('a'))).status).toBe('good');
      await world.publish({ crlNumber: 2, entries: [{ serialNumber: '0a' }] });
      expect((await server.check(question('a'))).status).toBe('good');
      await commandLine.refresh(world.authority);
      await setTimeout(later);
      expect((await server.check(question('a'))).status).toBe('revoked');
    },
  );

  it('is not asked again while the list in use was looked for just now', async () => {
    await world.publish({ crlNumber: 1 });
    const server = world.startService({ limits: { lookAgainMilliseconds: 600_000 } });
    const commandLine = world.startService();
    expect((await server.check(question('a'))).status).toBe('good');
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: '0a' }] });
    await commandLine.refresh(world.authority);
    expect((await server.check(question('a'))).status).toBe('good');
    world.clock.advance(365 * DAY);
    expect((await server.check(question('a'))).status).not.toBe('good');
  });

  it('takes no step back because another process stored an older one', async () => {
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: '0a' }] });
    const service = world.startService();
    await service.check(question('a'));
    await world.directory.storedCrls.put({
      certificateAuthorityId: world.authority.id,
      part: 'base',
      url: world.server.url(BASE_PATH),
      crl: await world.ca.issueCrl({ thisUpdate: NOW, crlNumber: 1 }),
      downloadedAt: NOW,
      etag: undefined,
      lastModified: undefined,
    });
    expect((await service.check(question('a'))).status).toBe('revoked');
  });

  it('is not replaced by an older one whose download took longer than its lease', async () => {
    const older = await world.ca.issueCrl({ thisUpdate: NOW, crlNumber: 1 });
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: '0a' }] });
    const fast = world.startService();
    const slow = world.startService({
      fetcher: {
        async fetch() {
          world.clock.advance(DAY / 2);
          await fast.refresh(world.authority);
          return { outcome: 'fetched', body: older, etag: undefined, lastModified: undefined };
        },
      },
    });
    await slow.refresh(world.authority);
    expect((await slow.check(question('a'))).status).toBe('revoked');
    expect((await world.startService().check(question('a'))).status).toBe('revoked');
  });

  it('is not believed without the signature of the CA', async () => {
    const mallory = await createTestAuthority('O=Contoso, CN=Issuing CA');
    await world.directory.storedCrls.put({
      certificateAuthorityId: world.authority.id,
      part: 'base',
      url: world.server.url(BASE_PATH),
      crl: await mallory.issueCrl({ thisUpdate: NOW }),
      downloadedAt: NOW,
      etag: undefined,
      lastModified: undefined,
    });
    await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0a' }] });
    expect((await world.startService().check(question('a'))).status).toBe('revoked');
  });

  it('is not used for another URL', async () => {
    await world.publish({ crlNumber: 1 });
    await world.startService().check(question('a'));
    const moved = world.configure({ base: world.server.url('/moved.crl') });
    world.server.answer(
      '/moved.crl',
      await world.ca.issueCrl({ thisUpdate: NOW, crlNumber: 2, entries: [{ serialNumber: '0a' }] }),
    );
    expect((await world.startService().check(question('a', moved))).status).toBe('revoked');
  });

  it('keeps an old CRL out even after a restart with an expired one', async () => {
    await world.publish({ crlNumber: 5 });
    await world.startService().check(question('a'));
    world.clock.advance(2 * DAY);
    await world.publish({ crlNumber: 4, thisUpdate: NOW - DAY, nextUpdate: NOW + 9 * DAY });
    const answer = await world.startService().check(question('a'));
    expect(answer).toMatchObject({ status: 'undetermined', failure: 'crl-expired' });
  });

  it('that is down does not stop a sign-in whose CRL can be downloaded', async () => {
    const down = () => Promise.reject(new DirectoryError('unavailable', 'the database is down'));
    const warnings: string[] = [];
    const service = world.startService({
      directory: {
        ...world.directory,
        storedCrls: {
          find: down,
          findVersion: down,
          confirm: down,
          put: down,
          putFailure: down,
          findFailure: down,
          removeFailure: down,
        },
      },
      log: { info: () => undefined, warn: (_, message) => void warnings.push(message) },
    });
    await world.publish({ crlNumber: 1 });
    expect((await service.check(question('a'))).status).toBe('good');
    expect(new Set(warnings)).toEqual(
      new Set([
        'stored CRL could not be read',
        'CRL could not be stored',
        'failure of a CRL could not be stored or read',
      ]),
    );
  });
});

describe('why a CRL could not be had', () => {
  const failure = { failure: 'crl-unreachable', reason: expect.stringContaining('404'), at: NOW };

  it('is told by every process, until one of them has it', async () => {
    const [failed] = await world.startService().refresh(world.authority);
    expect(failed).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
    const another = world.startService();
    expect(await another.status(world.authority)).toMatchObject([{ state: 'absent', lastError: failure }]);
    await world.publish({ crlNumber: 1 });
    await another.refresh(world.authority);
    const [status] = await world.startService().status(world.authority);
    expect(status).toMatchObject({ state: 'valid', lastError: undefined });
  });

  it('is told of the URL that failed alone', async () => {
    const service = world.startService();
    await service.refresh(world.authority);
    const moved = world.configure({ base: world.server.url('/moved.crl') });
    expect(await service.status(moved)).toMatchObject([{ lastError: undefined }]);
  });
});

describe('a new CRL is refused and the old one stays', () => {
  async function refuse(crl: Parameters<World['publish']>[0]) {
    await world.publish({
      crlNumber: 5,
      thisUpdate: NOW - 60,
      nextUpdate: NOW + DAY,
      entries: [{ serialNumber: '0a' }],
    });
    const service = world.startService();
    await service.check(question('a'));
    await world.publish(crl);
    const [result] = await service.refresh(world.authority);
    expect((await service.check(question('a'))).status).toBe('revoked');
    expect((await service.check(question('b'))).status).toBe('good');
    return { service, result };
  }

  it('when its CRL number goes back', async () => {
    const { service, result } = await refuse({ crlNumber: 4 });
    expect(result).toMatchObject({ outcome: 'failed', failure: 'crl-unusable' });
    const [status] = await service.status(world.authority);
    expect(status).toMatchObject({
      state: 'valid',
      crl: { crlNumber: '5' },
      lastError: { failure: 'crl-unusable', at: NOW },
    });
  });

  it('when its CRL number is gone', async () => {
    expect((await refuse({})).result).toMatchObject({ failure: 'crl-unusable' });
  });

  it('when its thisUpdate goes back', async () => {
    expect((await refuse({ crlNumber: 6, thisUpdate: NOW - 61 })).result).toMatchObject({
      failure: 'crl-unusable',
    });
  });

  it('when its scope has changed', async () => {
    const extensions = [issuingDistributionPoint(derFlag(1))];
    expect((await refuse({ crlNumber: 6, extensions })).result).toMatchObject({ failure: 'crl-unusable' });
  });

  it('when another key signed it', async () => {
    const signedBy = await createTestAuthority('CN=Mallory');
    expect((await refuse({ crlNumber: 6, signedBy })).result).toMatchObject({
      failure: 'crl-signature-invalid',
    });
  });

  it('when it has expired', async () => {
    expect((await refuse({ crlNumber: 6, nextUpdate: NOW - 1 })).result).toMatchObject({
      failure: 'crl-expired',
    });
  });

  it('until the old one has expired: then a later list with a lower number is taken', async () => {
    const { service } = await refuse({ crlNumber: 4 });
    world.clock.advance(DAY);
    await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0c' }] });
    expect((await service.check(question('c'))).status).toBe('revoked');
  });
});

describe('refresh by hand', () => {
  it('answers per URL and asks conditionally', async () => {
    world.server.answer(BASE_PATH, (request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"1"' }).end(list);
    });
    const list = await world.ca.issueCrl({ thisUpdate: NOW, crlNumber: 1 });
    const authority = world.configure({
      base: world.server.url(BASE_PATH),
      delta: world.server.url(DELTA_PATH),
    });
    const service = world.startService();
    expect(await service.refresh(authority)).toMatchObject([
      {
        part: 'base',
        url: world.server.url(BASE_PATH),
        outcome: 'updated',
        crl: { crlNumber: '1', entries: 0 },
      },
      { part: 'delta', url: world.server.url(DELTA_PATH), outcome: 'failed', failure: 'crl-unreachable' },
    ]);
    expect(await service.refresh(authority)).toMatchObject([{ outcome: 'unchanged' }, { outcome: 'failed' }]);
  });

  it('has nothing to do for a CA without base URL', async () => {
    const service = world.startService();
    expect(await service.refresh(world.configure({}))).toEqual([]);
    expect(await service.status(world.configure({ delta: world.server.url(DELTA_PATH) }))).toEqual([]);
  });
});

describe('status', () => {
  it('says what is held, what went wrong and when it is asked for again', async () => {
    const service = world.startService();
    expect(await service.status(world.authority)).toMatchObject([
      { part: 'base', state: 'absent', crl: undefined, lastError: undefined },
    ]);
    expect(world.server.requests(BASE_PATH)).toHaveLength(0);
    const bytes = await world.publish({
      crlNumber: 3,
      entries: [{ serialNumber: '0a' }],
      nextPublish: NOW + 1800,
    });
    await service.check(question('a'));
    const [status] = await service.status(world.authority);
    expect(status).toMatchObject({
      url: world.server.url(BASE_PATH),
      state: 'valid',
      downloadedAt: NOW,
      crl: {
        issuer: 'CN=Issuing CA, O=Contoso',
        crlNumber: '3',
        thisUpdate: NOW,
        nextUpdate: NOW + DAY,
        nextPublish: NOW + 1800,
        entries: 1,
        bytes: bytes.length,
      },
    });
    expect(status?.nextRefresh).toBeGreaterThanOrEqual(NOW + 1800);
    world.clock.advance(DAY);
    expect(await service.status(world.authority)).toMatchObject([{ state: 'expired' }]);
  });
});

describe('the background', () => {
  it('downloads for every CA before anybody signs in', async () => {
    await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0a' }] });
    const service = world.startService();
    await service.refreshDue();
    breakServer();
    expect((await service.check(question('a'))).status).toBe('revoked');
  });

  it('leaves alone what is not due and renews what is, before it expires', async () => {
    await world.publish({ crlNumber: 1, nextUpdate: NOW + 3000 });
    const service = world.startService();
    await service.refreshDue();
    world.clock.advance(2000);
    await service.refreshDue();
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
    await world.publish({ crlNumber: 2 });
    world.clock.advance(900);
    await service.refreshDue();
    expect(world.server.requests(BASE_PATH)).toHaveLength(2);
    expect(await service.status(world.authority)).toMatchObject([{ crl: { crlNumber: '2' } }]);
  });

  it('asks at Next CRL Publish', async () => {
    await world.publish({ crlNumber: 1, nextPublish: NOW + 600, nextUpdate: NOW + 1200 });
    const service = world.startService();
    await service.refreshDue();
    world.clock.advance(599);
    await service.refreshDue();
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
    world.clock.advance(301);
    await service.refreshDue();
    expect(world.server.requests(BASE_PATH)).toHaveLength(2);
  });

  it('asks a host that failed once a minute', async () => {
    const service = world.startService();
    await service.refreshDue();
    world.clock.advance(59);
    await service.refreshDue();
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
    world.clock.advance(1);
    await service.refreshDue();
    expect(world.server.requests(BASE_PATH)).toHaveLength(2);
  });

  it('does not let hosts that hang again hold up the others', async () => {
    await world.publish({ crlNumber: 1 });
    await world.startService().refresh(world.authority);
    world.server.answerAllBelow('/hanging', () => undefined);
    const ids = Array.from({ length: 12 }, (_, i) => `a${i.toString(16)}`);
    for (const id of ids) await addAuthority(id, `/hanging-${id}.crl`);
    await world.startService({ limits: SHORT }).refreshDue();
    const service = world.startService({ limits: { ...SHORT, backgroundTimeLimitMilliseconds: 600_000 } });
    const base = async () => (await service.status(world.authority))[0]?.crl?.crlNumber;
    // Not the first round alone: the second does not wait for what hangs in the first.
    for (const crlNumber of [2, 3]) {
      // Before it is due: a sweep that came between would find the old one and be content for an hour.
      await world.publish({ crlNumber });
      world.clock.advance(7200);
      service.start();
      await expect.poll(base, { timeout: 60_000 }).toBe(String(crlNumber));
      // The list is in use a moment before its download is over, and that notes when it was.
      await service.refresh(world.authority);
    }
  });

  it('goes on while somebody who is told of each round still works', async () => {
    await world.publish({ crlNumber: 1 });
    const service = world.startService({ limits: SHORT });
    const working = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    service.onSweep(() => {
      begun.resolve();
      return working.promise;
    });
    service.start();
    await begun.promise;
    await world.publish({ crlNumber: 2 });
    world.clock.advance(7200);
    const base = async () => (await service.status(world.authority))[0]?.crl?.crlNumber;
    // The service does not stop before the work is done, whatever comes of this.
    await expect.poll(base, { timeout: 60_000 }).toBe('2').finally(working.resolve);
  });

  it('cuts what a server has made long of the reason of its failure', async () => {
    const { authority } = world;
    world.server.answer(BASE_PATH, (_, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:1/${'x'.repeat(5000)}` }).end(),
    );
    await world.startService().refresh(authority);
    const failure = await world.directory.storedCrls.findFailure(authority.id, 'base');
    expect(failure?.reason.length).toBeLessThan(1100);
  });

  it('runs from start to stop', async () => {
    await world.publish({ crlNumber: 1 });
    const service = world.startService();
    const landed = new Promise<NewCrl>((resolve) => void service.onNewCrl(resolve));
    service.start();
    service.start();
    expect((await landed).part).toBe('base');
    await service.stop();
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
  });

  it('is ended at once while a download hangs, and does not call that a failure', async () => {
    const asked = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    world.server.answer(BASE_PATH, (_, response) => {
      response.on('close', closed.resolve);
      asked.resolve();
    });
    const service = world.startService();
    service.start();
    await asked.promise;
    await service.stop();
    await closed.promise;
    expect(await service.status(world.authority)).toMatchObject([{ lastError: undefined }]);
  });
});

describe('onNewCrl', () => {
  it('tells what a new list revokes that the old one did not', async () => {
    const service = world.startService();
    const events: NewCrl[] = [];
    const away = service.onNewCrl((event) => void events.push(event));
    await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0a' }] });
    await service.refresh(world.authority);
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: '0a' }, { serialNumber: '0b' }] });
    await service.refresh(world.authority);
    await service.refresh(world.authority);
    away();
    await world.publish({ crlNumber: 3 });
    await service.refresh(world.authority);
    await service.stop();
    expect(events.map(({ newlyRevoked }) => newlyRevoked === undefined)).toEqual([true, false]);
    const [, second] = events;
    expect(second?.authority.id).toBe(world.authority.id);
    expect(second?.newlyRevoked).toEqual(['b']);
    expect(second?.findRevoked('a')?.userCertificate).toBe('a');
    expect(second?.findRevoked('c')).toBeUndefined();
  });

  it('tells what a delta takes back no more', async () => {
    const authority = world.configure({
      base: world.server.url(BASE_PATH),
      delta: world.server.url(DELTA_PATH),
    });
    const service = world.startService();
    const told: unknown[] = [];
    service.onNewCrl(({ part, newlyRevoked }) => void told.push([part, newlyRevoked]));
    await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0a', reason: 'certificateHold' }] });
    const entries = [{ serialNumber: '0a', reason: 'removeFromCRL' as const }];
    await world.publish({ crlNumber: 2, baseCrlNumber: 1, entries }, 'delta');
    await service.refresh(authority);
    await world.publish({ crlNumber: 3, baseCrlNumber: 1 }, 'delta');
    await service.refresh(authority);
    await service.stop();
    expect(told.at(-1)).toEqual(['delta', ['a']]);
  });

  it('does not count what a delta removes', async () => {
    const service = world.startService();
    const events: NewCrl[] = [];
    service.onNewCrl((event) => void events.push(event));
    await world.publish({ crlNumber: 1 });
    await world.publish(
      { crlNumber: 2, baseCrlNumber: 1, entries: [{ serialNumber: '0a', reason: 'removeFromCRL' }] },
      'delta',
    );
    await service.refresh(
      world.configure({ base: world.server.url(BASE_PATH), delta: world.server.url(DELTA_PATH) }),
    );
    await service.stop();
    const delta = events.find(({ part }) => part === 'delta');
    expect(delta?.findRevoked('a')).toBeUndefined();
    expect(delta?.newlyRevoked).toBeUndefined();
  });

  it('tells of a list that a restart loads from the store', async () => {
    await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0a' }] });
    await world.startService().check(question('a'));
    const restarted = world.startService();
    const events: NewCrl[] = [];
    restarted.onNewCrl((event) => void events.push(event));
    await restarted.check(question('b'));
    await restarted.stop();
    expect(events.map(({ findRevoked }) => findRevoked('a')?.userCertificate)).toEqual(['a']);
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
  });

  it('survives a listener that fails', async () => {
    const warnings: string[] = [];
    const log = { info: () => undefined, warn: (_: object, message: string) => void warnings.push(message) };
    const service = world.startService({ log });
    service.onNewCrl(() => Promise.reject(new Error('no')));
    await world.publish({ crlNumber: 1 });
    expect((await service.check(question('a'))).status).toBe('good');
    await service.stop();
    expect(warnings).toEqual(['listener of new CRLs failed']);
  });
});

describe('a refresh that failed', () => {
  it('shows in the evidence while the CRL in use is current', async () => {
    await world.publish({ crlNumber: 1 });
    const service = world.startService();
    await service.check(question('a'));
    breakServer();
    await service.refresh(world.authority);
    const answer = await service.check(question('a'));
    expect(answer.status).toBe('good');
    expect(answer.checks[0]?.detail).toContain('The last refresh failed');
  });
});

describe('the signature of a CRL', () => {
  it('is checked once per download', async () => {
    const verify = createSignatureVerifier();
    let checks = 0;
    const service = world.startService({
      verifySignature: (input) => {
        checks += 1;
        return verify(input);
      },
    });
    await world.publish({ crlNumber: 1 });
    for (const serial of ['a', 'b', 'c']) await service.check(question(serial));
    expect(checks).toBe(1);
  });
});
