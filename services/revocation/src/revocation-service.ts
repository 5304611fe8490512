import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  type CertificateAuthority,
  type CertificateAuthorityId,
  type RevocationAnswer,
  type RevocationQuery,
  workThrough,
} from '@signet/identity';
import { type Certificate, equalBytes, parseCertificate, type UnixSeconds } from '@signet/pki';
import { type CrlReader, INLINE_READER } from './crl-reader.ts';
import { isCrlRequired } from './crl-requirement.ts';
import { CrlSource, type Refreshed, type SourceContext } from './crl-source.ts';
import { decide } from './decision.ts';
import { createFetcher } from './fetcher.ts';
import { crlFacts, isCurrent } from './held-crl.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { type Arrival, newCrlEvent } from './new-crl.ts';
import { type CaSources, checkRevocation } from './revocation-check.ts';
import type {
  CrlPart,
  CrlStatus,
  NewCrlListener,
  RefreshResult,
  RevocationService,
  RevocationServiceOptions,
} from './types.ts';

/** Nothing is downloaded before the first question or `start`. Dispose it: a background refresh may be under way. */
export function createRevocationService(options: RevocationServiceOptions): RevocationService {
  return new CachingRevocationService(options);
}

class CachingRevocationService implements RevocationService {
  readonly #directory: RevocationServiceOptions['directory'];
  readonly #context: SourceContext;
  readonly #reader: CrlReader;
  readonly #sources = new Map<string, CrlSource>();
  readonly #listeners = new Set<NewCrlListener>();
  readonly #sweepListeners = new Set<() => Promise<void>>();
  readonly #refetches = new Map<CertificateAuthorityId, { at: number; done: Promise<unknown> }>();
  readonly #pending = new Set<Promise<unknown>>();
  #retries: Promise<void> | undefined;
  #stopping = new AbortController();
  #background: { readonly stopping: AbortController; readonly done: Promise<void> } | undefined;

