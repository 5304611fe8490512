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

/**
 * The right to download a URL, for one process at a time. Waits as long as `waitMilliseconds` for the holder;
 * nothing when it is still busy then. A holder that died blocks nobody for longer than `leaseSeconds`, or an hour if
 * its clock was ahead.
 */
export async function takeDownloadLease(
  url: string,
  { leaseSeconds, waitMilliseconds }: { readonly leaseSeconds: number; readonly waitMilliseconds: number },
  context: LeaseContext,
): Promise<DownloadLease | undefined> {
  const deadline = performance.now() + waitMilliseconds;
  for (let hasWaited = false; ; hasWaited = true) {
    if (await acquire(url, leaseSeconds, context)) {
      return { hasWaited, release: () => release(url, context) };
    }
    const left = deadline - performance.now();
    if (left <= 0) return undefined;
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
