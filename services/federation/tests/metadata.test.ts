import type { Domain, RelyingPartyTrust } from '@signet/identity';
import type { XmlSigner } from '@signet/xml';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import * as samples from '../../directory/tests/_samples.ts';
import { parseDuration } from '../src/index.ts';
import { createWorld, metadataOf, relyingPartyOf, type World } from './_world.ts';

const DAY = 86_400;
let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

describe('the signing certificate of a federated domain', () => {
  let present: XmlSigner;
  let next: XmlSigner;
  beforeEach(async () => {
    present = await world.makeKey();
    next = await world.makeKey(365);
  });

  /** Publishes, asks once now, and answers what came of it and what is trusted then. */
  async function refresh(
    text: string,
    server = world.plain,
  ): Promise<{ result: unknown; reason: unknown; trusted: unknown[] }> {
    server.text = text;
    const domain = await world.addDomain(present, server);
    const subject = { kind: 'domain', domain, url: server.url } as const;
    const { result, reason } = (await world.startProcess().refreshNow(subject))!;
    return { result, reason, trusted: await trustedBy(domain) };
  }

  async function trustedBy({ name }: Domain): Promise<unknown[]> {
    const { signingCertificate, nextSigningCertificate } = (await world.directory.domains.find(name))!
      .federation!;
    return [signingCertificate, nextSigningCertificate];
  }

  it('gets its successor from metadata that the present one signed, by whatever way they came', async () => {
    const { result, trusted } = await refresh(await metadataOf([present, next], { by: present }));
    expect([result, trusted]).toEqual(['updated', [present.certificate, next.certificate]]);
  });

  it('gives way to the successor that was known, once it is not named any more', async () => {
    world.plain.text = await metadataOf([present, next], { by: present });
    const domain = await world.addDomain(present, world.plain);
    const refresher = world.startProcess();
    await refresher.refreshNow({ kind: 'domain', domain, url: world.plain.url });
    const third = await world.makeKey(700);
    world.plain.text = await metadataOf([next, third], { by: next });
    const after = (await world.directory.domains.find(domain.name))!;
    expect(await refresher.refreshNow({ kind: 'domain', domain: after })).toMatchObject({
      result: 'updated',
    });
    expect(await trustedBy(domain)).toEqual([next.certificate, third.certificate]);
  });

  it('gets its successor from metadata with comments, which no signature covers', async () => {
    const text = await metadataOf([present, next], { by: present });
    const { result } = await refresh(text.replace('<md:IDPSSO', '<!-- a --><md:IDPSSO'));
    expect(result).toBe('updated');
  });

  it('is not continued by the name of another role, which is not taken over', async () => {
    // What whoever has taken over the address can write: the present certificate is public.
    const asRelyingParty =
      (await metadataOf([present])).match(/<md:IDPSSO.*<\/md:IDPSSODescriptor>/s)?.[0] ?? '';
    const text = (await metadataOf([next])).replace(
      '</md:EntityDescriptor>',
      `${asRelyingParty.replaceAll('IDPSSODescriptor', 'SPSSODescriptor')}</md:EntityDescriptor>`,
    );
    expect(text).toContain('SPSSODescriptor');
    const { result, reason, trusted } = await refresh(text, world.tls);
    expect([result, trusted]).toEqual(['refused', [present.certificate, undefined]]);
    expect(reason).toMatch(/name no certificate that is trusted/);
  });

  it('is continued by unsigned metadata for an administrator only', async () => {
    const early = await world.makeKey(20);
    world.tls.text = await metadataOf([early, next]);
    const domain = await world.addDomain(early, world.tls);
    await world.directory.metadataRefreshes.put(
      rowOf(`domain ${domain.name}`, world.tls.url, world.clock.now()),
    );
    world.clock.advance(2 * DAY);
    const refresher = world.startProcess();
    await refresher.refreshDue();
    expect([world.tls.hits, await trustedBy(domain)]).toEqual([1, [early.certificate, undefined]]);
    const row = await world.directory.metadataRefreshes.find(`domain ${domain.name}`);
    expect(row).toMatchObject({ result: 'refused', reason: expect.stringMatching(/administrator/) });
    expect(await refresher.refreshNow({ kind: 'domain', domain })).toMatchObject({ result: 'updated' });
    expect(await trustedBy(domain)).toEqual([early.certificate, next.certificate]);
  });

  it('is continued by unsigned metadata that came by TLS and still name it', async () => {
    const { result, trusted } = await refresh(await metadataOf([present, next]), world.tls);
    expect([result, trusted]).toEqual(['updated', [present.certificate, next.certificate]]);
  });

  it('is not continued by unsigned metadata that a redirect fetched without TLS', async () => {
    const hits = world.plain.hits;
    world.plain.text = await metadataOf([present, next]);
    world.tls.location = world.plain.url;
    onTestFinished(() => {
      world.tls.location = undefined;
    });
    const { result, reason, trusted } = await refresh('', world.tls);
    expect([result, trusted, world.plain.hits]).toEqual([
      'unreachable',
      [present.certificate, undefined],
      hits,
    ]);
    expect(reason).toMatch(/from https to http/);
  });

  it.each<[string, () => Promise<string>, 'plain' | 'tls', string, RegExp]>([
    ['unsigned metadata without TLS', () => metadataOf([present, next]), 'plain', 'refused', /without TLS/],
    [
      'unsigned metadata that name another certificate only',
      () => metadataOf([next]),
      'tls',
      'refused',
      /name no certificate that is trusted/,
    ],
    [
      'metadata that a stranger signed',
      () => metadataOf([present, next], { by: next }),
      'plain',
      'refused',
      /without TLS/,
    ],
    [
      'metadata that a stranger signed for strangers',
      () => metadataOf([next], { by: next }),
      'tls',
      'refused',
      /name no certificate/,
    ],
    [
      'metadata changed after they were signed',
      async () => (await metadataOf([present, next], { by: present })).replace('P1D', 'P2D'),
      'tls',
      'refused',
      /digest-mismatch/,
    ],
    [
      'metadata of somebody else',
      () => metadataOf([present, next], { by: present, entityId: 'urn:evil' }),
      'plain',
      'refused',
      /are of urn:evil/,
    ],
    [
      'metadata that have ended',
      () => metadataOf([present, next], { by: present, validity: ['validUntil', '2020-01-01T00:00:00Z'] }),
      'plain',
      'refused',
      /have ended/,
    ],
    [
      'a DOCTYPE',
      async () => `<!DOCTYPE a>${await metadataOf([present, next], { by: present })}`,
      'plain',
      'unreadable',
      /DOCTYPE/,
    ],
    [
      'a certificate that is none',
      async () => (await metadataOf([present])).replace(/(X509Certificate>)[^<]*/, '$1AAAA'),
      'tls',
      'unreadable',
      /./,
    ],
    [
      'nine certificates',
      async () =>
        metadataOf(await Promise.all(Array.from({ length: 9 }, () => world.makeKey())), { by: present }),
      'plain',
      'unreadable',
      /more than 8/,
    ],
    ['no metadata at all', async () => '<html></html>', 'tls', 'unreadable', /EntityDescriptor/],
    [
      'more than metadata may be',
      async () => 'x'.repeat(300_000),
      'tls',
      'unreachable',
      /at most 262144 bytes/,
    ],
  ])('is not touched by %s', async (_name, make, server, result, reason) => {
    const answered = await refresh(await make(), world[server]);
    expect(answered).toEqual({
      result,
      reason: expect.stringMatching(reason),
      trusted: [present.certificate, undefined],
    });
  });

  it('is not touched when metadata that were signed come unsigned', async () => {
    world.tls.text = await metadataOf([present], { by: present });
    const domain = await world.addDomain(present, world.tls);
    const refresher = world.startProcess();
    const subject = { kind: 'domain', domain, url: world.tls.url } as const;
    expect(await refresher.refreshNow(subject)).toMatchObject({
      result: 'unchanged',
      signer: present.certificate,
    });
    world.tls.text = await metadataOf([present, next]);
    expect(await refresher.refreshNow(subject)).toMatchObject({
      result: 'refused',
      signer: present.certificate,
    });
    expect(await trustedBy(domain)).toEqual([present.certificate, undefined]);
  });

  it('is looked for from 30 days before its end, daily, by one process', async () => {
    const early = await world.makeKey(40);
    world.plain.text = await metadataOf([early, next], { by: early });
    const domain = await world.addDomain(early, world.plain);
    await world.directory.metadataRefreshes.put(
      rowOf(`domain ${domain.name}`, world.plain.url, world.clock.now()),
    );
    const processes = [world.startProcess(), world.startProcess(), world.startProcess()];
    await Promise.all(processes.map((each) => each.refreshDue()));
    expect(world.plain.hits).toBe(0);
    world.clock.advance(11 * DAY);
    await Promise.all(processes.map((each) => each.refreshDue()));
    for (const each of processes) await each.refreshDue();
    expect([world.plain.hits, await trustedBy(domain)]).toEqual([1, [early.certificate, next.certificate]]);
    world.clock.advance(DAY);
    for (const each of processes) await each.refreshDue();
    expect(world.plain.hits).toBe(2);
  });

  it('asks with what the server said of its version, and takes «not modified» for an answer', async () => {
    world.plain.etag = '"1"';
    world.plain.text = await metadataOf([present], { by: present });
    const domain = await world.addDomain(present, world.plain);
    const refresher = world.startProcess();
    await refresher.refreshNow({ kind: 'domain', domain, url: world.plain.url });
    world.clock.advance(DAY);
    await refresher.refreshDue();
    expect(world.plain.notModified).toBe(1);
    const row = await world.directory.metadataRefreshes.find(`domain ${domain.name}`);
    expect(row).toMatchObject({ result: 'unchanged', signer: present.certificate });
  });

  it('that cannot be looked for is told, and looked for again within the hour', async () => {
    const domain = await world.addDomain(present, world.plain);
    world.plain.status = 500;
    const refresher = world.startProcess();
    const failed = await refresher.refreshNow({ kind: 'domain', domain, url: world.plain.url });
    expect(failed).toMatchObject({ result: 'unreachable', reason: expect.stringContaining('status 500') });
    expect(failed!.nextRunAt - world.clock.now()).toBe(3600);
    expect(world.logged).toContain('metadata could not be taken; the old stay in force');
  });

  it('is left to the process that holds the lease, and to another when that has died', async () => {
    const domain = await world.addDomain(present, world.plain);
    world.plain.text = await metadataOf([present], { by: present });
    const now = world.clock.now();
    await world.directory.leases.acquire(`metadata domain ${domain.name}`, 'dead', now, now + 60);
    const subject = { kind: 'domain', domain, url: world.plain.url } as const;
    expect(await world.startProcess().refreshNow(subject)).toBeUndefined();
    world.clock.advance(60);
    expect(await world.startProcess().refreshNow(subject)).toMatchObject({ result: 'unchanged' });
  });
});

