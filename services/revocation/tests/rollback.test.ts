import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CrlReader, INLINE_READER } from '../src/index.ts';
import { BASE_PATH, createWorld, NOW, type World } from './_world.ts';

// No older list may take the place of a newer one, whoever is slow and whatever URL it comes from.

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const HOUR = 3600;

function question(authority = world.authority) {
  return { authority, serialNumber: 'a1', subjectIsCA: false, publishedAfter: undefined };
}

async function store(crl: Uint8Array, path = BASE_PATH): Promise<void> {
  await world.directory.storedCrls.put({
    certificateAuthorityId: world.authority.id,
    part: 'base',
    url: world.server.url(path),
    crl,
    downloadedAt: world.clock.now(),
    etag: undefined,
    lastModified: undefined,
  });
}

/** Reads as the usual one does, and says so only when it is let. */
function createGatedReader() {
  let gate: Promise<void> | undefined;
  let started: (() => void) | undefined;
  const reader: CrlReader = {
    async read(body, claim, previous) {
      const wait = gate;
      gate = undefined;
      const reading = await INLINE_READER.read(body, claim, previous);
      if (wait !== undefined) started?.();
      await wait;
      return reading;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const holdNext = () => {
    const opened = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    gate = opened.promise;
    started = begun.resolve;
    return { begun: begun.promise, open: opened.resolve };
  };
  return { reader, holdNext };
}

describe('a list that is read slowly', () => {
  it('does not replace a newer one that another process stored meanwhile', async () => {
    const { reader, holdNext } = createGatedReader();
    await world.publish({ crlNumber: 1 });
    const service = world.startService({ reader, limits: { lookAgainMilliseconds: 0 } });
    await service.refresh(world.authority);
    world.clock.advance(60);
    await world.publish({ crlNumber: 2 });
    const { begun, open } = holdNext();
    const running = service.refresh(world.authority);
    await begun;
    world.clock.advance(60);
    const entries = [{ serialNumber: 'a1' }];
    await store(await world.ca.issueCrl({ thisUpdate: world.clock.now(), crlNumber: 3, entries }));
    expect((await service.check(question())).status).toBe('revoked');
    open();
    expect(await running).toMatchObject([{ outcome: 'updated', crl: { crlNumber: '3' } }]);
    expect((await service.check(question())).status).toBe('revoked');
    expect((await world.startService().check(question())).status).toBe('revoked');
  });

  it('is looked at again when its reading failed for a reason of ours', async () => {
    await world.publish({ crlNumber: 1 });
    const downloader = world.startService();
    await downloader.refresh(world.authority);
    let deaths = 0;
    const reader: CrlReader = {
      async read(...question) {
        if (deaths-- > 0) return { accepted: false, because: 'reader', failure: 'crl-unusable', reason: '' };
        return INLINE_READER.read(...question);
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
    const service = world.startService({ reader, limits: { lookAgainMilliseconds: 0 } });
    expect((await service.check(question())).status).toBe('good');
    world.clock.advance(60);
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: 'a1' }] });
    await downloader.refresh(world.authority);
    deaths = 1;
    expect((await service.check(question())).status).toBe('good');
    await expect
      .poll(async () => (await service.check(question())).status, { timeout: 60_000, interval: 1000 })
      .toBe('revoked');
  });
});

describe('a list with the number and the time of the one in use', () => {
  it('takes its place unless entries are missing', async () => {
    const service = world.startService();
    const publish = (...serials: readonly string[]) =>
      world.publish({ crlNumber: 1, entries: serials.map((serialNumber) => ({ serialNumber })) });
    await publish('a1');
    await service.refresh(world.authority);
    await publish();
    expect(await service.refresh(world.authority)).toMatchObject([{ failure: 'crl-unusable' }]);
    expect((await service.check(question())).status).toBe('revoked');
    await publish('a1', 'a2');
    expect(await service.refresh(world.authority)).toMatchObject([{ outcome: 'updated' }]);
  });
});

