import { createHash } from 'node:crypto';
import type { MailFolderId, MailMessageId } from '@signet/identity';
import { type ActiveSyncClient, DEMO_PEOPLE } from '@signet/lab';
import { AirSync, childOf, Email, element, textOf, type WbxmlElement } from '@signet/wbxml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPhones, type Phones } from './_phones.ts';
import { startWorld, type World } from './_world.ts';

const { alice } = DEMO_PEOPLE;
const DAY = 86_400;
const STEPS = 60;

let world: World;
let phones: Phones;
beforeAll(async () => {
  world = await startWorld();
  phones = createPhones(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

it.each(['q0', 'a', 'b', 'c', 'd'])(
  'knows in the end what is in the window, whatever happened and whichever answers were lost (%s)',
  async (seed) => {
    const choose = createChoice(seed);
    const server = await openFolder(seed);
    const { phone, inbox, key } = await phones.start(alice);
    const fresh = await phone.sync(inbox, '0');
    expect(key).not.toBe(fresh.syncKey);
    const model = new Model(phone, inbox, fresh.syncKey);
    for (let step = 0; step < STEPS; step += 1) {
      const [id] = await server.pick(choose);
      const known = [...model.items.keys()][choose(Math.max(1, model.items.size))];
      const act = choose(10);
      if (act <= 2) await server.add([0.5, 0.5, 2, 5, 60][choose(5)] ?? 0.5);
      else if (act === 3 && id) await server.setFlags(id, choose(2) === 1);
      else if (act === 4 && id) await server.remove(id);
      else if (act === 5) model.filterType = [0, 2, 3][choose(3)] ?? 0;
      else if (act === 6 && known) await model.sync(choose, { delete: known });
      else if (act === 7 && known) await model.sync(choose, { markRead: known });
      else await model.sync(choose, {});
    }
    do await model.sync(choose, {});
    while (model.hasMore);
    expect(new Map([...model.items].sort())).toEqual(await server.window(model.filterType));
    expect(model.faults).toEqual([]);
  },
);

/** What a phone that believes every answer knows; `faults` are answers that make no sense to it. */
class Model {
  readonly items = new Map<string, string>();
  readonly faults: string[] = [];
  filterType = 0;
  hasMore = false;
  readonly #phone: ActiveSyncClient;
  readonly #inbox: string;
  #key: string;

  constructor(phone: ActiveSyncClient, inbox: string, key: string) {
    this.#phone = phone;
    this.#inbox = inbox;
    this.#key = key;
  }

  async sync(choose: Choice, does: { readonly delete?: string; readonly markRead?: string }): Promise<void> {
    const options = element(AirSync.Options, [
      element(AirSync.FilterType, this.filterType),
      element(AirSync.Conflict, 0),
    ]);
    const request = [element(AirSync.WindowSize, 1 + choose(4)), options, ...commandsFor(does)];
    for (let lost = choose(3); lost > 0; lost -= 1) await this.#phone.sync(this.#inbox, this.#key, request);
    const { status, syncKey, collection } = await this.#phone.sync(this.#inbox, this.#key, request);
    expect(status).toBe('1');
    // Lost as well, and it is a while until the phone asks again with the key before.
    if (!does.delete && !does.markRead && this.items.size > 0 && choose(4) === 0) {
      this.hasMore = true;
      return;
    }
    this.#key = syncKey;
    this.hasMore = childOf(collection, AirSync.MoreAvailable) !== undefined;
    if (does.delete) this.items.delete(does.delete);
    const told = this.items.get(does.markRead ?? '');
    if (does.markRead && told) this.items.set(does.markRead, `1${told.slice(1)}`);
    for (const command of childOf(collection, AirSync.Commands)?.children ?? []) this.#take(command);
  }

  #take(command: WbxmlElement): void {
    const id = textOf(command, AirSync.ServerId) ?? '';
    const isKnown = this.items.has(id);
    if (isKnown === (command.tag === AirSync.Add)) this.faults.push(`${command.tag.name} of ${id}`);
    if (command.tag === AirSync.Delete || command.tag === AirSync.SoftDelete) this.items.delete(id);
    else this.items.set(id, flagsOf(childOf(command, AirSync.ApplicationData)));
  }
}

function commandsFor(does: {
  readonly delete?: string;
  readonly markRead?: string;
}): readonly WbxmlElement[] {
  const id = element(AirSync.ServerId, does.delete ?? does.markRead ?? '');
  if (does.delete) return [element(AirSync.Commands, [element(AirSync.Delete, [id])])];
  if (!does.markRead) return [];
  const data = element(AirSync.ApplicationData, [element(Email.Read, 1)]);
  return [element(AirSync.Commands, [element(AirSync.Change, [id, data])])];
}

/** `10`: read, not flagged. */
function flagsOf(data: WbxmlElement | undefined): string {
  const flag = textOf(childOf(data, Email.Flag), Email.Status) === '2' ? 1 : 0;
  return `${textOf(data, Email.Read)}${flag}`;
}

async function openFolder(seed: string) {
  const newId = createIds(seed);
  const { mailboxes, directory, clock } = world.server.services;
  const [folder, , deleted] = await mailboxes.ensureMailbox(alice.id);
  const folderId = folder!.id as MailFolderId;
  const all = async () => directory.mailboxes.listVersions(alice.id, folderId, {}, 'newest-first', 1000);
  return {
    async pick(choose: Choice): Promise<readonly MailMessageId[]> {
      const found = await all();
      return found.length === 0 ? [] : [found[choose(found.length)]!.id];
    },
    async add(age: number): Promise<void> {
      const raw = Buffer.from('Subject: Any\r\n\r\nx\r\n');
      const message = {
        id: newId(),
        userId: alice.id,
        folderId,
        receivedAt: clock.now() - Math.floor(age * DAY),
        sizeBytes: raw.length,
        ...{ subject: 'Any', from: '', to: '', date: undefined, preview: '' },
        ...{ isRead: false, isFlagged: false, lastVerb: 'none' as const },
      };
      await mailboxes.transaction((work) => work.mailboxes.add(message, raw));
    },
    async setFlags(id: MailMessageId, isFlagged: boolean): Promise<void> {
      await mailboxes.transaction((work) => work.mailboxes.setFlags(alice.id, id, { isFlagged }));
    },
    async remove(id: MailMessageId): Promise<void> {
      await mailboxes.transaction((work) => work.mailboxes.move(alice.id, id, deleted!.id, newId()));
    },
    async window(filterType: number): Promise<ReadonlyMap<string, string>> {
      const since = filterType === 0 ? 0 : clock.now() - (filterType === 2 ? 3 : 7) * DAY;
      const inside = (await all()).filter(({ receivedAt }) => receivedAt >= since);
      return new Map(
        inside
          .map(({ id, isRead, isFlagged }) => [id, `${isRead ? 1 : 0}${isFlagged ? 1 : 0}`] as const)
          .sort(),
      );
    },
  };
}

/** Messages of one second lie in the order of their ids, so the ids are the same for the same seed too. */
function createIds(seed: string): () => MailMessageId {
  let count = 0;
  return () => {
    count += 1;
    return createHash('sha256').update(`id${seed}/${count}`).digest('hex').slice(0, 32) as MailMessageId;
  };
}

type Choice = (below: number) => number;

/** The same numbers for the same seed. */
function createChoice(seed: string): Choice {
  let count = 0;
  return (below) => {
    count += 1;
    return createHash('sha256').update(`${seed}/${count}`).digest().readUInt32BE() % below;
  };
}