describe('a relying party trust', () => {
  async function addTrust(changes: Partial<RelyingPartyTrust>): Promise<RelyingPartyTrust> {
    const [tenant] = await world.directory.tenants.list();
    const trust = samples.relyingPartyTrust(tenant!.id, { identifiers: ['urn:sp'], ...changes });
    await world.directory.relyingPartyTrusts.add(trust);
    await world.directory.metadataRefreshes.put(
      rowOf(`relying-party ${trust.id}`, trust.metadataUrl ?? '', world.clock.now()),
    );
    return trust;
  }

  it('follows its metadata, and keeps what only an administrator decides', async () => {
    const signer = await world.makeKey();
    const trust = await addTrust({
      metadataUrl: world.tls.url,
      displayName: 'Wiki',
      state: 'disabled',
      signingCertificates: [signer.certificate],
      unsignedRequests: 'refused',
      signedParts: 'message',
    });
    world.tls.text = await relyingPartyOf('urn:sp', 'https://new.example/acs', { signers: [signer] });
    await world.startProcess().refreshDue();
    expect(await world.directory.relyingPartyTrusts.find(trust.id)).toEqual({
      ...trust,
      assertionConsumerServices: [{ location: 'https://new.example/acs', index: 0, isDefault: false }],
      nameIdFormat: undefined,
    });
  });

  it.each<[string, (keys: { known: XmlSigner; other: XmlSigner }) => Promise<string>]>([
    [
      'an address with a stranger’s key',
      ({ other }) => relyingPartyOf('urn:sp', 'https://evil.example/acs', { signers: [other], by: other }),
    ],
    ['an address without any key', () => relyingPartyOf('urn:sp', 'https://evil.example/acs')],
    [
      'another entity',
      ({ known }) => relyingPartyOf('urn:evil', 'https://evil.example/acs', { signers: [known], by: known }),
    ],
    [
      'no encryption any more',
      ({ known }) => relyingPartyOf('urn:sp', 'https://new.example/acs', { signers: [known], by: known }),
    ],
  ])('is not changed by metadata with %s', async (_name, make) => {
    const known = await world.makeKey();
    const other = await world.makeKey();
    const trust = await addTrust({
      metadataUrl: world.tls.url,
      signingCertificates: [known.certificate],
      encryptionCertificate: other.certificate,
    });
    world.tls.text = await make({ known, other });
    await world.startProcess().refreshDue();
    expect(await world.directory.relyingPartyTrusts.find(trust.id)).toEqual(trust);
    const row = await world.directory.metadataRefreshes.find(`relying-party ${trust.id}`);
    expect(['refused', 'unreadable']).toContain(row?.result);
  });

  it('waits for no other partner that is slow', async () => {
    world.tls.together = 3;
    const trusts = [];
    for (const identifier of ['urn:a', 'urn:b', 'urn:c'])
      trusts.push(
        await addTrust({ identifiers: [identifier], metadataUrl: `${world.tls.url}/${identifier}` }),
      );
    await world.startProcess().refreshDue();
    expect(world.tls.hits).toBe(3);
    for (const { id } of trusts) {
      const row = await world.directory.metadataRefreshes.find(`relying-party ${id}`);
      expect(row?.result).not.toBe('timed-out');
    }
  });

  it('that was removed is not asked for again', async () => {
    const trust = await addTrust({ metadataUrl: world.tls.url });
    await world.directory.relyingPartyTrusts.remove(trust.id);
    await world.startProcess().refreshDue();
    expect(world.tls.hits).toBe(0);
    expect(await world.directory.metadataRefreshes.find(`relying-party ${trust.id}`)).toBeUndefined();
  });

  it('is asked for as often as its metadata say, between a quarter of an hour and a day', async () => {
    const trust = await addTrust({ metadataUrl: world.tls.url, signingCertificates: [] });
    const plain = await relyingPartyOf('urn:sp', 'https://sp.example/acs');
    for (const [attribute, seconds] of [
      ['', DAY],
      [' cacheDuration="PT1H"', 3600],
      [' cacheDuration="PT1S"', 900],
      [' cacheDuration="P30D"', DAY],
      [` validUntil="${new Date((world.clock.now() + 7200) * 1000).toISOString()}"`, 3600],
    ] as const) {
      world.tls.text = plain.replace(' entityID', `${attribute} entityID`);
      const refreshed = await world.startProcess().refreshNow({ kind: 'relying-party', trust });
      expect([attribute, refreshed!.nextRunAt - world.clock.now()]).toEqual([attribute, seconds]);
    }
  });
});

it.each(['', 'P', 'PT', '1D', 'P-1D', 'P1W', 'PT1', 'P1DT', `P${'9'.repeat(7)}D`])(
  'refuses the duration %j',
  (text) => {
    expect(() => parseDuration(text)).toThrow('xs:duration');
  },
);

it('reads durations', () => {
  expect(['P1D', 'PT1H30M', 'P1Y2M3DT4H5M6.7S', 'PT0S'].map(parseDuration)).toEqual([
    DAY,
    5400,
    36_993_906,
    0,
  ]);
});

function rowOf(subject: `domain ${string}` | `relying-party ${string}`, url: string, nextRunAt: number) {
  const nothing = {
    result: undefined,
    reason: undefined,
    lastRunAt: undefined,
    etag: undefined,
    lastModified: undefined,
    signer: undefined,
  };
  return { subject, url, nextRunAt, ...nothing };
}
