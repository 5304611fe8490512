import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyVault, createRandom } from '@signet/crypto';
import { openDirectory } from '@signet/directory';
import {
  type Directory,
  guid,
  type KeyVault,
  type MailFolderKind,
  type MailMessage,
  type TenantId,
  type User,
  type UserId,
} from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import { createMailboxes, type Mailboxes } from '../src/index.ts';

/** Two organisations: Alice and Bob at Contoso, Wanda at Woodgrove; `log` collects what was told. */
export interface World extends AsyncDisposable {
  readonly directory: Directory;
  readonly mailboxes: Mailboxes;
  /** As another process would have them: with room for {@link SMALL_QUOTA_BYTES} in a mailbox. */
  readonly smallMailboxes: Mailboxes;
  /** As another process would have them. */
  readonly otherMailboxes: Mailboxes;
  readonly clock: { now(): UnixSeconds; move(seconds: number): void };
  readonly log: { readonly told: string[]; error(facts: object, message: string): void };
  readonly alice: User;
  readonly bob: User;
  readonly wanda: User;
  list(user: User, kind: MailFolderKind): Promise<readonly MailMessage[]>;
  /** The bytes as text, one character a byte. */
  read(message: MailMessage | undefined): Promise<string>;
}

export const SMALL_QUOTA_BYTES = 1000;

export const NOW: UnixSeconds = Date.UTC(2026, 10, 23, 9, 0, 0) / 1000;

/** A database of its own: `url` names an empty one, a new SQLite file unless given. */
export async function createWorld(url?: string): Promise<World> {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'signet-mailbox-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const database = { url: url ?? `sqlite:${join(folder, 'signet.sqlite')}`, keyVault: createTestVault() };
  const directory = stack.use(await openDirectory(database));
  const other = stack.use(await openDirectory(database));
  const people = await seed(directory);
  const clock = createClock();
  const told: string[] = [];
  const log = { told, error: (_facts: object, message: string) => void told.push(message) };
  const services = { clock, random: createRandom(), log };
  const owned = stack.move();
  return {
    directory,
    mailboxes: createMailboxes({ directory, ...services }),
    otherMailboxes: createMailboxes({ directory: other, ...services }),
    smallMailboxes: createMailboxes({ directory: other, ...services, quotaBytes: SMALL_QUOTA_BYTES }),
    clock,
    log,
    ...people,
    async list(user, kind) {
      const folders = await directory.mailboxes.listFolders(user.id);
      const found = folders.find((candidate) => candidate.kind === kind);
      if (found === undefined) return [];
      return (await directory.mailboxes.list(user.id, found.id, { limit: 100 })).items;
    },
    async read(message) {
      const raw = message && (await directory.mailboxes.findRaw(message.userId, message.id));
      return Buffer.from(raw ?? []).toString('latin1');
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Lines with CRLF between and after them, as bytes. */
export function mail(...lines: readonly string[]): Uint8Array {
  return new Uint8Array(Buffer.from(`${lines.join('\r\n')}\r\n`));
}

async function seed(directory: Directory): Promise<Pick<World, 'alice' | 'bob' | 'wanda'>> {
  const contoso: TenantId = guid('11111111-1111-4111-8111-111111111111');
  const woodgrove: TenantId = guid('11111111-1111-4111-8111-222222222222');
  for (const [id, displayName, name] of [
    [contoso, 'Contoso', 'contoso.example'],
    [woodgrove, 'Woodgrove', 'woodgrove.example'],
  ] as const) {
    await directory.tenants.add({ id, displayName, createdAt: NOW });
    await directory.domains.add({ name, tenantId: id, isDefault: true, federation: undefined });
  }
  const alice = user(contoso, 1, 'alice@contoso.example', 'Alice Ängström', [
    'SMTP:Alice.Angstrom@contoso.example',
    'smtp:a@contoso.example',
  ]);
  const bob = user(contoso, 2, 'bob@contoso.example', 'Bob', []);
  const wanda = user(woodgrove, 3, 'wanda@woodgrove.example', 'Wanda', []);
  for (const person of [alice, bob, wanda]) await directory.users.add(person);
  return { alice, bob, wanda };
}

function user(
  tenantId: TenantId,
  number: number,
  userPrincipalName: string,
  displayName: string,
  proxyAddresses: readonly string[],
): User {
  return {
    id: guid<UserId>(`22222222-2222-4222-8222-00000000000${number}`),
    tenantId,
    userPrincipalName,
    displayName,
    mail: undefined,
    proxyAddresses,
    onPremisesImmutableId: undefined,
    certificateUserIds: [],
    accountEnabled: true,
    roles: [],
    stsRefreshTokensValidFrom: undefined,
    createdAt: NOW,
  };
}

function createClock(): World['clock'] {
  let now = NOW;
  return {
    now: () => now,
    move(seconds) {
      now += seconds;
    },
  };
}

function createTestVault(): KeyVault {
  return createKeyVault(new Uint8Array(32).fill(7));
}