describe('an older list of the store', () => {
  it('does not replace a newer one that was downloaded while it was being read', async () => {
    const { reader, holdNext } = createGatedReader();
    const older = await world.ca.issueCrl({ thisUpdate: NOW - HOUR, crlNumber: 1 });
    await world.publish({ crlNumber: 2, entries: [{ serialNumber: 'a1' }] });
    const { directory, written } = createStuckStore();
    const service = world.startService({ reader, directory, limits: { lookAgainMilliseconds: 0 } });
    const download = holdNext();
    const refreshing = service.refresh(world.authority);
    await download.begun;
    // Of a process that slept beyond its lease.
    await store(older);
    const loading = holdNext();
    const looking = service.status(world.authority);
    await loading.begun;
    download.open();
    await written.begun;
    loading.open();
    await looking;
    written.let();
    await refreshing;
    for (let round = 0; round < 3; round += 1) {
      expect((await service.check(question())).status).toBe('revoked');
      world.clock.advance(600);
      await service.refreshDue();
    }
  });

  it('is not used at a new URL when the former one brought a newer', async () => {
    const older = await world.ca.issueCrl({ thisUpdate: NOW - HOUR, crlNumber: 5 });
    await store(older, '/moved.crl');
    const service = world.startService({ directory: withoutWrites(), limits: { lookAgainMilliseconds: 0 } });
    await world.publish({ crlNumber: 6, entries: [{ serialNumber: 'a1' }] });
    expect((await service.check(question())).status).toBe('revoked');
    world.server.answer('/moved.crl', older);
    const moved = world.configure({ base: world.server.url('/moved.crl') });
    expect(await service.check(question(moved))).toMatchObject({ failure: 'crl-unusable' });
  });

  it('does not make the process forget the newer one that it has seen of a former URL', async () => {
    await store(await world.ca.issueCrl({ thisUpdate: NOW - 2 * HOUR, crlNumber: 4 }));
    const service = world.startService({ directory: withoutWrites(), limits: { lookAgainMilliseconds: 0 } });
    await world.publish({ crlNumber: 6, entries: [{ serialNumber: 'a1' }] });
    await service.refresh(world.authority);
    expect((await service.check(question())).status).toBe('revoked');
    world.server.answer('/moved.crl', await world.ca.issueCrl({ thisUpdate: NOW - HOUR, crlNumber: 5 }));
    const moved = world.configure({ base: world.server.url('/moved.crl') });
    expect(await service.check(question(moved))).toMatchObject({ failure: 'crl-unusable' });
  });
});

/** A directory whose disk is full. */
function withoutWrites() {
  const put = () => Promise.reject(new Error('the disk is full'));
  return { ...world.directory, storedCrls: { ...world.directory.storedCrls, put } };
}

/** A directory that stores a list only when it is let. */
function createStuckStore() {
  const begun = Promise.withResolvers<void>();
  const permitted = Promise.withResolvers<void>();
  const { storedCrls } = world.directory;
  const put: typeof storedCrls.put = async (crl) => {
    begun.resolve();
    await permitted.promise;
    return storedCrls.put(crl);
  };
  const written = { begun: begun.promise, let: permitted.resolve };
  return { directory: { ...world.directory, storedCrls: { ...storedCrls, put } }, written };
}

describe('another URL of the CA', () => {
  async function moveTo(crl: Uint8Array) {
    world.server.answer('/moved.crl', crl);
    return world.configure({ base: world.server.url('/moved.crl') });
  }

  it.each(['the same process', 'a process that starts now'])(
    'brings no list that is older than what the first one brought, to %s',
    async (who) => {
      const older = await world.ca.issueCrl({ thisUpdate: NOW - HOUR, crlNumber: 5 });
      await world.publish({ crlNumber: 6, entries: [{ serialNumber: 'a1' }] });
      const first = world.startService();
      expect((await first.check(question())).status).toBe('revoked');
      const moved = await moveTo(older);
      const service = who === 'the same process' ? first : world.startService();
      expect(await service.check(question(moved))).toMatchObject({ failure: 'crl-unusable' });
      await moveTo(await world.ca.issueCrl({ thisUpdate: NOW, crlNumber: 5 }));
      expect(await world.startService().check(question(moved))).toMatchObject({ failure: 'crl-unusable' });
      const entries = [{ serialNumber: 'a2' }];
      await moveTo(await world.ca.issueCrl({ thisUpdate: NOW, crlNumber: 6, entries }));
      expect((await world.startService().check(question(moved))).status).toBe('good');
    },
  );

  it('brings any list once the administrator has taken the URL away', async () => {
    const { directory } = world;
    const older = await world.ca.issueCrl({ thisUpdate: NOW - HOUR, crlNumber: 5 });
    await world.publish({ crlNumber: 6 });
    const service = world.startService();
    await service.check(question());
    // As `signet ca update` does it.
    await directory.certificateAuthorities.update(world.configure({}));
    await service.refreshDue();
    expect((await service.check(question(await moveTo(older)))).status).toBe('good');
  });
});
