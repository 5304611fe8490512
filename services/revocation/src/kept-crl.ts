import type { CertificateAuthorityId, StoredCrl, StoredCrlRepository } from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { RevocationLog } from './types.ts';

/** A list of the store of which this process knows nothing yet. */
export type UnseenCrl = StoredCrl & { readonly sha256: string };

/** What the database tells of a list that was not known before. */
export interface Look {
  /** Another one than was judged last; whether it is any good has to be found out, and told by `markJudged`. */
  readonly unseen: UnseenCrl | undefined;
  /** When any process last heard from the server that the list in use is its newest. */
  readonly confirmedAt: UnixSeconds | undefined;
}

/**
 * One CRL as the database keeps it for all processes. A database that is down must not stop sign-ins for which
 * the CRL can be downloaded, so its failures are told in the log and nothing else comes of them.
 */
export class KeptCrl {
  readonly #id: CertificateAuthorityId;
  readonly #part: StoredCrl['part'];
  readonly #storedCrls: StoredCrlRepository;
  readonly #log: RevocationLog;
  /** SHA-256 of the stored list that was judged last, whether or not it came into use. */
  #judgedSha256: string | undefined;
  /** By `performance.now()`: one that could not be read is not read again before. */
  #readAgainAt = 0;
  #isWriting = false;

  constructor(
    { id, part }: { readonly id: CertificateAuthorityId; readonly part: StoredCrl['part'] },
    { storedCrls, log }: { readonly storedCrls: StoredCrlRepository; readonly log: RevocationLog },
  ) {
    this.#id = id;
    this.#part = part;
    this.#storedCrls = storedCrls;
    this.#log = log;
  }

  /** `inUseSha256` is of the list that this process uses. */
  async look(inUseSha256: string | undefined): Promise<Look> {
    // What is being replaced by the list in use is no news.
    if (this.#isWriting) return NOTHING_NEW;
    return this.#telling('stored CRL could not be read', NOTHING_NEW, async () => {
      const version = await this.#storedCrls.findVersion(this.#id, this.#part);
      if (version === undefined) return NOTHING_NEW;
      const { sha256, confirmedAt } = version;
      const confirmed = sha256 === inUseSha256 ? confirmedAt : undefined;
      const isKnown = sha256 === this.#judgedSha256 || performance.now() < this.#readAgainAt;
      if (isKnown) return { unseen: undefined, confirmedAt: confirmed };
      const stored = await this.#storedCrls.find(this.#id, this.#part);
      // Rows that are being replaced are looked for again at the next question.
      return { unseen: stored && { ...stored, sha256 }, confirmedAt: confirmed };
    });
  }

  /** A verdict about the bytes: they are not read again. */
  markJudged(sha256: string): void {
    this.#judgedSha256 = sha256;
  }

  /** Nothing is known of the bytes, for a reason of our own: they are read again in a while. */
  postpone(): void {
    this.#readAgainAt = performance.now() + READ_AGAIN_MILLISECONDS;
  }

  /** The list is in use whether or not it could be kept; after a restart it is downloaded again. */
  async keep(crl: StoredCrl, sha256: string): Promise<void> {
    this.#isWriting = true;
    await this.#telling('CRL could not be stored', undefined, async () => {
      // Another process may have stored a newer one meanwhile: that is looked at next.
      if ((await this.#storedCrls.put(crl)) === 'stored') this.#judgedSha256 = sha256;
    });
    this.#isWriting = false;
  }

  async confirm(sha256: string, at: UnixSeconds): Promise<void> {
    await this.#telling('CRL could not be confirmed', undefined, () =>
      this.#storedCrls.confirm(this.#id, this.#part, sha256, at),
    );
  }

  async #telling<Result>(message: string, otherwise: Result, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const facts = { certificateAuthorityId: this.#id, part: this.#part, error: String(error) };
      this.#log.warn(facts, message);
      return otherwise;
    }
  }
}

const NOTHING_NEW: Look = { unseen: undefined, confirmedAt: undefined };

/** A thread that died of one list is not set on it at every sign-in. */
const READ_AGAIN_MILLISECONDS = 5000;
