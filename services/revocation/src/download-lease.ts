import { setTimeout } from 'node:timers/promises';
import type { Clock, LeaseRepository } from '@signet/identity';
import type { RevocationLog } from './types.ts';

export interface LeaseContext {
  readonly leases: LeaseRepository;
  readonly clock: Clock;
  /** Of this process; random. */
  readonly leaseHolder: string;
  readonly log: RevocationLog;
}

export interface DownloadLease {
  /** Another process had it first: what it stored may be all that is needed. */
  readonly hasWaited: boolean;
  release(): Promise<void>;
}

export interface LeaseLimits {
  readonly leaseSeconds: number;
  readonly waitMilliseconds: number;
  /** Ends the waiting early. */
  readonly signal: AbortSignal;
}

/**
 * The right to download a URL, for one process at a time; within the process CAs of one URL have it together, and the
 * fetcher downloads for all of them.
 */
export class DownloadLeases {
  readonly #context: LeaseContext;
  #count = 0;
  readonly #taken = new Map<
    string,
    { holders: number; readonly lease: Promise<DownloadLease | undefined> }
  >();

  constructor(context: LeaseContext) {
    this.#context = context;
  }

  /**
   * Waits as long as `waitMilliseconds` for another process; nothing when it is still busy then. A process that died
   * blocks nobody for longer than `leaseSeconds`, or an hour if its clock was ahead.
   */
  async take(url: string, limits: LeaseLimits): Promise<DownloadLease | undefined> {
    const taken = this.#taken.get(url) ?? { holders: 0, lease: this.#begin(url, limits) };
    this.#taken.set(url, taken);
    taken.holders += 1;
    const release = async (): Promise<void> => {
      taken.holders -= 1;
      if (taken.holders > 0) return;
      this.#taken.delete(url);
      await (await taken.lease)?.release();
    };
    const lease = await taken.lease;
    if (lease !== undefined) return { hasWaited: lease.hasWaited, release };
    await release();
    return undefined;
  }

  #begin(url: string, limits: LeaseLimits): Promise<DownloadLease | undefined> {
    this.#count += 1;
    // Each a holder of its own: the next one must not lose its lease to the last one's giving back.
    const leaseHolder = `${this.#context.leaseHolder}/${this.#count}`;
    return takeLease(url, limits, { ...this.#context, leaseHolder });
  }
}

async function takeLease(
  url: string,
  { leaseSeconds, waitMilliseconds, signal }: LeaseLimits,
  context: LeaseContext,
): Promise<DownloadLease | undefined> {
  const deadline = performance.now() + waitMilliseconds;
  for (let hasWaited = false; ; hasWaited = true) {
    if (await acquire(url, leaseSeconds, context)) {
      return { hasWaited, release: () => release(url, context) };
    }
    const left = deadline - performance.now();
    if (left <= 0 || signal.aborted) return undefined;
    await setTimeout(Math.min(POLL_MILLISECONDS, left));
  }
}

// A store that is down must not stop sign-ins for which the CRL can be downloaded.
async function acquire(url: string, leaseSeconds: number, context: LeaseContext): Promise<boolean> {
  const { leases, clock, leaseHolder, log } = context;
  const now = clock.now();
  try {
    return await leases.acquire(nameOf(url), leaseHolder, now, now + leaseSeconds);
  } catch (error) {
    log.warn({ url, error: String(error) }, 'downloads cannot be coordinated with other processes');
    return true;
  }
}

async function release(url: string, { leases, leaseHolder, log }: LeaseContext): Promise<void> {
  try {
    await leases.release(nameOf(url), leaseHolder);
  } catch (error) {
    log.warn({ url, error: String(error) }, 'a download lease could not be given back; it will run out');
  }
}

function nameOf(url: string): string {
  return `crl-download ${url}`;
}

const POLL_MILLISECONDS = 100;
