import { DEMO_PEOPLE } from '@signet/lab';
import { AirSync, element, FolderHierarchy, Search, textOf } from '@signet/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPhones, type Phones } from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { alice, bob } = DEMO_PEOPLE;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe('the mail door', () => {
  it.each([
    ['truncated', Buffer.from('03016a00000756520330', 'hex')],
    [
      'too deep',
      Buffer.concat([Buffer.from('03016a00', 'hex'), Buffer.alloc(40, 0x45), Buffer.alloc(40, 1)]),
    ],
    ['noise', Buffer.from('not wbxml at all')],
  ])('answers %s WBXML with 102', async (_title, bytes) => {
    const { phone } = await phones.start(alice);
    const { status, document } = await phone.send('Sync', bytes);
    expect(status).toBe(200);
    expect(textOf(document, AirSync.Status)).toBe('102');
  });

  it('answers a wrong folder key with 9, an unknown folder with 8, an empty Sync with 13', async () => {
    const { phone } = await phones.start(alice);
    const request = element(FolderHierarchy.FolderSync, [element(FolderHierarchy.SyncKey, 'bogus')]);
    expect(textOf((await phone.send('FolderSync', request)).document, FolderHierarchy.Status)).toBe('9');
    expect((await phone.sync('0123456789abcdef', '0')).status).toBe('8');
    expect(textOf((await phone.send('Sync')).document, AirSync.Status)).toBe('13');
  });

  it('answers a malformed query and an unknown version with 400, a command of unknown form with 501', async () => {
    const certificate = await world.issueFor(alice);
    expect((await phones.connect(certificate).send('', undefined, { query: '?%%%' })).status).toBe(400);
    expect((await phones.connect(certificate, { protocolVersion: '2.5' }).send('FolderSync')).status).toBe(
      400,
    );
    expect((await phones.connect(certificate).send('ValidateCert')).status).toBe(501);
  });

  it('answers commands that it does not have in their own document with 137', async () => {
    const { phone } = await phones.start(alice);
    for (const [command, status] of [
      ['FolderCreate', FolderHierarchy.Status],
      ['FolderDelete', FolderHierarchy.Status],
      ['FolderUpdate', FolderHierarchy.Status],
      ['Search', Search.Status],
    ] as const) {
      const answer = await phone.send(command);
      expect([answer.status, textOf(answer.document, status)]).toEqual([200, '137']);
      expect((await phone.options()).headers['ms-asprotocolcommands']).not.toContain(command);
    }
  });

  it('shows nobody another mailbox', async () => {
    const { inbox } = await phones.start(alice);
    const { phone } = await phones.start(bob);
    expect((await phone.sync(inbox, '0')).status).toBe('8');
  });
});
