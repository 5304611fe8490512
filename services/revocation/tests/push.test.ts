import { KeyObject, sign } from 'node:crypto';
import {
  AMR_FEDERATED,
  type CertificateAuthority,
  type CertificateAuthorityId,
  guid,
} from '@signet/identity';
import { parseCertificateList } from '@signet/pki';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestAuthority, der, type TestAuthority } from '../../../core/pki/src/crl/_test-authority.ts';
import { type PushServices, pushRevocation, type RevocationService } from '../src/index.ts';
import { BASE_PATH, createWorld, DELTA_PATH, type World } from './_world.ts';

// What a new list ends, and what becomes of it when the directory or a server fails. Of the directory only the uses of
// certificates stand in memory here: they fail when a test wants it.

let world: World;
let uses: ReturnType<typeof createUses>;
beforeEach(async () => {
  world = await createWorld();
  uses = createUses();
});
afterEach(() => world[Symbol.asyncDispose]());

type Uses = PushServices['directory']['certificateUses'];

function createUses() {
  const live = new Set<string>();
  const ended: string[] = [];
  let failures = 0;
  const failing = <Result>(result: () => Result): Promise<Result> =>
    failures-- > 0 ? Promise.reject(new Error('the disk is full')) : Promise.resolve(result());
  const nameOf = (id: string, serialNumber: string) => `${id.slice(0, 4)}/${serialNumber}`;
  const repository: Uses = {
    findLive: async (id, serials) => serials.filter((one) => live.has(nameOf(id, one))),
    listLive: async (id, { after = '' }) =>
      [...live]
        .filter((one) => one.startsWith(id.slice(0, 4)))
        .map((one) => one.slice(5))
        .filter((one) => one > after)
        .toSorted(),
    end: ({ certificateAuthorityId: id, serialNumber, amr }) =>
      failing(() => {
        ended.push(`${nameOf(id, serialNumber)}${amr === undefined ? '' : ` ${amr}`}`);
        if (amr === undefined) live.delete(nameOf(id, serialNumber));
      }),
    settle: async () => ({ sessions: 0, grants: 0 }),
    endExpired: async () => ({ sessions: 0, grants: 0 }),
  };
  const failNext = (times: number) => {
    failures = times;
  };
  return { repository, live, ended, failNext };
}

function start(limits = {}): RevocationService {
  const revocation = world.startService({ limits });
  const { clock } = world;
  const log = { info: () => undefined, warn: () => undefined };
  const directory = { ...world.directory, certificateUses: uses.repository };
  pushRevocation({ revocation, directory, clock, log });
  return revocation;
}

async function add(id: string, certificate: Uint8Array): Promise<CertificateAuthority> {
  const authority = {
    ...world.authority,
    id: guid<CertificateAuthorityId>(`${id}-2222-4222-8222-222222222222`),
    certificate,
    isRootAuthority: false,
    issuerSki: id,
    certificateRevocationListUrl: undefined,
  };
  await world.directory.certificateAuthorities.add(authority);
  return authority;
}

describe('what could not be ended', () => {
  it('is tried again after the sweep, each for itself', async () => {
    for (const one of ['a1', 'a2']) uses.live.add(`2222/${one}`);
    await world.publish({ crlNumber: 1 });
    const service = start();
    await service.refresh(world.authority);
    world.clock.advance(60);
    uses.failNext(1);
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: 'a1' }, { serialNumber: 'a2' }] });
    await service.refresh(world.authority);
    await expect.poll(() => uses.live.size).toBe(1);
    await service.refreshDue();
    expect([...uses.live]).toEqual([]);
  });

  it('is not forgotten because another list arrives meanwhile', async () => {
    uses.live.add('2222/a1');
    const authority = world.configure({
      base: world.server.url(BASE_PATH),
      delta: world.server.url(DELTA_PATH),
    });
    await world.directory.certificateAuthorities.update(authority);
    await world.publish({ crlNumber: 1 });
    await world.publish({ crlNumber: 2, baseCrlNumber: 1 }, 'delta');
    const service = start();
    await service.refresh(authority);
    world.clock.advance(60);
    // It begins from a base that has not arrived: undecided.
    await world.publish({ crlNumber: 12, baseCrlNumber: 10, entries: [{ serialNumber: 'a1' }] }, 'delta');
    await service.refresh(authority);
    await world.publish({ crlNumber: 9 });
    await service.refresh(authority);
    expect([...uses.live]).toEqual(['2222/a1']);
    world.clock.advance(60);
    await world.publish({ crlNumber: 10 });
    await service.refresh(authority);
    await expect.poll(() => [...uses.live]).toEqual([]);
  });
});

