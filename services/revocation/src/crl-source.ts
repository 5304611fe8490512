import { hash } from 'node:crypto';
import type {
  CertificateAuthority,
  Clock,
  RevocationFailure,
  StoredCrl,
  StoredCrlRepository,
} from '@signet/identity';
import type {
  Certificate,
  CertificateList,
  PathRelaxation,
  SignatureVerifier,
  UnixSeconds,
} from '@signet/pki';
import { judgeReplacement, type Origin, readCrl } from './acceptance.ts';
import { CrlFailures } from './crl-failures.ts';
import { type Fetcher, type FetchResult, NO_VALIDATORS, type Validators } from './fetcher.ts';
import { type HeldCrl, isCurrent, toStoredCrl } from './held-crl.ts';
import type { RevocationLimits } from './limits.ts';
import { nextRefreshAt } from './refresh-schedule.ts';
import type { CrlError, CrlPart, RevocationLog } from './types.ts';

/** What every source shares. */
export interface SourceContext {
  readonly storedCrls: StoredCrlRepository;
  readonly clock: Clock;
  readonly fetcher: Fetcher;
  readonly verifySignature: SignatureVerifier;
  readonly allow: readonly PathRelaxation[];
  readonly limits: RevocationLimits;
  readonly log: RevocationLog;
  /** Told of each list that comes into use, with the one it replaced. */
  readonly onNewCrl: (source: CrlSource, crl: CertificateList, previous: CertificateList | undefined) => void;
}

export type Obtained =
  | { readonly held: HeldCrl; readonly origin: 'cached' | 'downloaded' }
  | { readonly failure: RevocationFailure; readonly reason: string };

export type Refreshed =
  | { readonly outcome: 'updated' | 'unchanged'; readonly held: HeldCrl }
  | { readonly outcome: 'failed'; readonly failure: RevocationFailure; readonly reason: string };

/** One CRL URL of one CA: the list in use, and how it is loaded, downloaded and replaced. */
export class CrlSource {
  readonly authority: CertificateAuthority;
  readonly issuer: Certificate;
  readonly part: CrlPart;
  readonly url: string;
  readonly #context: SourceContext;
  #held: HeldCrl | undefined;
  #lookedAt: UnixSeconds | undefined;
  readonly #failures: CrlFailures;
  /** SHA-256 of the stored list that was looked at last, whether or not it came into use. */
  #storedSha256: string | undefined;
  #loading: Promise<void> | undefined;
  #refreshing: Promise<Refreshed> | undefined;

  constructor(
    authority: CertificateAuthority,
    issuer: Certificate,
    part: CrlPart,
    url: string,
    context: SourceContext,
  ) {
    this.authority = authority;
    this.issuer = issuer;
    this.part = part;
    this.url = url;
    this.#context = context;
    this.#failures = new CrlFailures({ authority, part, url }, context);
  }

  /** The failure of this process's newest attempt. */
  get lastError(): CrlError | undefined {
    return this.#failures.own;
  }

  /** The failure of the newest attempt of any process. */
  findLastError(): Promise<CrlError | undefined> {
    return this.#failures.find();
  }

