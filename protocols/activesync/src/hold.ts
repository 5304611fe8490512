import type { MailDevice, User } from '@signet/identity';
import type { Mailboxes } from '@signet/mailbox';
import type { HeldRequests } from './held-requests.ts';
import type { ActiveSyncOptions } from './options.ts';

/** What waiting looks at; every `Call` is one. */
export interface Holdable {
  readonly options: Pick<ActiveSyncOptions, 'onNewCrl' | 'stopping'> & {
    readonly mailboxes: Pick<Mailboxes, 'onChange'>;
  };
  readonly user: Pick<User, 'id'>;
  readonly device: Pick<MailDevice, 'userId' | 'deviceId'>;
  readonly gone: AbortSignal;
  readonly held: HeldRequests;
  recheck(): Promise<void>;
}

/** `ended`: a newer request of the device replaced this one, the client went away, or the server stops. */
export type HoldOutcome = 'changed' | 'expired' | 'ended';

/**
 * Waits until `hasChanged` says so, at most `seconds`. It asks at each change of the user's mailbox here and
 * every few seconds for those of other processes. Each new CRL and each minute the certificate is judged
 * again: then this throws what `recheck` throws.
 */
export async function hold(
  call: Holdable,
  seconds: number,
  hasChanged: () => Promise<boolean>,
): Promise<HoldOutcome> {
  const { mailboxes, onNewCrl, stopping } = call.options;
  using stack = new DisposableStack();
  const held = stack.use(call.held.begin(call.device));
  const bell = new Bell<'look' | 'judge' | 'expired' | 'ended'>();
  const every = (milliseconds: number, reason: 'look' | 'judge'): void => {
    const timer = setInterval(() => bell.ring(reason), milliseconds);
    stack.defer(() => clearInterval(timer));
  };
  const expiry = setTimeout(() => bell.ring('expired'), seconds * 1000);
  stack.defer(() => clearTimeout(expiry));
  every(LOOK_MILLISECONDS, 'look');
  every(JUDGE_MILLISECONDS, 'judge');
  stack.defer(mailboxes.onChange(call.user.id, () => bell.ring('look')));
  stack.defer(onNewCrl(() => bell.ring('judge')));
  for (const signal of [held.signal, call.gone, stopping]) {
    const end = (): void => bell.ring('ended');
    signal.addEventListener('abort', end);
    stack.defer(() => signal.removeEventListener('abort', end));
    if (signal.aborted) end();
  }

  bell.ring('look');
  for (;;) {
    const reasons = await bell.heard();
    if (reasons.has('ended')) return 'ended';
    if (reasons.has('judge')) await call.recheck();
    if (await hasChanged()) return 'changed';
    if (reasons.has('expired')) return 'expired';
  }
}

/** Reasons to wake up, collected while nobody listens. */
class Bell<Reason> {
  #reasons = new Set<Reason>();
  #wake: (() => void) | undefined;

  ring(reason: Reason): void {
    this.#reasons.add(reason);
    this.#wake?.();
  }

  async heard(): Promise<ReadonlySet<Reason>> {
    if (this.#reasons.size === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const reasons = this.#reasons;
    this.#reasons = new Set();
    this.#wake = undefined;
    return reasons;
  }
}

/** Changes that another process made are seen this late. */
const LOOK_MILLISECONDS = 5000;
/** An expiring certificate, a disabled account or another process's CRL ends a held request this late. */
const JUDGE_MILLISECONDS = 60_000;
