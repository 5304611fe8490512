import type { CertificateAuthority, RevocationFailure, StoredCrlRepository } from '@signet/identity';
import type { Certificate, PathRelaxation, SignatureVerifier, UnixSeconds } from '@signet/pki';
import type { CrlFloor, Refused } from './acceptance.ts';
import { CrlFailures } from './crl-failures.ts';
import { type CrlAddress, CrlInUse } from './crl-in-use.ts';
import type { CrlReader } from './crl-reader.ts';
import { type LeaseContext, takeDownloadLease } from './download-lease.ts';
import { type Fetcher, type FetchResult, NO_VALIDATORS, type Validators } from './fetcher.ts';
import { type HeldCrl, isCurrent } from './held-crl.ts';
import type { RevocationLimits } from './limits.ts';
import type { Arrival } from './new-crl.ts';
import { nextRefreshAt } from './refresh-schedule.ts';
import type { CrlError, CrlPart } from './types.ts';
import { waitAtMost } from './waiting.ts';

/** What every source shares. */
export interface SourceContext extends LeaseContext {
  readonly storedCrls: StoredCrlRepository;
  readonly fetcher: Fetcher;
  readonly reader: CrlReader;
  readonly verifySignature: SignatureVerifier;
  readonly allow: readonly PathRelaxation[];
  readonly limits: RevocationLimits;
  /** Ends downloads when the service stops. */
  readonly stopping: () => AbortSignal;
  /** Told of each list that comes into use. */
  readonly onNewCrl: (source: CrlSource, arrival: Arrival) => void;
  /** Runs on when whoever asked has been answered. */
  readonly afterwards: (work: Promise<unknown>) => void;
}

export type Obtained =
  | { readonly held: HeldCrl; readonly origin: 'cached' | 'downloaded' }
  | { readonly failure: RevocationFailure; readonly reason: string };

export type Refreshed =
  | { readonly outcome: 'updated' | 'unchanged'; readonly held: HeldCrl }
  | { readonly outcome: 'failed'; readonly failure: RevocationFailure; readonly reason: string };

/** `interactive`: somebody waits to sign in. */
type Purpose = 'interactive' | 'background';

/** One CRL URL of one CA: when it is downloaded, and what is told of that. */
export class CrlSource {
  readonly authority: CertificateAuthority;
  readonly issuer: Certificate;
  readonly part: CrlPart;
  readonly url: string;
  readonly #context: SourceContext;
  readonly #inUse: CrlInUse;
  readonly #failures: CrlFailures;
  #lastInBackground: UnixSeconds | undefined;
  #refreshing: Promise<Refreshed> | undefined;

  /** `former` is the `floor` of the source that another URL of the same CA and key had. */
  constructor(address: CrlAddress, context: SourceContext, former?: CrlFloor) {
    const { authority, issuer, part, url } = address;
    this.authority = authority;
    this.issuer = issuer;
    this.part = part;
    this.url = url;
    this.#context = context;
    this.#failures = new CrlFailures(address, context);
    const onArrival = (arrival: Arrival): void => {
      this.#failures.forgetUntil(arrival.downloadedAt);
      context.onNewCrl(this, arrival);
    };
    this.#inUse = new CrlInUse(address, former, { ...context, onArrival });
  }

  /** The failure of this process's newest attempt. */
  get lastError(): CrlError | undefined {
    return this.#failures.own;
  }

  /** The newest that is known of this CA's lists. */
  get floor(): CrlFloor | undefined {
    return this.#inUse.floor;
  }

  /** The failure of the newest attempt of any process. */
  findLastError(): Promise<CrlError | undefined> {
    return this.#failures.find();
  }

  /**
   * The list in use, from memory or the store, current or not; never downloads. What another process has
   * stored meanwhile comes into use here, so that one refresh counts for every process.
   */
  find(): Promise<HeldCrl | undefined> {
    return this.#inUse.find();
  }

