import { setTimeout } from 'node:timers/promises';
import { type CertificateAuthority, workThrough } from '@signet/identity';
import type { CrlSource } from './crl-source.ts';
import type { CrlSources } from './crl-sources.ts';
import type { SourceContext } from './source-context.ts';

/** Refreshes what is due of all CAs: over and over from `start` to `stop`, or once. */
export class BackgroundRefresh {
  readonly #listAuthorities: () => Promise<readonly CertificateAuthority[]>;
  readonly #sources: CrlSources;
  readonly #context: SourceContext;
  readonly #listeners = new Set<() => Promise<void>>();
  #retries: Promise<void> | undefined;
  #telling: Promise<void> | undefined;
  #rounds: { readonly stopping: AbortController; readonly done: Promise<void> } | undefined;

  constructor(
    listAuthorities: () => Promise<readonly CertificateAuthority[]>,
    sources: CrlSources,
    context: SourceContext,
  ) {
    this.#listAuthorities = listAuthorities;
    this.#sources = sources;
    this.#context = context;
  }

  start(): void {
    if (this.#rounds !== undefined) return;
    const stopping = new AbortController();
    this.#rounds = { stopping, done: this.#repeat(stopping.signal) };
  }

  /** Begins no round from now on; done when the one under way has ended. */
  async stop(): Promise<void> {
    const rounds = this.#rounds;
    this.#rounds = undefined;
    rounds?.stopping.abort();
    await rounds?.done;
  }

  /** One round, with the hosts that failed the last time. */
  async refreshDue(): Promise<void> {
    await this.#refreshOthers();
    await this.#retries;
    await this.#telling;
  }

  /** Calls the listener after each round. The result takes it away again. */
  onRound(listener: () => Promise<void>): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #repeat(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      try {
        await this.#refreshOthers();
      } catch (error) {
        this.#context.log.warn({ error: String(error) }, 'background refresh of CRLs failed');
      }
      await pause(this.#context.limits.sweepSeconds * 1000, stopping);
    }
  }

  /** Without waiting for hosts that failed the last time. */
  async #refreshOthers(): Promise<void> {
    const sources = this.#sources.listAll(await this.#listAuthorities());
    const stopping = this.#context.stopping();
    const refresh = async (source: CrlSource): Promise<void> => {
      if (!stopping.aborted) await source.refresh();
    };
    // Lists that another process has brought first: none of them waits for somebody else's host.
    const { failing, others } = await this.#listDue(sources);
    this.#retries ??= workThrough(failing, PARALLEL_RETRIES, refresh).finally(() => {
      this.#retries = undefined;
    });
    this.#context.afterwards(this.#retries);
    await workThrough(others, PARALLEL_REFRESHES, refresh);
    // Listeners may have to ask hosts that hang: the next round does not wait for them.
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = undefined;
    });
    this.#context.afterwards(this.#telling);
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

  async #tell(): Promise<void> {
    for (const listener of this.#listeners) {
      try {
        await listener();
      } catch (error) {
        this.#context.log.warn({ error: String(error) }, 'listener of the background refresh failed');
      }
    }
  }
}

function pause(milliseconds: number, stopping: AbortSignal): Promise<void> {
  return setTimeout(milliseconds, undefined, { signal: stopping, ref: false }).catch(() => undefined);
}

/** A few at a time: a thousand CAs must not open a thousand sockets. */
const PARALLEL_REFRESHES = 4;

/** Hosts that failed the last time wait among themselves: what hangs again holds up no host that answers. */
const PARALLEL_RETRIES = 2;
