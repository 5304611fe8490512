import type { CertificateAuthority } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { SourceContext } from './source-context.ts';
import type { CrlError, CrlPart } from './types.ts';

/** Which list it is that could not be had. */
export interface FailedSource {
  readonly authority: CertificateAuthority;
  readonly part: CrlPart;
  readonly url: string;
}

/**
 * Why the newest attempt to have a CRL failed: kept beside the stored list for every process to tell, and in
 * memory for this one, whose own failures say when it tries again. Never throws: a store that is down must not
 * stop the download of a CRL.
 */
export class CrlFailures {
  readonly #source: FailedSource;
  readonly #context: Pick<SourceContext, 'storedCrls' | 'log'>;
  #own: CrlError | undefined;

  constructor(source: FailedSource, context: Pick<SourceContext, 'storedCrls' | 'log'>) {
    this.#source = source;
    this.#context = context;
  }

  get own(): CrlError | undefined {
    return this.#own;
  }

  /** What a server sends finds its way into reasons, so that these are cut. */
  async record({ failure, fault, reason, at }: CrlError): Promise<CrlError> {
    const error = { failure, reason: cutReason(reason), at };
    this.#own = { ...error, ...(fault !== undefined && { fault }) };
    const { authority, part, url } = this.#source;
    const stored = { certificateAuthorityId: authority.id, part, url, ...error };
    await this.#attempt(() => this.#context.storedCrls.putFailure(stored), undefined);
    return error;
  }

  /** An attempt has succeeded. */
  async clear(): Promise<void> {
    this.#own = undefined;
    const { authority, part } = this.#source;
    await this.#attempt(() => this.#context.storedCrls.removeFailure(authority.id, part), undefined);
  }

  /** Another process has downloaded a list since. */
  forgetUntil(downloadedAt: UnixSeconds): void {
    if (this.#own !== undefined && this.#own.at <= downloadedAt) this.#own = undefined;
  }

  async find(): Promise<CrlError | undefined> {
    const { authority, part, url } = this.#source;
    const { storedCrls } = this.#context;
    return this.#attempt(async () => {
      const stored = await storedCrls.findFailure(authority.id, part);
      // What another URL did says nothing of this one.
      if (stored === undefined || stored.url !== url) return undefined;
      const { failure, reason, at } = stored;
      return { failure, reason, at };
    }, this.#own);
  }

  async #attempt<Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const { authority, part, url } = this.#source;
      const facts = { certificateAuthorityId: authority.id, part, url, error: String(error) };
      this.#context.log.warn(facts, 'failure of a CRL could not be stored or read');
      return otherwise;
    }
  }
}

/** A reason as it is kept: a server's words in it may be long. */
export function cutReason(reason: string): string {
  return reason.length <= MAX_REASON_LENGTH ? reason : `${reason.slice(0, MAX_REASON_LENGTH)}…`;
}

/** More than any sentence of ours needs. */
const MAX_REASON_LENGTH = 1024;