  /** The list in use where it is current and the store was asked a moment ago: what nearly every sign-in needs. */
  get atHand(): Obtained | undefined {
    const held = this.#inUse.findJustSeen();
    if (held === undefined || !isCurrent(held, this.#context.clock.now())) return undefined;
    return { held, origin: 'cached' };
  }

  /** A list that is current now: the one in use, else a new one within the limits for people who wait. */
  async obtain(): Promise<Obtained> {
    const { atHand } = this;
    if (atHand !== undefined) return atHand;
    const { clock, limits } = this.#context;
    const held = await this.find();
    if (held !== undefined && isCurrent(held, clock.now())) return { held, origin: 'cached' };
    const failed = this.#failedWithin(limits.retryAfterFailureSeconds);
    const result =
      failed === undefined ? await this.#refreshWhileWaited() : { outcome: 'failed' as const, ...failed };
    if (result.outcome !== 'failed' && isCurrent(result.held, clock.now())) {
      return { held: result.held, origin: 'downloaded' };
    }
    return this.#explainFailure(held, result);
  }

  /**
   * Downloads now, within the limits of the background; whoever calls meanwhile gets the result of the
   * download that runs.
   */
  refresh(): Promise<Refreshed> {
    return this.#refreshOnce('background');
  }

  /** The same for somebody who waits: gives up when their time is over. */
  refreshInteractively(): Promise<Refreshed> {
    return this.#refreshWhileWaited();
  }

  /** When the background asks again; in the past when it is due. */
  async nextRefresh(): Promise<UnixSeconds> {
    const held = await this.find();
    const { clock, limits } = this.#context;
    const { lastError } = this;
    const retryAt = lastError === undefined ? 0 : lastError.at + RETRY_IN_BACKGROUND_SECONDS;
    if (held === undefined) return Math.max(retryAt, clock.now());
    const lookedAt = this.#inUse.lookedAt ?? held.downloadedAt;
    return Math.max(retryAt, nextRefreshAt(held.crl, lookedAt, this.url, limits));
  }

  // entra-cba.md §2.6: a download that is under way is not waited for longer than one of one's own.
  async #refreshWhileWaited(): Promise<Refreshed> {
    const milliseconds = this.#context.limits.timeLimitMilliseconds + PATIENCE_MILLISECONDS;
    const refreshed = await waitAtMost(this.#refreshOnce('interactive'), milliseconds);
    if (refreshed === undefined) return this.#stillRunning();
    this.#continueInBackground(refreshed);
    return refreshed;
  }

  // entra-cba.md §2.6: too slow or too large for somebody who waits is provisioned in the background.
  #continueInBackground(refreshed: Refreshed): void {
    if (refreshed.outcome !== 'failed' || !CUT_SHORT.has(refreshed.failure)) return;
    const now = this.#context.clock.now();
    const last = this.#lastInBackground;
    if (last !== undefined && now - last < RETRY_IN_BACKGROUND_SECONDS) return;
    this.#context.afterwards(this.#refreshOnce('background'));
  }

  #stillRunning(): Extract<Refreshed, { outcome: 'failed' }> {
    const reason = `${this.url} is being downloaded and takes longer than a sign-in can wait.`;
    return { outcome: 'failed', failure: 'crl-download-running', reason };
  }

  #failedWithin(seconds: number): CrlError | undefined {
    // A download that runs may succeed where the last one failed.
    if (this.#refreshing !== undefined) return undefined;
    const error = this.lastError;
    return error !== undefined && this.#context.clock.now() - error.at < seconds ? error : undefined;
  }

