import {
  exchangeHttp,
  type HttpAnswer,
  type LabPki,
  openLabPki,
  type PublisherFault,
  startPublisher,
} from '@signet/lab';
import { describe, expect, it } from 'vitest';
import { createTestClock, createTestFolder, createTestPki, random } from './_world.ts';

describe('the publisher', () => {
  it('serves CRLs and CA certificates with their media types', async () => {
    await using world = await startWorld();
    const crl = await world.load('crl/issuing.crl');
    expect(crl.status).toBe(200);
    expect(crl.headers['content-type']).toBe('application/pkix-crl');
    expect(crl.body).toEqual(Buffer.from((await world.pki.findPublication('crl/issuing.crl'))?.bytes ?? []));
    const ca = await world.load('ca/root.cer');
    expect(ca.headers['content-type']).toBe('application/pkix-cert');
    expect(ca.body).toEqual(Buffer.from(world.pki.root.certificate));
    for (const path of ['crl/root.crl', 'crl/root-delta.crl', 'crl/issuing-delta.crl', 'ca/issuing.cer']) {
      expect((await world.load(path)).status, path).toBe(200);
    }
  });

  it('knows nothing but what is published', async () => {
    await using world = await startWorld();
    for (const path of [
      '',
      'register.json',
      'ca/root.key.pem',
      '../ca/root.key.pem',
      'crl/..%2f..%2fregister.json',
    ]) {
      expect((await world.load(path)).status, path).toBe(404);
    }
    const post = await exchangeHttp({
      url: new URL('crl/issuing.crl', `${world.url}/`),
      method: 'POST',
      body: 'x',
    });
    expect(post.status).toBe(405);
  });

  it('answers 304 until something new is published, by ETag and by date', async () => {
    await using world = await startWorld();
    const { etag = '', 'last-modified': lastModified = '' } = (await world.load('crl/issuing.crl')).headers;
    expect((await world.load('crl/issuing.crl', { 'if-none-match': etag })).status).toBe(304);
    expect((await world.load('crl/issuing.crl', { 'if-modified-since': lastModified })).status).toBe(304);
    world.clock.move(2);
    await world.pki.publish();
    expect((await world.load('crl/issuing.crl', { 'if-none-match': etag })).status).toBe(200);
    expect((await world.load('crl/issuing.crl', { 'if-modified-since': lastModified })).status).toBe(200);
  });

  it('serves what another process has published into the folder', async () => {
    await using folder = await createTestFolder();
    const pki = await createTestPki({ folder: folder.path });
    await using publisher = await startPublisher({ pki, port: 0 });
    const load = (): Promise<HttpAnswer> => exchangeHttp({ url: new URL('/crl/issuing.crl', publisher.url) });
    const before = await load();
    const other = await openLabPki(folder.path, { clock: createTestClock(), random });
    const { serialNumber } = await other.issueClientCertificate({ commonName: 'Bob' });
    await other.revoke(serialNumber);
    await other.publish();
    const after = await load();
    expect(before.body.toString('hex')).not.toContain(serialNumber);
    expect(after.body.toString('hex')).toContain(serialNumber);
  });

  it('says which port is taken', async () => {
    await using world = await startWorld();
    const again = startPublisher({ pki: world.pki, port: world.port });
    await expect(again).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(`Port ${world.port} on 127.0.0.1 is taken`),
    });
  });
});

describe('a fault', () => {
  it.each<[PublisherFault, number, (body: Buffer, good: Buffer) => boolean]>([
    ['status-404', 404, () => true],
    ['status-500', 500, () => true],
    ['status-503', 503, () => true],
    ['redirect-loop', 302, () => true],
    ['html', 200, (body) => body.toString().startsWith('<!doctype html>')],
    ['empty', 200, (body) => body.length === 0],
    ['garbage', 200, (body) => body[0] === 0xa5],
    ['truncated', 200, (body, good) => body.equals(good.subarray(0, good.length >> 1))],
    ['oversize', 200, (body) => body.length === 21 * 1024 * 1024],
    ['oversize-undeclared', 200, (body) => body.length === 21 * 1024 * 1024],
    ['redirect-private', 302, () => true],
    ['tls-error', 302, () => true],
    ['wrong-content-type', 200, (body, good) => body.equals(good)],
    ['pem', 200, (body) => body.toString().startsWith('-----BEGIN X509 CRL-----')],
  ])('«%s» answers %i with its own body until it is taken away', async (fault, status, isExpected) => {
    await using world = await startWorld();
    const good = await world.load('crl/issuing.crl');
    world.publisher.setFault('crl/issuing.crl', fault);
    const bad = await world.load('crl/issuing.crl');
    expect(bad.status).toBe(status);
    expect(isExpected(bad.body, good.body)).toBe(true);
    expect((await world.load('crl/root.crl')).status).toBe(200);
    world.publisher.setFault('crl/issuing.crl', undefined);
    expect((await world.load('crl/issuing.crl')).body).toEqual(good.body);
    expect(world.publisher.requestCount('crl/issuing.crl')).toBe(3);
  });

  it.each<PublisherFault>(['reset', 'cut-off'])(
    '«%s» ends the connection before the file is whole',
    async (fault) => {
      await using world = await startWorld();
      world.publisher.setFault('crl/issuing.crl', fault);
      await expect(world.load('crl/issuing.crl')).rejects.toThrow();
    },
  );

  it.each<PublisherFault>(['hang', 'drip'])(
    '«%s» keeps the client waiting, and closing ends it',
    async (fault) => {
      const world = await startWorld();
      world.publisher.setFault('crl/issuing.crl', fault);
      const waiting = world.load('crl/issuing.crl').then(
        () => 'answered',
        () => 'ended',
      );
      // Another request has its answer while the first still waits.
      expect((await world.load('crl/root.crl')).status).toBe(200);
      await world.publisher.close();
      expect(await waiting).toBe('ended');
    },
  );
});

interface World extends AsyncDisposable {
  readonly pki: LabPki;
  readonly clock: ReturnType<typeof createTestClock>;
  readonly publisher: Awaited<ReturnType<typeof startPublisher>>;
  readonly url: string;
  readonly port: number;
  load(path: string, headers?: Record<string, string>): Promise<HttpAnswer>;
}

async function startWorld(): Promise<World> {
  const clock = createTestClock();
  const pki = await createTestPki({ clock });
  const publisher = await startPublisher({ pki, port: 0 });
  const { url, port } = publisher;
  return {
    pki,
    clock,
    publisher,
    url,
    port,
    load: (path, headers = {}) => exchangeHttp({ url: new URL(`${url}/${path}`), headers }),
    [Symbol.asyncDispose]: () => publisher.close(),
  };
}