  constructor(options: RevocationServiceOptions) {
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#reader = options.reader ?? INLINE_READER;
    this.#directory = options.directory;
    this.#context = {
      storedCrls: options.directory.storedCrls,
      leases: options.directory.leases,
      leaseHolder: randomUUID(),
      reader: this.#reader,
      clock: options.clock,
      verifySignature: options.verifySignature,
      allow: options.allow ?? [],
      fetcher: options.fetcher ?? createFetcher(limits),
      limits,
      log: options.log ?? SILENT,
      stopping: () => this.#stopping.signal,
      onNewCrl: (source, arrival) => this.#announce(source, arrival),
      afterwards: (work) => this.#keep(work),
    };
  }

  async check(query: RevocationQuery): Promise<RevocationAnswer> {
    const { authority } = query;
    const { certificateRevocationListUrl: baseUrl, deltaCertificateRevocationListUrl: deltaUrl } = authority;
    if (baseUrl === undefined) {
      return this.#decideWithoutBase(authority, deltaUrl);
    }
    const sources = this.#sourcesOf(authority, baseUrl);
    const { clock } = this.#context;
    return checkRevocation({ query, sources, clock, refetch: () => this.#refetch(sources) });
  }

  async refresh(authority: CertificateAuthority): Promise<readonly RefreshResult[]> {
    const sources = this.#listSources(authority);
    return Promise.all(sources.map(async (source) => refreshResult(source, await source.refresh())));
  }

  async status(authority: CertificateAuthority): Promise<readonly CrlStatus[]> {
    const now = this.#context.clock.now();
    const { crlPushes } = this.#directory;
    return Promise.all(
      this.#listSources(authority).map(async (source) => ({
        ...(await statusOf(source, now)),
        lastPush: await crlPushes.find(authority.id, source.part),
      })),
    );
  }

  start(): void {
    if (this.#background !== undefined) return;
    const stopping = new AbortController();
    this.#background = { stopping, done: this.#sweep(stopping.signal) };
  }

  async stop(): Promise<void> {
    const background = this.#background;
    this.#background = undefined;
    background?.stopping.abort();
    this.#stopping.abort();
    this.#stopping = new AbortController();
    await background?.done;
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
  }

  async refreshDue(): Promise<void> {
    await this.#refreshOthers();
    await this.#retries;
  }

  /** Without waiting for hosts that failed the last time. */
  async #refreshOthers(): Promise<void> {
    const authorities = await this.#directory.certificateAuthorities.listAll();
    this.#forgetAllBut(authorities);
    const sources = authorities.flatMap((authority) => this.#tryListSources(authority));
    const stopping = this.#stopping.signal;
    const refresh = async (source: CrlSource): Promise<void> => {
      if (!stopping.aborted) await source.refresh();
    };
    // Lists that another process has brought first: none of them waits for somebody else's host.
    const { failing, others } = await this.#listDue(sources);
    this.#retries ??= workThrough(failing, PARALLEL_RETRIES, refresh).finally(() => {
      this.#retries = undefined;
    });
    this.#keep(this.#retries);
    await workThrough(others, PARALLEL_REFRESHES, refresh);
    await this.#tellOfSweep();
  }

  onNewCrl(listener: NewCrlListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onSweep(listener: () => Promise<void>): () => void {
    this.#sweepListeners.add(listener);
    return () => void this.#sweepListeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#reader[Symbol.asyncDispose]();
  }

  async #sweep(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      try {
        await this.#refreshOthers();
      } catch (error) {
        this.#context.log.warn({ error: String(error) }, 'background refresh of CRLs failed');
      }
      await pause(this.#context.limits.sweepSeconds * 1000, stopping);
    }
  }

  async #listDue(
    sources: readonly CrlSource[],
  ): Promise<Readonly<Record<'failing' | 'others', CrlSource[]>>> {
    const now = this.#context.clock.now();
    const due = { failing: [] as CrlSource[], others: [] as CrlSource[] };
    for (const source of sources) {
      if ((await source.nextRefresh()) > now) continue;
      const isFailing = (await source.findLastError()) !== undefined;
      due[isFailing ? 'failing' : 'others'].push(source);
    }
    return due;
  }

  async #tellOfSweep(): Promise<void> {
    for (const listener of this.#sweepListeners) {
      try {
        await listener();
      } catch (error) {
        this.#context.log.warn({ error: String(error) }, 'listener of the background refresh failed');
      }
    }
  }

  #sourcesOf(authority: CertificateAuthority, baseUrl: string): CaSources {
    const deltaUrl = authority.deltaCertificateRevocationListUrl;
    return {
      base: this.#sourceOf(authority, 'base', baseUrl),
      delta: deltaUrl === undefined ? undefined : this.#sourceOf(authority, 'delta', deltaUrl),
    };
  }

  #listSources(authority: CertificateAuthority): readonly CrlSource[] {
    const baseUrl = authority.certificateRevocationListUrl;
    // A delta without its base is never asked for: nothing could be made of it.
    if (baseUrl === undefined) return [];
    const { base, delta } = this.#sourcesOf(authority, baseUrl);
    return delta === undefined ? [base] : [base, delta];
  }

  // One record that cannot be read must not keep the CRLs of all others from being refreshed.
  #tryListSources(authority: CertificateAuthority): readonly CrlSource[] {
    try {
      return this.#listSources(authority);
    } catch (error) {
      const facts = { certificateAuthorityId: authority.id, error: String(error) };
      this.#context.log.warn(facts, 'CRLs of a CA are not refreshed: its certificate cannot be read');
      return [];
    }
  }

  // A CA record whose URL, certificate or relaxations were changed starts anew; a step back is none the better for another URL.
  #sourceOf(authority: CertificateAuthority, part: CrlPart, url: string): CrlSource {
    const key = sourceKey(authority.id, part);
    const known = this.#sources.get(key);
    if (known !== undefined && known.url === url && sameTerms(known.authority, authority)) return known;
    const issuer = parseCertificate(authority.certificate);
    const former = known !== undefined && sameKey(known.issuer, issuer) ? known.floor : undefined;
    const source = new CrlSource({ authority, issuer, part, url }, this.#context, former);
    this.#sources.set(key, source);
    return source;
  }

  #forgetAllBut(authorities: readonly CertificateAuthority[]): void {
    // An administrator who takes the URL away has the next one begin without a past.
    const kept = new Set(authorities.flatMap(listSourceKeys));
    for (const key of this.#sources.keys()) if (!kept.has(key)) this.#sources.delete(key);
  }

  // Every sign-in of a user whose sessions were ended asks for this until the CA publishes: one download is shared.
  async #refetch({ base, delta }: CaSources): Promise<void> {
    const { clock, limits } = this.#context;
    const { id } = base.authority;
    const last = this.#refetches.get(id);
    if (last !== undefined && clock.now() - last.at < limits.refetchForValidFromSeconds) {
      await last.done;
      return;
    }
    const done = Promise.all([base.refreshInteractively(), delta?.refreshInteractively()]);
    this.#refetches.set(id, { at: clock.now(), done });
    await done;
  }

  #announce(source: CrlSource, arrival: Arrival): void {
    const { id } = source.authority;
    this.#context.log.info(
      { certificateAuthorityId: id, part: source.part, ...crlFacts(arrival.crl) },
      'new CRL in use',
    );
    const event = newCrlEvent(source, arrival);
    for (const listener of this.#listeners) {
      const call = Promise.resolve()
        .then(() => listener(event))
        .catch((error: unknown) => {
          this.#context.log.warn(
            { certificateAuthorityId: id, error: String(error) },
            'listener of new CRLs failed',
          );
        });
      this.#keep(call);
    }
  }

  #keep(work: Promise<unknown>): void {
    const kept = work.finally(() => this.#pending.delete(kept));
    this.#pending.add(kept);
  }

  async #decideWithoutBase(
    authority: CertificateAuthority,
    deltaUrl: string | undefined,
  ): Promise<RevocationAnswer> {
    if (deltaUrl !== undefined) {
      return decide(authority, { row: 'crl-delta-without-base', reason: `It is ${deltaUrl}.` }, []);
    }
    const isRequired = await isCrlRequired(authority, this.#directory.authenticationMethodPolicies);
    return decide(authority, { row: isRequired ? 'crl-not-configured' : 'no-url' }, []);
  }
}

