import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type CertificateAuthority,
  type CertificateAuthorityId,
  guid,
  type TenantId,
} from '@signet/identity';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CrlReader, INLINE_READER, type RevocationService } from '../src/index.ts';
import { BASE_PATH, createWorld, NOW, type World } from './_world.ts';

// Each service stands for a process: they share the database and nothing else.

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const LEASE = () => `crl-download ${world.server.url(BASE_PATH)}`;

function ask(service: RevocationService, serialNumber: string) {
  const { authority } = world;
  return service.check({ authority, serialNumber, subjectIsCA: false, publishedAfter: undefined });
}

/** With the key and the URL of the one that there is. */
function otherAuthority(number: number): CertificateAuthority {
  const id = guid<CertificateAuthorityId>(`44444444-2222-4222-8222-00000000000${number}`);
  return { ...world.authority, id };
}

describe('one download at a time per URL', () => {
  it('serves all processes that ask at once', async () => {
    const list = await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0a' }] });
    world.server.answer(BASE_PATH, (_, response) => void setTimeout(() => response.end(list), 200));
    const services = Array.from({ length: 4 }, () => world.startService());
    const answers = await Promise.all(services.map((service) => ask(service, 'a')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'revoked'));
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
  });

  it('goes on after a process died during its own', async () => {
    await world.publish({ crlNumber: 1 });
    await world.directory.leases.acquire(LEASE(), 'dead', NOW, NOW + 30);
    const service = world.startService({
      limits: { addresses: 'public-and-loopback', timeLimitMilliseconds: 200 },
    });
    expect(await ask(service, 'a')).toMatchObject({ failure: 'crl-download-running' });
    world.clock.advance(30);
    expect((await ask(service, 'a')).status).toBe('good');
  });

  it('takes what another process brought when its own download broke off after its lease', async () => {
    const held = Promise.withResolvers<ServerResponse>();
    world.server.answer(BASE_PATH, (_, response) => held.resolve(response));
    const slow = ask(world.startService(), 'a');
    const response = await held.promise;
    world.clock.advance(25);
    await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0a' }] });
    const other = world.startService();
    expect((await ask(other, 'a')).status).toBe('revoked');
    response.destroy();
    expect((await slow).status).toBe('revoked');
    expect((await other.status(world.authority))[0]?.lastError).toBeUndefined();
  });

  it('is one at a time for two CAs with one URL as well, to the end of each', async () => {
    const list = await world.publish({ crlNumber: 1 });
    const tenantId = guid<TenantId>('33333333-1111-4111-8111-111111111111');
    const id = guid<CertificateAuthorityId>('33333333-2222-4222-8222-222222222222');
    const other: CertificateAuthority = { ...world.authority, id, tenantId };
    await world.directory.tenants.add({ id: tenantId, displayName: 'Fabrikam', createdAt: NOW });
    await world.directory.certificateAuthorities.add(other);
    let open = 0;
    let most = 0;
    world.server.answer(BASE_PATH, (_, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => response.end(list, () => open--), 200);
    });
    const services = [world.startService(), world.startService()];
    await Promise.all(services.flatMap((one) => [one.refresh(world.authority), one.refresh(other)]));
    expect(most).toBe(1);
  });

  it('is one for all CAs with one URL, so that none of them waits for the others', async () => {
    const list = await world.publish({ crlNumber: 1 });
    let asked = 0;
    world.server.answer(BASE_PATH, (_, response) => {
      asked += 1;
      setTimeout(() => response.end(list), 400);
    });
    const authorities = [1, 2, 3, 4, 5, 6].map(otherAuthority);
    const service = world.startService({ limits: { timeLimitMilliseconds: 1500 } });
    const answers = await Promise.all(
      authorities.map((authority) =>
        service.check({ authority, serialNumber: 'a', subjectIsCA: false, publishedAfter: undefined }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(authorities.map(() => 'good'));
    expect(asked).toBe(1);
    expect(await world.directory.leases.acquire(LEASE(), 'next', NOW, NOW + 1)).toBe(true);
  });

  it('leaves no lease behind, whether it worked or not', async () => {
    const service = world.startService();
    await ask(service, 'a');
    await world.publish({ crlNumber: 1 });
    world.clock.advance(60);
    expect((await ask(service, 'a')).status).toBe('good');
    expect(await world.directory.leases.acquire(LEASE(), 'next', NOW, NOW + 1)).toBe(true);
  });

  it('goes on without leases when the database cannot give any', async () => {
    await world.publish({ crlNumber: 1 });
    const down = () => Promise.reject(new Error('down'));
    const service = world.startService({
      directory: { ...world.directory, leases: { acquire: down, release: down } },
    });
    expect((await ask(service, 'a')).status).toBe('good');
  });
});

describe('a refresh that somebody asks for', () => {
  it.each([
    ['the same process was downloading, by one download for all who ask', 3],
    ['another process was downloading', 1],
  ])('brings what was published while %s', async (process, callers) => {
    const old = await world.ca.issueCrl({ thisUpdate: NOW, crlNumber: 1, nextUpdate: NOW + 3000 });
    const entries = [{ serialNumber: '0a' }];
    const list = await world.ca.issueCrl({ thisUpdate: NOW, crlNumber: 2, nextUpdate: NOW + 3000, entries });
    const asked = Promise.withResolvers<ServerResponse>();
    world.server.answer(BASE_PATH, (_, response) => asked.resolve(response));
    const one = world.startService();
    const running = one.refreshDue();
    const response = await asked.promise;
    world.server.answer(BASE_PATH, (_, later) => void later.end(list));
    const service = process.startsWith('another') ? world.startService() : one;
    const refreshed = Promise.all(Array.from({ length: callers }, () => service.refresh(world.authority)));
    response.end(old);
    await running;
    for (const [base] of await refreshed) expect(base?.outcome).toBe('updated');
    expect((await ask(service, 'a')).status).toBe('revoked');
    expect(world.server.requests(BASE_PATH)).toHaveLength(2);
  });

  it('brings what was published while the same process was downloading for another CA with the URL', async () => {
    const old = await world.ca.issueCrl({ thisUpdate: NOW, crlNumber: 1 });
    const held = Promise.withResolvers<ServerResponse>();
    world.server.answer(BASE_PATH, (_, response) => held.resolve(response));
    const service = world.startService();
    const running = service.refreshDue();
    const response = await held.promise;
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: '0a' }] });
    const others = [1, 2].map(otherAuthority);
    const refreshed = Promise.all(others.map((other) => service.refresh(other)));
    // Time enough to come upon the download that runs.
    await pause(100);
    response.end(old);
    await running;
    for (const [base] of await refreshed) expect(base).toMatchObject({ crl: { crlNumber: '2' } });
    expect(world.server.requests(BASE_PATH)).toHaveLength(2);
  });

  it('waits for another process for as long as a download may take when nobody waits to sign in', async () => {
    const list = await world.ca.issueCrl({ thisUpdate: NOW, crlNumber: 1 });
    const held = Promise.withResolvers<ServerResponse>();
    world.server.answer(BASE_PATH, (_, response) => held.resolve(response));
    const running = world.startService().refreshDue();
    const response = await held.promise;
    await world.publish({ crlNumber: 2 });
    const other = world.startService({ limits: { timeLimitMilliseconds: 100 } });
    const refreshed = other.refresh(world.authority);
    await pause(400);
    response.end(list);
    await running;
    expect((await refreshed)[0]).toMatchObject({ outcome: 'updated', crl: { crlNumber: '2' } });
  });

  it('is one download for all CAs with one URL', async () => {
    await world.publish({ crlNumber: 1 });
    const service = world.startService();
    await Promise.all([1, 2, 3].map((number) => service.refresh(otherAuthority(number))));
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
  });

  it('begins no download when the service has ended before its turn came', async () => {
    const held = Promise.withResolvers<void>();
    world.server.answer(BASE_PATH, () => held.resolve());
    const service = world.startService();
    service.start();
    await held.promise;
    const refreshed = service.refresh(world.authority);
    await service.stop();
    expect((await refreshed)[0]).toMatchObject({ outcome: 'failed', failure: 'crl-unreachable' });
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
  });

  it('waits for no other process any more when the service has ended', async () => {
    await world.directory.leases.acquire(LEASE(), 'other', NOW, NOW + 60);
    const service = world.startService();
    const refreshed = service.refresh(world.authority);
    await pause(50);
    await service.stop();
    expect((await refreshed)[0]).toMatchObject({ failure: 'crl-download-running' });
  });

  it('is done although the download before it broke down', async () => {
    const list = await world.publish({ crlNumber: 1 });
    const held = Promise.withResolvers<ServerResponse>();
    world.server.answer(BASE_PATH, (_, response) => held.resolve(response));
    let readings = 0;
    const reader: CrlReader = {
      ...INLINE_READER,
      read(...question) {
        readings += 1;
        return readings === 1 ? Promise.reject(new Error('broken')) : INLINE_READER.read(...question);
      },
    };
    const service = world.startService({ reader });
    const running = service.refresh(world.authority);
    const response = await held.promise;
    world.server.answer(BASE_PATH, list);
    const refreshed = service.refresh(world.authority);
    response.end(list);
    await expect(running).rejects.toThrow('broken');
    expect((await refreshed)[0]?.outcome).toBe('updated');
  });
});

