import type { CertificateAuthority, StoredCrl } from '@signet/identity';
import type { Certificate, UnixSeconds } from '@signet/pki';
import {
  type CrlClaim,
  type CrlFloor,
  floorOf,
  judgeReplacement,
  judgeStored,
  type Predecessors,
  type Refused,
  raiseFloor,
} from './acceptance.ts';
import { cutReason } from './crl-failures.ts';
import type { CrlReading } from './crl-reader.ts';
import { type HeldCrl, toStoredCrl } from './held-crl.ts';
import { KeptCrl, type UnseenCrl } from './kept-crl.ts';
import type { Arrival } from './new-crl.ts';
import type { SourceContext } from './source-context.ts';
import type { CrlPart } from './types.ts';

/** Which list it is, and where it comes from. */
export interface CrlAddress {
  readonly authority: CertificateAuthority;
  readonly issuer: Certificate;
  readonly part: CrlPart;
  readonly url: string;
}

/** What is known of bytes beside themselves. */
type Provenance = Pick<StoredCrl, 'etag' | 'lastModified'> & {
  /** Absent: this moment. */
  readonly downloadedAt?: UnixSeconds;
};

export type BroughtIntoUse =
  | { readonly accepted: true; readonly held: HeldCrl; readonly isNew: boolean }
  | Refused;

type InUseContext = Pick<
  SourceContext,
  'storedCrls' | 'log' | 'reader' | 'clock' | 'verifySignature' | 'allow' | 'limits'
> & {
  /** Told of each list that comes into use. */
  readonly onArrival: (arrival: Arrival) => void;
};

/** The list in use of one CRL URL, in memory and in the store, and what may take its place. */
export class CrlInUse {
  readonly #address: CrlAddress;
  readonly #context: InUseContext;
  readonly #kept: KeptCrl;
  #held: HeldCrl | undefined;
  #former: CrlFloor | undefined;
  #lookedAt: UnixSeconds | undefined;
  /** By `performance.now()`. */
  #lookedIntoStoreAt = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | undefined;

  /** `former` is what an earlier URL of the same CA and key brought. */
  constructor(address: CrlAddress, former: CrlFloor | undefined, context: InUseContext) {
    this.#address = address;
    this.#former = former;
    this.#context = context;
    this.#kept = new KeptCrl({ id: address.authority.id, part: address.part }, context);
  }

  /** When any process last heard of the server what its newest list is. */
  get lookedAt(): UnixSeconds | undefined {
    return this.#lookedAt;
  }

  /** The newest that is known, for the source of the next URL. */
  get floor(): CrlFloor | undefined {
    return this.#held === undefined ? this.#former : floorOf(this.#held.crl);
  }

  /** The list in use, current or not, with what other processes have stored. */
  async find(): Promise<HeldCrl | undefined> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
    return this.#held;
  }

  /** The same when the store has been looked into just now. */
  findJustSeen(): HeldCrl | undefined {
    const since = performance.now() - this.#lookedIntoStoreAt;
    return since < this.#context.limits.lookAgainMilliseconds ? this.#held : undefined;
  }

  /** A download: in use before it is stored, so that whoever is revoked is out while the disk still writes. */
  async take(body: Uint8Array, provenance: Provenance): Promise<BroughtIntoUse> {
    const taken = await this.#bringIntoUse(body, provenance, judgeReplacement);
    if (!taken.accepted) return taken;
    const { authority, part, url } = this.#address;
    await this.#kept.keep(toStoredCrl(authority, part, url, taken.held), taken.held.sha256);
    return taken;
  }

  /** The server has said at this time that the list in use is its newest. */
  async confirm({ sha256 }: HeldCrl, at: UnixSeconds): Promise<void> {
    await this.#kept.confirm(sha256, at);
  }

  noteLookedAt(at: UnixSeconds): void {
    const now = this.#context.clock.now();
    // What lies ahead was noted by a clock that has been set back since, or by another process's that is ahead.
    if (at > now) return;
    this.#lookedAt = Math.max(this.#lookedAt !== undefined && this.#lookedAt <= now ? this.#lookedAt : 0, at);
  }

  async #load(): Promise<void> {
    this.#lookedIntoStoreAt = performance.now();
    const { unseen: stored, confirmedAt } = await this.#kept.look(this.#held?.sha256);
    if (confirmedAt !== undefined) this.noteLookedAt(confirmedAt);
    if (stored === undefined) return;
    const verdict =
      stored.url === this.#address.url
        ? await this.#bringIntoUse(stored.crl, stored, judgeStored)
        : await this.#remember(stored);
    if (verdict.accepted || verdict.because === 'list') this.#kept.markJudged(stored.sha256);
    else this.#kept.postpone();
    if (verdict.accepted) return;
    const { authority, part, url } = this.#address;
    const facts = { certificateAuthorityId: authority.id, part, url, reason: cutReason(verdict.reason) };
    this.#context.log.warn(facts, 'stored CRL is not used');
  }

  /** Another URL may stand for another list: of what it brought only the age counts, and for the same scope. */
  async #remember(stored: UnseenCrl): Promise<CrlReading> {
    const reading = await this.#context.reader.read(stored.crl, this.#claim(), undefined);
    if (reading.accepted && this.#held === undefined)
      this.#former = raiseFloor(this.#former, floorOf(reading.crl), this.#context.clock.now());
    return reading;
  }

  async #bringIntoUse(
    body: Uint8Array,
    { downloadedAt, etag, lastModified }: Provenance,
    judge: typeof judgeReplacement<CrlReading>,
  ): Promise<BroughtIntoUse> {
    const seenAtMilliseconds = performance.now();
    const before = this.#held;
    const reading = await this.#context.reader.read(body, this.#claim(), before?.crl);
    const now = this.#context.clock.now();
    // While the bytes were read another list may have come into use: it is the one to be judged against.
    const acceptance = judge(reading, this.#predecessors(), { now, url: this.#address.url });
    if (!acceptance.accepted) return acceptance;
    const { crl, checks, sha256 } = acceptance;
    const held: HeldCrl = { crl, checks, sha256, downloadedAt: downloadedAt ?? now, etag, lastModified };
    const difference = this.#held === before ? acceptance.difference : undefined;
    const isNew = this.#held?.sha256 !== sha256;
    this.#held = held;
    if (isNew) {
      const { downloadedAt: at } = held;
      this.#context.onArrival({ crl, difference, downloadedAt: at, seenAt: now, seenAtMilliseconds });
    }
    return { accepted: true, held, isNew };
  }

  #predecessors(): Predecessors {
    return { held: this.#held?.crl, former: this.#former };
  }

  #claim(): CrlClaim {
    const { verifySignature, allow } = this.#context;
    const { part, issuer, authority } = this.#address;
    return { part, issuer, verifySignature, allow: [...allow, ...(authority.allow ?? [])] };
  }
}
