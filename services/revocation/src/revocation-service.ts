import { randomUUID } from 'node:crypto';
import type { CertificateAuthority, RevocationAnswer, RevocationQuery } from '@signet/identity';
import { BackgroundRefresh } from './background-refresh.ts';
import { type CrlReader, INLINE_READER } from './crl-reader.ts';
import { isCrlRequired } from './crl-requirement.ts';
import { CrlSources } from './crl-sources.ts';
import { refreshResult, statusOf } from './crl-status.ts';
import { decide } from './decision.ts';
import { DownloadLeases } from './download-lease.ts';
import { createFetcher } from './fetcher.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { NewCrlListeners } from './new-crl.ts';
import { checkRevocation } from './revocation-check.ts';
import type { SourceContext } from './source-context.ts';
import type {
  CrlStatus,
  NewCrlListener,
  RefreshResult,
  RevocationService,
  RevocationServiceOptions,
} from './types.ts';
import { PendingWork } from './waiting.ts';

/** Nothing is downloaded before the first question or `start`. Dispose it: a background refresh may be under way. */
export function createRevocationService(options: RevocationServiceOptions): RevocationService {
  return new CachingRevocationService(options);
}

class CachingRevocationService implements RevocationService {
  readonly #directory: RevocationServiceOptions['directory'];
  readonly #context: SourceContext;
  readonly #reader: CrlReader;
  readonly #sources: CrlSources;
  readonly #background: BackgroundRefresh;
  readonly #listeners: NewCrlListeners;
  readonly #pending: PendingWork;
  #stopping = new AbortController();

  constructor(options: RevocationServiceOptions) {
    const { directory, clock, log = SILENT } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#reader = options.reader ?? INLINE_READER;
    this.#directory = directory;
    this.#pending = new PendingWork(log);
    this.#listeners = new NewCrlListeners(log, this.#pending);
    this.#context = {
      storedCrls: directory.storedCrls,
      downloadLeases: new DownloadLeases({ leases: directory.leases, leaseHolder: randomUUID(), clock, log }),
      reader: this.#reader,
      clock,
      verifySignature: options.verifySignature,
      allow: options.allow ?? [],
      fetcher: options.fetcher ?? createFetcher(limits),
      limits,
      log,
      stopping: () => this.#stopping.signal,
      onNewCrl: (source, arrival) => this.#listeners.tell(source, arrival),
      afterwards: (work) => this.#pending.add(work),
    };
    this.#sources = new CrlSources(this.#context);
    const listAuthorities = () => directory.certificateAuthorities.listAll();
    this.#background = new BackgroundRefresh(listAuthorities, this.#sources, this.#context);
  }

  async check(query: RevocationQuery): Promise<RevocationAnswer> {
    const { authority } = query;
    const { certificateRevocationListUrl: baseUrl } = authority;
    if (baseUrl === undefined) return this.#decideWithoutBase(authority);
    const sources = this.#sources.of(authority, baseUrl);
    const { clock } = this.#context;
    return checkRevocation({ query, sources, clock, refetch: () => this.#sources.refetch(sources) });
  }

  async refresh(authority: CertificateAuthority): Promise<readonly RefreshResult[]> {
    const sources = this.#sources.list(authority);
    return Promise.all(sources.map(async (source) => refreshResult(source, await source.refreshAnew())));
  }

  async status(authority: CertificateAuthority): Promise<readonly CrlStatus[]> {
    const now = this.#context.clock.now();
    const { crlPushes } = this.#directory;
    return Promise.all(
      this.#sources.list(authority).map(async (source) => ({
        ...(await statusOf(source, now)),
        lastPush: await crlPushes.find(authority.id, source.part),
      })),
    );
  }

  start(): void {
    this.#background.start();
  }

  async stop(): Promise<void> {
    const lastRound = this.#background.stop();
    this.#stopping.abort();
    this.#stopping = new AbortController();
    await lastRound;
    await this.#pending.settle();
  }

  refreshDue(): Promise<void> {
    return this.#background.refreshDue();
  }

  onNewCrl(listener: NewCrlListener): () => void {
    return this.#listeners.add(listener);
  }

  onSweep(listener: () => Promise<void>): () => void {
    return this.#background.onRound(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#reader[Symbol.asyncDispose]();
  }

  async #decideWithoutBase(authority: CertificateAuthority): Promise<RevocationAnswer> {
    const { deltaCertificateRevocationListUrl: deltaUrl } = authority;
    if (deltaUrl !== undefined) {
      return decide(authority, { row: 'crl-delta-without-base', reason: `It is ${deltaUrl}.` }, []);
    }
    const isRequired = await isCrlRequired(authority, this.#directory.authenticationMethodPolicies);
    return decide(authority, { row: isRequired ? 'crl-not-configured' : 'no-url' }, []);
  }
}

const SILENT = { info: () => undefined, warn: () => undefined };
