import type { CrlFault, RevocationFailure } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { Refused } from './acceptance.ts';
import type { CrlFailures } from './crl-failures.ts';
import type { CrlAddress, CrlInUse } from './crl-in-use.ts';
import { type FetchOptions, type FetchResult, NO_VALIDATORS, type Validators } from './fetcher.ts';
import { type HeldCrl, isCurrent } from './held-crl.ts';
import type { RevocationLimits } from './limits.ts';
import type { SourceContext } from './source-context.ts';

/** What came of it. */
export type Refreshed =
  | { readonly outcome: 'updated' | 'unchanged'; readonly held: HeldCrl }
  | {
      readonly outcome: 'failed';
      readonly failure: RevocationFailure;
      readonly fault?: CrlFault;
      readonly reason: string;
    };

/**
 * `interactive`: somebody waits to sign in. `asked`: somebody may know of a new list, so that one which was asked for
 * before, by another process or for another CA, does not do.
 */
export type Purpose = 'interactive' | 'background' | 'asked';

/** A download of the list of one URL: the right to it, the fetching, and what is made of the answer. */
export class CrlDownload {
  readonly #address: CrlAddress;
  readonly #inUse: CrlInUse;
  readonly #failures: CrlFailures;
  readonly #context: SourceContext;

  constructor(address: CrlAddress, inUse: CrlInUse, failures: CrlFailures, context: SourceContext) {
    this.#address = address;
    this.#inUse = inUse;
    this.#failures = failures;
    this.#context = context;
  }

  /** Unless another process has brought a newer list meanwhile and that does, or is still at it. */
  async run(purpose: Purpose): Promise<Refreshed> {
    const { url } = this.#address;
    // Taken at once: what ends the service now must end this download as well, though it has not begun.
    const signal = this.#context.stopping();
    // One that began before, for another CA with the URL, may have missed the list.
    const notBefore = purpose === 'asked' ? performance.now() : undefined;
    const before = await this.#lookAtStore();
    const { timeLimitMilliseconds } = this.#fetchLimits(purpose);
    const leaseSeconds = Math.ceil(timeLimitMilliseconds / 1000) + LEASE_MARGIN_SECONDS;
    // Where nobody waits to sign in: until another process has ended, or the lease of one that died.
    const waitMilliseconds =
      purpose === 'asked' ? leaseSeconds * 1000 : this.#context.limits.timeLimitMilliseconds;
    const lease = await this.#context.downloadLeases.take(url, { leaseSeconds, waitMilliseconds, signal });
    if (lease === undefined) return stillRunning(url);
    try {
      const after = lease.hasWaited ? await this.#lookAtStore() : before;
      if (purpose !== 'asked' && after.held !== undefined && isNewer(after, before))
        return { outcome: 'updated', held: after.held };
      return await this.#fetch(after.held, { ...this.#fetchLimits(purpose), signal, notBefore });
    } finally {
      await lease.release();
    }
  }

  async #lookAtStore(): Promise<StoreView> {
    const held = await this.#inUse.find();
    return { held, lookedAt: this.#inUse.lookedAt ?? 0 };
  }

  #fetchLimits(purpose: Purpose): Pick<RevocationLimits, 'maxBytes' | 'timeLimitMilliseconds'> {
    const { maxBytes, timeLimitMilliseconds, ...background } = this.#context.limits;
    if (purpose === 'interactive') return { maxBytes, timeLimitMilliseconds };
    return {
      maxBytes: Math.max(maxBytes, background.backgroundMaxBytes),
      timeLimitMilliseconds: Math.max(timeLimitMilliseconds, background.backgroundTimeLimitMilliseconds),
    };
  }

  async #fetch(
    held: HeldCrl | undefined,
    options: FetchOptions & { readonly signal: AbortSignal },
  ): Promise<Refreshed> {
    const { fetcher, clock, log } = this.#context;
    const result = await fetcher.fetch(this.#address.url, this.#validators(held), options);
    const refreshed = await this.#judge(result, held);
    const at = clock.now();
    if (refreshed.outcome !== 'failed') {
      this.#inUse.noteLookedAt(at);
      await this.#failures.clear();
    } else if (!options.signal.aborted) {
      const { failure, reason } = await this.#failures.record({ ...refreshed, at });
      const { authority, part, url } = this.#address;
      log.warn({ certificateAuthorityId: authority.id, part, url, failure, reason }, 'CRL not refreshed');
    }
    return refreshed;
  }

  async #judge(result: FetchResult, asked: HeldCrl | undefined): Promise<Refreshed> {
    // Looked at again: what another process stored during the download may be newer than what it brought.
    const before = await this.#inUse.find();
    if (result.outcome === 'failed') return this.#findOvertaking(asked, before) ?? result;
    if (result.outcome === 'fetched') {
      const taken = await this.#inUse.take(result.body, result);
      if (taken.accepted) return { outcome: taken.isNew ? 'updated' : 'unchanged', held: taken.held };
      return this.#explainRefusal(taken, asked, await this.#inUse.find());
    }
    if (before === undefined) {
      const reason = `${this.#address.url} answered 304 although nothing was known of it.`;
      return { outcome: 'failed', failure: 'crl-unreachable', reason };
    }
    await this.#inUse.confirm(before, this.#context.clock.now());
    return { outcome: 'unchanged', held: before };
  }

  /** A list that another process brought meanwhile: with it nothing has failed. */
  #findOvertaking(asked: HeldCrl | undefined, held: HeldCrl | undefined): Refreshed | undefined {
    if (held === undefined || held.sha256 === asked?.sha256) return undefined;
    return isCurrent(held, this.#context.clock.now()) ? { outcome: 'updated', held } : undefined;
  }

  #explainRefusal(refused: Refused, asked: HeldCrl | undefined, held: HeldCrl | undefined): Refreshed {
    const overtaking = this.#findOvertaking(asked, held);
    if (overtaking !== undefined) return overtaking;
    const reason = `The CRL from ${this.#address.url} is refused. ${refused.reason}`;
    const { failure, fault } = refused;
    return { outcome: 'failed', failure, ...(fault !== undefined && { fault }), reason };
  }

  // An expired list is fetched whole: a server that goes on answering 304 must not keep it in use.
  #validators(held: HeldCrl | undefined): Validators {
    if (held === undefined || !isCurrent(held, this.#context.clock.now())) return NO_VALIDATORS;
    return { etag: held.etag, lastModified: held.lastModified };
  }
}

/** Somebody is at it, here or in another process. */
export function stillRunning(url: string): Extract<Refreshed, { outcome: 'failed' }> {
  const reason = `${url} is being downloaded and takes longer than a sign-in can wait.`;
  return { outcome: 'failed', failure: 'crl-download-running', reason };
}

interface StoreView {
  readonly held: HeldCrl | undefined;
  readonly lookedAt: UnixSeconds;
}

/** Whether somebody has brought a list, or has asked for one, between two looks. */
function isNewer(after: StoreView, before: StoreView): boolean {
  return after.held?.sha256 !== before.held?.sha256 || after.lookedAt > before.lookedAt;
}

/** For reading, checking and storing what was downloaded. */
const LEASE_MARGIN_SECONDS = 15;
