import type { CertificateAuthority, CrlFault, RevocationFailure } from '@signet/identity';
import type { Certificate, UnixSeconds } from '@signet/pki';
import type { CrlFloor } from './acceptance.ts';
import { CrlDownload, type Purpose, type Refreshed, stillRunning } from './crl-download.ts';
import { CrlFailures } from './crl-failures.ts';
import { type CrlAddress, CrlInUse } from './crl-in-use.ts';
import { type HeldCrl, isCurrent } from './held-crl.ts';
import type { Arrival } from './new-crl.ts';
import { isRecent, nextRefreshAt } from './refresh-schedule.ts';
import type { SourceContext } from './source-context.ts';
import type { CrlError, CrlPart } from './types.ts';
import { waitAtMost } from './waiting.ts';

export type Obtained =
  | { readonly held: HeldCrl; readonly origin: 'cached' | 'downloaded' }
  | { readonly failure: RevocationFailure; readonly fault?: CrlFault; readonly reason: string };

/** One CRL URL of one CA: when it is downloaded, and what is told of that. */
export class CrlSource {
  readonly authority: CertificateAuthority;
  readonly issuer: Certificate;
  readonly part: CrlPart;
  readonly url: string;
  readonly #context: SourceContext;
  readonly #inUse: CrlInUse;
  readonly #failures: CrlFailures;
  readonly #download: CrlDownload;
  #lastInBackground: UnixSeconds | undefined;
  #refreshing: Promise<Refreshed> | undefined;
  #following: Promise<Refreshed> | undefined;

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
    this.#download = new CrlDownload(address, this.#inUse, this.#failures, context);
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
    // A download that runs may succeed where the last one failed.
    const failed =
      this.#refreshing === undefined ? this.#failedWithin(limits.retryAfterFailureSeconds) : undefined;
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

  /**
   * The same for somebody who may know of a new list: a download that runs may have asked before it was published, so
   * another follows, one for all who call meanwhile.
   */
  refreshAnew(): Promise<Refreshed> {
    if (this.#refreshing === undefined) return this.#refreshOnce('asked');
    this.#following ??= this.#refreshAfter(this.#refreshing);
    return this.#following;
  }

  /** The same for somebody who waits: gives up when their time is over. */
  refreshInteractively(): Promise<Refreshed> {
    return this.#refreshWhileWaited();
  }

  /** When the background asks again; in the past when it is due. */
  async nextRefresh(): Promise<UnixSeconds> {
    const held = await this.find();
    const { clock, limits } = this.#context;
    const now = clock.now();
    const failed = this.#failedWithin(RETRY_IN_BACKGROUND_SECONDS);
    const retryAt = failed === undefined ? 0 : failed.at + RETRY_IN_BACKGROUND_SECONDS;
    const lookedAt = this.#inUse.lookedAt ?? held?.downloadedAt;
    // By a clock that has been set back since: nobody knows when it was.
    if (held === undefined || lookedAt === undefined || lookedAt > now) return Math.max(retryAt, now);
    return Math.max(retryAt, nextRefreshAt(held.crl, lookedAt, this.url, limits));
  }

  async #refreshAfter(running: Promise<Refreshed>): Promise<Refreshed> {
    const stopping = this.#context.stopping();
    // Its error is for those who wait for it.
    await running.catch(() => undefined);
    this.#following = undefined;
    return stopping.aborted ? running : this.refreshAnew();
  }

  // CRL process of Entra CBA: a download that is under way is not waited for longer than one of one's own.
  async #refreshWhileWaited(): Promise<Refreshed> {
    const milliseconds = this.#context.limits.timeLimitMilliseconds + PATIENCE_MILLISECONDS;
    const refreshed = await waitAtMost(this.#refreshOnce('interactive'), milliseconds);
    if (refreshed === undefined) return stillRunning(this.url);
    this.#continueInBackground(refreshed);
    return refreshed;
  }

  // CRL process of Entra CBA: too slow or too large for somebody who waits is provisioned in the background.
  #continueInBackground(refreshed: Refreshed): void {
    if (refreshed.outcome !== 'failed' || !CUT_SHORT.has(refreshed.failure)) return;
    if (isRecent(this.#lastInBackground, RETRY_IN_BACKGROUND_SECONDS, this.#context.clock.now())) return;
    this.#context.afterwards(this.#refreshOnce('background'));
  }

  #failedWithin(seconds: number): CrlError | undefined {
    const error = this.lastError;
    return isRecent(error?.at, seconds, this.#context.clock.now()) ? error : undefined;
  }

  // CRL process of Entra CBA: a cached CRL past its nextUpdate whose refresh failed is told as expired.
  #explainFailure(held: HeldCrl | undefined, result: Refreshed): Obtained {
    if (result.outcome !== 'failed')
      return { failure: 'crl-expired', reason: 'The CRL has expired while it was fetched.' };
    const fault = result.fault !== undefined && { fault: result.fault };
    if (held === undefined) return { failure: result.failure, ...fault, reason: result.reason };
    const reason = `The CRL in use has expired and there is no new one. ${result.reason}`;
    return { failure: 'crl-expired', ...fault, reason };
  }

  #refreshOnce(purpose: Purpose): Promise<Refreshed> {
    if (this.#refreshing === undefined) {
      if (purpose !== 'interactive') this.#lastInBackground = this.#context.clock.now();
      this.#refreshing = this.#download.run(purpose).finally(() => {
        this.#refreshing = undefined;
      });
    }
    return this.#refreshing;
  }
}

/** What more time can mend. */
const CUT_SHORT: ReadonlySet<RevocationFailure> = new Set(['crl-timeout', 'crl-too-large']);

/** A host that is down is asked once a minute, whether or not anybody signs in. */
const RETRY_IN_BACKGROUND_SECONDS = 60;

/** So that a download that meets its own deadline is told as that. */
const PATIENCE_MILLISECONDS = 1000;
