import { guid, type MailFolderId, type UserId } from '@signet/identity';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ActiveSyncError } from './activesync-error.ts';
import { HeldRequests } from './held-requests.ts';
import { type Holdable, hold } from './hold.ts';

const FOLDER = '0123456789abcdef' as MailFolderId;
const userId = guid<UserId>('c0270500-0000-4000-8000-000000000102');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The few things of a call that waiting looks at. */
function createCall(): {
  readonly call: Holdable;
  readonly change: () => void;
  readonly newCrl: () => void;
  readonly gone: AbortController;
  readonly stopping: AbortController;
  revoked: boolean;
  listeners: number;
} {
  const changes = new Set<() => void>();
  const crls = new Set<() => void>();
  const [gone, stopping] = [new AbortController(), new AbortController()];
  const listen = (set: Set<() => void>, listener: () => void): (() => void) => {
    set.add(listener);
    return () => set.delete(listener);
  };
  const world: ReturnType<typeof createCall> = {
    change: () => ring(changes),
    newCrl: () => ring(crls),
    gone,
    stopping,
    revoked: false,
    get listeners() {
      return changes.size + crls.size;
    },
    call: {
      options: {
        mailboxes: { onChange: (_user, listener) => listen(changes, () => listener(FOLDER)) },
        onNewCrl: (listener) => listen(crls, listener),
        stopping: stopping.signal,
      },
      user: { id: userId },
      device: { userId, deviceId: 'phone' },
      gone: gone.signal,
      held: new HeldRequests(),
      async recheck() {
        if (world.revoked) throw new ActiveSyncError('certificate-refused', 'revoked');
      },
    },
  };
  return world;
}

it('ends at once when there is something already', async () => {
  expect(await hold(createCall().call, 60, async () => true)).toBe('changed');
});

it('expires after its seconds and leaves nothing behind', async () => {
  const world = createCall();
  const held = hold(world.call, 60, async () => false);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(world.listeners).toBe(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await held).toBe('expired');
  expect(world.listeners).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

it('looks at each change here, and now and then for those of other processes', async () => {
  const world = createCall();
  let changed = false;
  const local = hold(world.call, 3540, async () => changed);
  await vi.advanceTimersByTimeAsync(1);
  changed = true;
  world.change();
  expect(await local).toBe('changed');

  changed = false;
  const remote = hold(world.call, 3540, async () => changed);
  await vi.advanceTimersByTimeAsync(1);
  changed = true;
  await vi.advanceTimersByTimeAsync(5000);
  expect(await remote).toBe('changed');
});

it('asks for the certificate at each new CRL and each minute', async () => {
  for (const wake of ['crl', 'minute'] as const) {
    const world = createCall();
    const held = hold(world.call, 3540, async () => false);
    const refused = expect(held).rejects.toMatchObject({ code: 'certificate-refused' });
    await vi.advanceTimersByTimeAsync(1);
    world.revoked = true;
    if (wake === 'crl') world.newCrl();
    else await vi.advanceTimersByTimeAsync(60_000);
    await refused;
    expect(world.listeners).toBe(0);
  }
});

it('ends when the client goes, the server stops, or the device asks again', async () => {
  for (const end of ['gone', 'stopping'] as const) {
    const world = createCall();
    const held = hold(world.call, 3540, async () => false);
    world[end].abort();
    expect(await held).toBe('ended');
  }
  const { call } = createCall();
  const first = hold(call, 3540, async () => false);
  const second = hold(call, 60, async () => false);
  expect(await first).toBe('ended');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await second).toBe('expired');
});

function ring(listeners: Iterable<() => void>): void {
  for (const listener of listeners) listener();
}
