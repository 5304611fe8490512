import type { OcspRevocationStatus, UnixSeconds } from '@signet/pki';

/** An answer that has not to be asked for again until then. */
export interface CachedAnswer {
  readonly answer: OcspRevocationStatus;
  readonly until: UnixSeconds;
}

/** Answers that this process has read, by question: the newest ten thousand. */
export class AnswerCache {
  readonly #answers = new Map<string, CachedAnswer>();

  find(key: string, now: UnixSeconds): CachedAnswer | undefined {
    const cached = this.#answers.get(key);
    return cached === undefined || now >= cached.until ? undefined : cached;
  }

  /** In the place of what was kept; nothing, if there is nothing to keep. */
  keep(key: string, answer: CachedAnswer | undefined): void {
    this.#answers.delete(key);
    if (answer === undefined) return;
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MAX_CACHED_ANSWERS && oldest !== undefined) this.#answers.delete(oldest);
  }
}

/** Some 3 KB each with its evidence. */
const MAX_CACHED_ANSWERS = 10_000;
