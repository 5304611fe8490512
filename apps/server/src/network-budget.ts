import type { UnixSeconds } from '@signet/pki';
import { networkOf } from '@signet/sign-in';

export interface NetworkLimit {
  /** Of one network. */
  readonly perMinute: number;
  readonly log: { info(fields: Readonly<Record<string, unknown>>, message: string): void };
}

/**
 * What each network may do in a minute of the clock, in this process; what is forgotten between two of them is worth twice
 * the limit once. The first beyond it is told in the program's log. Who sits on this machine is not counted: behind a proxy
 * here that tells no addresses everybody would.
 */
export class NetworkBudget {
  readonly #limit: NetworkLimit;
  readonly #excess: string;
  readonly #counts = new Map<string, number>();
  #minute = 0;

  /** `excess`: what is told of a network that goes beyond the limit. */
  constructor(limit: NetworkLimit, excess: string) {
    this.#limit = limit;
    this.#excess = excess;
  }

  /** Whether there is something left. */
  take(address: string, now: UnixSeconds): boolean {
    if (isLoopback(address)) return true;
    this.#turn(now);
    const network = networkOf(address);
    const count = (this.#counts.get(network) ?? 0) + 1;
    this.#counts.set(network, count);
    const { perMinute, log } = this.#limit;
    if (count === perMinute + 1) log.info({ network, perMinute }, this.#excess);
    return count <= perMinute;
  }

  #turn(now: UnixSeconds): void {
    const minute = Math.floor(now / 60);
    if (minute === this.#minute && this.#counts.size < MAX_NETWORKS) return;
    this.#minute = minute;
    this.#counts.clear();
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address);
}

const MAX_NETWORKS = 100_000;
