import { DEMO_PEOPLE, syncRequest } from '@signet/lab';
import {
  AirSync,
  childOf,
  childrenOf,
  contentText,
  descendantOf,
  element,
  Ping,
  textOf,
  type WbxmlElement,
} from '@signet/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPhones, type Phones, pingRequest, SENT_ITEMS, subjectsOf } from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob } = DEMO_PEOPLE;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

function heldSync(inbox: string, key: string, ...more: readonly WbxmlElement[]): WbxmlElement {
  const { tag, children } = syncRequest(inbox, key);
  return element(tag, [...children, ...more]);
}

describe('a held request', () => {
  it('is woken by Ping when mail arrives, and finds it in the next Sync', async () => {
    const { phone, inbox, key } = await phones.start(bob);
    const pinging = phone.send('Ping', pingRequest(inbox));
    await phones.deliver(bob, 'News');
    const { document } = await pinging;
    expect(textOf(document, Ping.Status)).toBe('2');
    expect(childrenOf(childOf(document, Ping.Folders), Ping.Folder).map(contentText)).toEqual([inbox]);
    const { collection } = await phone.sync(inbox, key);
    expect(subjectsOf(collection)).toEqual(['News']);
    // Already told of nothing newer: the same parameters with an empty body find what comes next.
    await phones.deliver(bob, 'More news');
    expect(textOf((await phone.send('Ping')).document, Ping.Status)).toBe('2');
  });

  it('holds a Sync until mail comes, in minutes and in seconds, and brings the mail at once', async () => {
    for (const [tag, value] of [
      [AirSync.Wait, 59],
      [AirSync.HeartbeatInterval, 3540],
    ] as const) {
      const { phone, inbox, key } = await phones.start(bob);
      const holding = phone.send('Sync', heldSync(inbox, key, element(tag, value)));
      await phones.deliver(bob, `Held by ${tag.name}`);
      const { document } = await holding;
      const collection = descendantOf(document, AirSync.Collections, AirSync.Collection);
      expect(collection && subjectsOf(collection)).toEqual([`Held by ${tag.name}`]);
    }
  });

  it('answers a held Sync at once when there is something already', async () => {
    const { phone, inbox, key } = await phones.start(bob);
    await phones.deliver(bob, 'Before');
    const { document } = await phone.send('Sync', heldSync(inbox, key, element(AirSync.Wait, 59)));
    const collection = descendantOf(document, AirSync.Collections, AirSync.Collection);
    expect(collection && subjectsOf(collection)).toEqual(['Before']);
  });

  it('refuses a Wait or HeartbeatInterval out of bounds with 14 and the nearest, and both with 4', async () => {
    const { phone, inbox, key } = await phones.start(bob);
    for (const [tag, value, limit] of [
      [AirSync.Wait, 0, '1'],
      [AirSync.Wait, 60, '59'],
      [AirSync.HeartbeatInterval, 59, '60'],
      [AirSync.HeartbeatInterval, 3541, '3540'],
    ] as const) {
      const { document } = await phone.send('Sync', heldSync(inbox, key, element(tag, value)));
      expect([textOf(document, AirSync.Status), textOf(document, AirSync.Limit)]).toEqual(['14', limit]);
    }
    const both = heldSync(inbox, key, element(AirSync.Wait, 5), element(AirSync.HeartbeatInterval, 300));
    expect(textOf((await phone.send('Sync', both)).document, AirSync.Status)).toBe('4');
  });

  it('answers a Ping at once while a Sync has more to bring', async () => {
    await phones.deliver(bob, 'One');
    await phones.deliver(bob, 'Two');
    const { phone, inbox } = await phones.start(bob);
    const fresh = await phone.sync(inbox, '0');
    const first = await phone.sync(inbox, fresh.syncKey, [element(AirSync.WindowSize, 1)]);
    expect(childOf(first.collection, AirSync.MoreAvailable)).toBeDefined();
    expect(textOf((await phone.send('Ping', pingRequest(inbox, 3540))).document, Ping.Status)).toBe('2');
  });

  it('keeps heartbeats within bounds and names the nearest', async () => {
    const { phone, inbox } = await phones.start(alice);
    for (const [asked, nearest] of [
      [10, '60'],
      [100_000, '3540'],
    ] as const) {
      const { document } = await phone.send('Ping', pingRequest(inbox, asked));
      expect(textOf(document, Ping.Status)).toBe('5');
      expect(textOf(document, Ping.HeartbeatInterval)).toBe(nearest);
    }
  });

  it('names the most folders a Ping may watch with 6, and FolderSync as the way out of an unknown one with 7', async () => {
    const { phone, inbox } = await phones.start(bob);
    const folder = (id: string): WbxmlElement =>
      element(Ping.Folder, [element(Ping.Id, id), element(Ping.Class, 'Email')]);
    const ping = (ids: readonly string[]): WbxmlElement =>
      element(Ping.Ping, [element(Ping.HeartbeatInterval, 60), element(Ping.Folders, ids.map(folder))]);
    const many = Array.from({ length: 65 }, (_, index) => index.toString(16).padStart(16, '0'));
    const tooMany = (await phone.send('Ping', ping(many))).document;
    expect([textOf(tooMany, Ping.Status), textOf(tooMany, Ping.MaxFolders)]).toEqual(['6', '64']);
    const gone = (await phone.send('Ping', ping([inbox, '0123456789abcdef']))).document;
    expect(textOf(gone, Ping.Status)).toBe('7');
  });

  it('answers a Ping that says nothing and has said nothing before with 3', async () => {
    const { phone } = await phones.start(bob);
    expect(textOf((await phone.send('Ping')).document, Ping.Status)).toBe('3');
    const never = pingRequest((await phone.listFolders()).get(SENT_ITEMS) ?? '');
    // The folder is there, but this phone never synchronised it.
    expect(textOf((await phone.send('Ping', never)).document, Ping.Status)).toBe('3');
  });

  it('answers 403 to the next request after a revocation, and closes the hanging Ping', async () => {
    const certificate = await world.issueFor(alice);
    const { phone, inbox, key } = await phones.start(alice, certificate);
    // Everything that the other tests delivered is told, so that the Ping hangs.
    await phone.sync(inbox, key);
    const pinging = phone.send('Ping', pingRequest(inbox, 3540));
    const { phone: untouched } = await phones.start(alice);
    await world.revoke(certificate);
    expect((await pinging).status).toBe(403);
    const request = syncRequest(inbox, '0');
    const next = await phone.send('Sync', request);
    expect(next.status).toBe(403);
    expect(next.text).toContain('AADSTS500171');
    expect(await world.newestLogEntry()).toMatchObject({ face: 'activesync', code: 'certificate-revoked' });
    expect((await untouched.send('Sync', request)).status).toBe(200);
  });

  it('ends a held Sync with 403 when its certificate is revoked', async () => {
    const certificate = await world.issueFor(bob);
    const { phone, inbox, key } = await phones.start(bob, certificate);
    const holding = phone.send('Sync', heldSync(inbox, key, element(AirSync.Wait, 59)));
    const { phone: untouched } = await phones.start(bob);
    await world.revoke(certificate);
    expect((await holding).status).toBe(403);
    expect((await untouched.send('Sync', heldSync(inbox, '0'))).status).toBe(200);
  });

  it('ends a Ping when the device sends the next one', async () => {
    const { phone, inbox } = await phones.start(bob);
    const first = phone.send('Ping', pingRequest(inbox, 3540));
    // The first one must be waiting before the second comes.
    await expect.poll(async () => (await phone.send('Ping', pingRequest(inbox, 10))).status).toBe(200);
    const gone = new AbortController();
    const second = phone.send('Ping', pingRequest(inbox, 3540), { signal: gone.signal });
    expect(textOf((await first).document, Ping.Status)).toBe('1');
    gone.abort();
    await expect(second).rejects.toThrow();
  });
});