describe('the background', () => {
  it('asks the host once for all processes, also when nothing is new', async () => {
    let notModified = 0;
    const list = await world.ca.issueCrl({ thisUpdate: NOW, crlNumber: 1, nextUpdate: NOW + 3000 });
    world.server.answer(BASE_PATH, (request, response) => {
      if (request.headers['if-none-match'] === '"1"') {
        notModified += 1;
        response.writeHead(304).end();
      } else response.writeHead(200, { etag: '"1"' }).end(list);
    });
    const services = [world.startService(), world.startService(), world.startService()];
    for (const service of services) await service.refreshDue();
    expect(world.server.requests(BASE_PATH)).toHaveLength(1);
    world.clock.advance(2750);
    for (const service of services) await service.refreshDue();
    expect(notModified).toBe(1);
    expect(world.server.requests(BASE_PATH)).toHaveLength(2);
  });
});

describe('what is cut short while somebody waits', () => {
  const limits = { addresses: 'public-and-loopback', timeLimitMilliseconds: 200 } as const;

  it('because it is large comes in the background', async () => {
    const entries = Array.from({ length: 100 }, (_, i) => ({ serialNumber: (0x1000 + i).toString(16) }));
    await world.publish({ crlNumber: 1, entries });
    const service = world.startService({ limits: { ...limits, maxBytes: 1000 } });
    expect(await ask(service, '1001')).toMatchObject({ failure: 'crl-too-large' });
    await expect.poll(async () => (await ask(service, '1001')).status).toBe('revoked');
  });

  it('because it is slow comes in the background', async () => {
    const list = await world.publish({ crlNumber: 1, entries: [{ serialNumber: '0a' }] });
    world.server.answer(BASE_PATH, (_, response) => void setTimeout(() => response.end(list), 600));
    const service = world.startService({ limits });
    expect(await ask(service, 'a')).toMatchObject({ failure: 'crl-timeout' });
    await expect.poll(async () => (await ask(service, 'a')).status, { timeout: 5000 }).toBe('revoked');
    expect(world.server.requests(BASE_PATH)).toHaveLength(2);
  });

  it('is tried once a minute in the background while it stays too large', async () => {
    world.server.answer(BASE_PATH, Buffer.alloc(3000));
    const service = world.startService({
      limits: { ...limits, maxBytes: 1000, backgroundMaxBytes: 2000 },
    });
    await ask(service, 'a');
    await expect.poll(() => world.server.requests(BASE_PATH).length).toBe(2);
    world.clock.advance(5);
    // The first that comes when the download in the background has ended.
    const requestsAfterAsking = async (): Promise<number> => {
      await ask(service, 'a');
      return world.server.requests(BASE_PATH).length;
    };
    await expect.poll(requestsAfterAsking).toBe(3);
    await service.stop();
    expect(world.server.requests(BASE_PATH)).toHaveLength(3);
  });
});