describe('what is still undecided', () => {
  /** A delta revokes `a1` and begins from a base that has not arrived. */
  async function leaveUndecided() {
    uses.live.add('2222/a1');
    const base = world.server.url(BASE_PATH);
    const authority = world.configure({ base, delta: world.server.url(DELTA_PATH) });
    await world.directory.certificateAuthorities.update(authority);
    const nextUpdate = world.clock.now() + 300;
    await world.publish({ crlNumber: 1, nextUpdate });
    await world.publish({ crlNumber: 2, baseCrlNumber: 1, nextUpdate }, 'delta');
    const service = start({ retryAfterFailureSeconds: 5 });
    await service.refresh(authority);
    world.clock.advance(60);
    const entries = [{ serialNumber: 'a1' }];
    await world.publish({ crlNumber: 12, baseCrlNumber: 10, entries, nextUpdate }, 'delta');
    await service.refresh(authority);
    return service;
  }

  it('is not asked of a URL that the administrator has taken away', async () => {
    const service = await leaveUndecided();
    await service.refreshDue();
    const { storedCrls, certificateAuthorities } = world.directory;
    await certificateAuthorities.update(world.configure({}));
    let asked = 0;
    world.server.answer(BASE_PATH, (_, response) => {
      asked += 1;
      response.writeHead(500).end();
    });
    for (let round = 0; round < 3; round += 1) {
      world.clock.advance(400);
      await service.refreshDue();
    }
    expect(asked).toBe(0);
    expect(await storedCrls.find(world.authority.id, 'base')).toBeUndefined();
  });
});