  // entra-cba.md §2.6: a cached CRL past its nextUpdate whose refresh failed is told as expired.
  #explainFailure(held: HeldCrl | undefined, result: Refreshed): Obtained {
    if (result.outcome !== 'failed')
      return { failure: 'crl-expired', reason: 'The CRL has expired while it was fetched.' };
    if (held === undefined) return { failure: result.failure, reason: result.reason };
    return {
      failure: 'crl-expired',
      reason: `The CRL in use has expired and there is no new one. ${result.reason}`,
    };
  }

  #refreshOnce(purpose: Purpose): Promise<Refreshed> {
    if (this.#refreshing === undefined) {
      if (purpose === 'background') this.#lastInBackground = this.#context.clock.now();
      this.#refreshing = this.#refresh(purpose).finally(() => {
        this.#refreshing = undefined;
      });
    }
    return this.#refreshing;
  }

  async #refresh(purpose: Purpose): Promise<Refreshed> {
    const { limits } = this.#context;
    // Taken at once: what ends the service now must end this download as well, though it has not begun.
    const signal = this.#context.stopping();
    const before = await this.#lookAtStore();
    const { timeLimitMilliseconds } = this.#fetchLimits(purpose);
    const leaseSeconds = Math.ceil(timeLimitMilliseconds / 1000) + LEASE_MARGIN_SECONDS;
    const waitMilliseconds = limits.timeLimitMilliseconds;
    const lease = await takeDownloadLease(
      this.url,
      { leaseSeconds, waitMilliseconds },
      // Two CAs with one URL are two holders: the first to be ready must not give back the other's.
      { ...this.#context, leaseHolder: `${this.#context.leaseHolder}/${this.authority.id}/${this.part}` },
    );
    if (lease === undefined) return this.#stillRunning();
    try {
      const after = lease.hasWaited ? await this.#lookAtStore() : before;
      if (after.held !== undefined && isNewer(after, before)) return { outcome: 'updated', held: after.held };
      return await this.#download(purpose, after.held, signal);
    } finally {
      await lease.release();
    }
  }

  async #lookAtStore(): Promise<StoreView> {
    const held = await this.find();
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

  async #download(purpose: Purpose, held: HeldCrl | undefined, signal: AbortSignal): Promise<Refreshed> {
    const { fetcher, clock, log } = this.#context;
    const options = { ...this.#fetchLimits(purpose), signal };
    const result = await fetcher.fetch(this.url, this.#validators(held), options);
    const refreshed = await this.#judge(result, held);
    const at = clock.now();
    if (refreshed.outcome !== 'failed') {
      this.#inUse.noteLookedAt(at);
      await this.#failures.clear();
    } else if (!signal.aborted) {
      const { failure, reason } = await this.#failures.record({ ...refreshed, at });
      log.warn({ ...this.#facts(), failure, reason }, 'CRL not refreshed');
    }
    return refreshed;
  }

  async #judge(result: FetchResult, asked: HeldCrl | undefined): Promise<Refreshed> {
    if (result.outcome === 'failed') return result;
    // Looked at again: what another process stored during the download may be newer than what it brought.
    const before = await this.find();
    if (result.outcome === 'fetched') {
      const taken = await this.#inUse.take(result.body, result);
      if (taken.accepted) return { outcome: taken.isNew ? 'updated' : 'unchanged', held: taken.held };
      return this.#explainRefusal(taken, asked, await this.find());
    }
    if (before === undefined) {
      const reason = `${this.url} answered 304 although nothing was known of it.`;
      return { outcome: 'failed', failure: 'crl-unreachable', reason };
    }
    await this.#inUse.confirm(before, this.#context.clock.now());
    return { outcome: 'unchanged', held: before };
  }

  /** A list that another process brought meanwhile and that is newer is no failure. */
  #explainRefusal(refused: Refused, asked: HeldCrl | undefined, held: HeldCrl | undefined): Refreshed {
    const isOvertaken = held !== undefined && held.sha256 !== asked?.sha256;
    if (isOvertaken && isCurrent(held, this.#context.clock.now())) return { outcome: 'updated', held };
    const reason = `The CRL from ${this.url} is refused. ${refused.reason}`;
    return { outcome: 'failed', failure: refused.failure, reason };
  }

  // An expired list is fetched whole: a server that goes on answering 304 must not keep it in use.
  #validators(held: HeldCrl | undefined): Validators {
    if (held === undefined || !isCurrent(held, this.#context.clock.now())) return NO_VALIDATORS;
    return { etag: held.etag, lastModified: held.lastModified };
  }

  #facts(): object {
    return { certificateAuthorityId: this.authority.id, part: this.part, url: this.url };
  }
}

interface StoreView {
  readonly held: HeldCrl | undefined;
  readonly lookedAt: UnixSeconds;
}

/** Whether somebody has brought a list, or has asked for one, between two looks. */
function isNewer(after: StoreView, before: StoreView): boolean {
  return after.held?.sha256 !== before.held?.sha256 || after.lookedAt > before.lookedAt;
}

/** What more time can mend. */
const CUT_SHORT: ReadonlySet<RevocationFailure> = new Set(['crl-timeout', 'crl-too-large']);

/** A host that is down is asked once a minute, whether or not anybody signs in. */
const RETRY_IN_BACKGROUND_SECONDS = 60;

/** So that a download that meets its own deadline is told as that. */
const PATIENCE_MILLISECONDS = 1000;

/** For reading, checking and storing what was downloaded. */
const LEASE_MARGIN_SECONDS = 15;