  /**
   * The list in use, from memory or the store, current or not; never downloads. What another process has
   * stored meanwhile comes into use here, so that one refresh counts for every process at its next question.
   */
  async find(): Promise<HeldCrl | undefined> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
    return this.#held;
  }

  /** A list that is current now: the one in use, else a new one. */
  async obtain(): Promise<Obtained> {
    const { clock, limits } = this.#context;
    const held = await this.find();
    if (held !== undefined && isCurrent(held, clock.now())) return { held, origin: 'cached' };
    const failed = this.#failedWithin(limits.retryAfterFailureSeconds);
    const result =
      failed === undefined ? await this.#refreshOnce(held) : { outcome: 'failed' as const, ...failed };
    if (result.outcome !== 'failed' && isCurrent(result.held, clock.now())) {
      return { held: result.held, origin: 'downloaded' };
    }
    return this.#explainFailure(held, result);
  }

  /** Downloads now; whoever calls meanwhile gets the result of the download that runs. */
  async refresh(): Promise<Refreshed> {
    return this.#refreshOnce(await this.find());
  }

  /** When the background asks again; in the past when it is due. */
  async nextRefresh(): Promise<UnixSeconds> {
    const held = await this.find();
    const { clock, limits } = this.#context;
    const { lastError } = this;
    const retryAt = lastError === undefined ? 0 : lastError.at + RETRY_IN_BACKGROUND_SECONDS;
    if (held === undefined) return Math.max(retryAt, clock.now());
    return Math.max(retryAt, nextRefreshAt(held.crl, this.#lookedAt ?? held.downloadedAt, this.url, limits));
  }

  #failedWithin(seconds: number): CrlError | undefined {
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

  // An expired list comes along too: it is not used, but nothing older may take its place.
  async #load(): Promise<void> {
    const stored = await this.#findUnseen();
    // Another URL may stand for another list: what it brought says nothing of this one.
    if (stored === undefined || stored.url !== this.url) return;
    const read = readCrl(stored.crl, this.#origin());
    const acceptance =
      this.#held === undefined ? read : judgeReplacement(read, this.#held.crl, this.#context.clock.now());
    if (!acceptance.accepted) {
      this.#context.log.warn({ ...this.#facts(), reason: acceptance.reason }, 'stored CRL is not used');
      return;
    }
    const { crl, checks } = acceptance;
    const { downloadedAt, etag, lastModified } = stored;
    this.#take({ crl, checks, downloadedAt, etag, lastModified });
    this.#failures.forgetUntil(downloadedAt);
  }

  // A store that is down must not stop sign-ins for which the CRL can be downloaded.
  async #findUnseen(): Promise<StoredCrl | undefined> {
    const { storedCrls } = this.#context;
    try {
      const sha256 = await storedCrls.findSha256(this.authority.id, this.part);
      if (sha256 === undefined || sha256 === this.#storedSha256) return undefined;
      const stored = await storedCrls.find(this.authority.id, this.part);
      this.#storedSha256 = sha256;
      return stored;
    } catch (error) {
      this.#context.log.warn({ ...this.#facts(), error: String(error) }, 'stored CRL could not be read');
      return undefined;
    }
  }

  #refreshOnce(held: HeldCrl | undefined): Promise<Refreshed> {
    this.#refreshing ??= this.#refresh(held).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(held: HeldCrl | undefined): Promise<Refreshed> {
    const result = await this.#context.fetcher.fetch(this.url, this.#validators(held));
    // Looked at again: what another process stored during the download may be newer than what it brought.
    const refreshed = await this.#judge(result, await this.find());
    const at = this.#context.clock.now();
    if (refreshed.outcome === 'failed') {
      const { failure, reason } = refreshed;
      this.#context.log.warn({ ...this.#facts(), failure, reason }, 'CRL not refreshed');
      await this.#failures.record({ failure, reason, at });
    } else {
      this.#lookedAt = at;
      await this.#failures.clear();
    }
    return refreshed;
  }

  async #judge(result: FetchResult, held: HeldCrl | undefined): Promise<Refreshed> {
    if (result.outcome === 'failed') return result;
    if (result.outcome === 'not-modified') {
      if (held !== undefined) return { outcome: 'unchanged', held };
      const reason = `${this.url} answered 304 although nothing was known of it.`;
      return { outcome: 'failed', failure: 'crl-unreachable', reason };
    }
    return this.#judgeBody(result.body, result, held);
  }

  async #judgeBody(body: Uint8Array, validators: Validators, held: HeldCrl | undefined): Promise<Refreshed> {
    const now = this.#context.clock.now();
    const acceptance = judgeReplacement(readCrl(body, this.#origin()), held?.crl, now);
    if (!acceptance.accepted) {
      return {
        outcome: 'failed',
        failure: acceptance.failure,
        reason: `The CRL from ${this.url} is refused. ${acceptance.reason}`,
      };
    }
    const { crl, checks } = acceptance;
    const { etag, lastModified } = validators;
    const next: HeldCrl = { crl, checks, downloadedAt: now, etag, lastModified };
    await this.#store(next);
    const isNew = held === undefined || !sameBytes(held.crl.der, crl.der);
    this.#take(next);
    return { outcome: isNew ? 'updated' : 'unchanged', held: next };
  }

  #origin(): Origin {
    const { verifySignature, allow } = this.#context;
    return { part: this.part, issuer: this.issuer, verifySignature, allow };
  }

  // The list is at hand whether or not it could be kept; after a restart it is downloaded again.
  async #store(held: HeldCrl): Promise<void> {
    try {
      await this.#context.storedCrls.put(toStoredCrl(this.authority, this.part, this.url, held));
      this.#storedSha256 = hash('sha256', held.crl.der);
    } catch (error) {
      this.#context.log.warn({ ...this.#facts(), error: String(error) }, 'CRL could not be stored');
    }
  }

  #take(next: HeldCrl): void {
    const previous = this.#held?.crl;
    this.#held = next;
    if (previous !== undefined && sameBytes(previous.der, next.crl.der)) return;
    this.#context.onNewCrl(this, next.crl, previous);
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

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** A host that is down is asked once a minute, whether or not anybody signs in. */
const RETRY_IN_BACKGROUND_SECONDS = 60;