describe('whose uses end', () => {
  it('are those of the records of the same name and key, however the name is written', async () => {
    const { privateKey, publicKey } = world.ca;
    const keys = { privateKey, publicKey };
    const renewed = await createTestAuthority('O=contoso, CN=issuing  ca', { keys });
    await add('33333333', renewed.certificateDer);
    uses.live.add('3333/a1');
    await world.publish({ crlNumber: 1 });
    const service = start();
    await service.refresh(world.authority);
    world.clock.advance(60);
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: 'a1' }] });
    await service.refresh(world.authority);
    await expect.poll(() => [...uses.live]).toEqual([]);
  });

  it('are those of a revoked CA of the store', async () => {
    const sub = await world.ca.issueCertificate({ serialNumber: '5c', subject: 'CN=Sub CA' });
    await add('44444444', sub.der);
    for (const one of ['4444/b1', '4444/b2', '2222/b1']) uses.live.add(one);
    await world.publish({ crlNumber: 1 });
    const service = start();
    await service.refresh(world.authority);
    world.clock.advance(60);
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: '5c', reason: 'cACompromise' }] });
    await service.refresh(world.authority);
    await expect.poll(() => [...uses.live]).toEqual(['2222/b1']);
  });

  it('are those of every CA below a revoked one', async () => {
    const policy = await createTestAuthority('CN=Policy CA');
    const issuing = await createTestAuthority('CN=Issuing CA 2');
    await add('44444444', (await world.ca.issueCertificate(certified('5c', 'CN=Policy CA', policy))).der);
    await add('55555555', (await policy.issueCertificate(certified('5d', 'CN=Issuing CA 2', issuing))).der);
    const last = await issuing.issueCertificate({ serialNumber: '5e', subject: 'CN=Last CA' });
    await add('66666666', last.der);
    for (const one of ['4444/b1', '5555/b2', '6666/b3', '2222/b1']) uses.live.add(one);
    await world.publish({ crlNumber: 1 });
    const service = start();
    await service.refresh(world.authority);
    world.clock.advance(60);
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: '5c', reason: 'cACompromise' }] });
    await service.refresh(world.authority);
    await expect.poll(() => [...uses.live]).toEqual(['2222/b1']);
  });

  it('are those of a certificate that a delta had taken off its hold and the next base revokes', async () => {
    const base = world.server.url(BASE_PATH);
    const authority = world.configure({ base, delta: world.server.url(DELTA_PATH) });
    await world.publish({ crlNumber: 1, entries: [{ serialNumber: 'a1', reason: 'certificateHold' }] });
    const entries = [{ serialNumber: 'a1', reason: 'removeFromCRL' as const }];
    await world.publish({ crlNumber: 2, baseCrlNumber: 1, entries }, 'delta');
    await world.directory.certificateAuthorities.update(authority);
    const service = start();
    await service.refresh(authority);
    // What these lists end is done with.
    await service.stop();
    uses.live.add('2222/a1');
    world.clock.advance(60);
    await world.publish({ crlNumber: 3, entries: [{ serialNumber: 'a1', reason: 'keyCompromise' }] });
    await service.refresh(authority);
    await expect.poll(() => [...uses.live]).toEqual([]);
  });

  it('are not those of a certificate that a delta takes off its hold, though its URL came after that of the base', async () => {
    const base = world.server.url(BASE_PATH);
    const held = [{ serialNumber: 'a1', reason: 'certificateHold' as const }];
    await world.publish({ crlNumber: 1, entries: held });
    const service = start();
    await service.refresh(world.authority);
    const authority = world.configure({ base, delta: world.server.url(DELTA_PATH) });
    await world.directory.certificateAuthorities.update(authority);
    const entries = [{ serialNumber: 'a1', reason: 'removeFromCRL' as const }];
    await world.publish({ crlNumber: 3, baseCrlNumber: 1, entries }, 'delta');
    await service.refresh(authority);
    await service.stop();
    for (const one of ['a1', 'a2']) uses.live.add(`2222/${one}`);
    world.clock.advance(60);
    await world.publish({ crlNumber: 2, entries: [...held, { serialNumber: 'a2' }] });
    await service.refresh(authority);
    await expect.poll(() => uses.live.has('2222/a2')).toBe(false);
    await service.stop();
    expect([...uses.live]).toEqual(['2222/a1']);
  });

  it('are those of partners’ claims that write the octets of a negative number, among the first list and later ones', async () => {
    for (const one of ['81a1', '81a2']) uses.live.add(`2222/${one}`);
    world.server.answer(BASE_PATH, await issueNegative(0xa1, 1));
    const service = start();
    await service.refresh(world.authority);
    await expect.poll(() => uses.ended).toEqual([`2222/81a1 ${AMR_FEDERATED}`]);
    world.clock.advance(60);
    world.server.answer(BASE_PATH, await issueNegative(0xa2, 2));
    await service.refresh(world.authority);
    await expect.poll(() => uses.ended).toContain(`2222/81a2 ${AMR_FEDERATED}`);
  });
});

function certified(serialNumber: string, subject: string, { privateKey, publicKey }: TestAuthority) {
  return { serialNumber, subject, keys: { privateKey, publicKey } };
}

/** A list of one entry with the serial number 02 02 81 and this octet, which no library encodes. */
async function issueNegative(octet: number, crlNumber: number): Promise<Uint8Array> {
  const serialNumber = `7a${octet.toString(16)}`;
  const entries = [{ serialNumber }];
  const thisUpdate = world.clock.now();
  const issued = parseCertificateList(await world.ca.issueCrl({ thisUpdate, crlNumber, entries }));
  const tbs = Buffer.from(issued.tbsCertList);
  tbs[tbs.indexOf(Buffer.of(0x02, 0x02, 0x7a, octet)) + 2] = 0x81;
  const signature = sign('sha256', tbs, KeyObject.from(world.ca.privateKey));
  const algorithm = Buffer.from('300a06082a8648ce3d040302', 'hex');
  return der(0x30, tbs, algorithm, der(0x03, Buffer.of(0), signature));
}