function refreshResult({ part, url }: CrlSource, refreshed: Refreshed): RefreshResult {
  if (refreshed.outcome !== 'failed')
    return { part, url, outcome: refreshed.outcome, crl: crlFacts(refreshed.held.crl) };
  const { outcome, failure, reason } = refreshed;
  return { part, url, outcome, failure, reason };
}

async function statusOf(source: CrlSource, now: UnixSeconds): Promise<Omit<CrlStatus, 'lastPush'>> {
  const held = await source.find();
  const { part, url } = source;
  const lastError = await source.findLastError();
  if (held === undefined) {
    const absent = { crl: undefined, downloadedAt: undefined, nextRefresh: undefined };
    return { part, url, state: 'absent', ...absent, lastError };
  }
  return {
    part,
    url,
    state: isCurrent(held, now) ? 'valid' : 'expired',
    crl: crlFacts(held.crl),
    downloadedAt: held.downloadedAt,
    nextRefresh: await source.nextRefresh(),
    lastError,
  };
}

function pause(milliseconds: number, stopping: AbortSignal): Promise<void> {
  return setTimeout(milliseconds, undefined, { signal: stopping, ref: false }).catch(() => undefined);
}

function sourceKey(id: CertificateAuthorityId, part: CrlPart): string {
  return `${id}/${part}`;
}

function listSourceKeys(authority: CertificateAuthority): readonly string[] {
  const { id, certificateRevocationListUrl: base, deltaCertificateRevocationListUrl: delta } = authority;
  if (base === undefined) return [];
  return delta === undefined ? [sourceKey(id, 'base')] : [sourceKey(id, 'base'), sourceKey(id, 'delta')];
}

function sameKey(one: Certificate, other: Certificate): boolean {
  return equalBytes(one.subjectPublicKeyInfo.der, other.subjectPublicKeyInfo.der);
}

function sameTerms(a: CertificateAuthority, b: CertificateAuthority): boolean {
  return Buffer.compare(a.certificate, b.certificate) === 0 && String(a.allow) === String(b.allow);
}

const SILENT = { info: () => undefined, warn: () => undefined };

/** A few at a time: a thousand CAs must not open a thousand sockets. */
const PARALLEL_REFRESHES = 4;

/** Hosts that failed the last time wait among themselves: what hangs again holds up no host that answers. */
const PARALLEL_RETRIES = 2;
