import {
  type CertificateList,
  type CrlDifference,
  type RevokedCertificate,
  revokes,
  type UnixSeconds,
} from '@signet/pki';
import type { CrlSource } from './crl-source.ts';
import { crlFacts } from './held-crl.ts';
import type { NewCrl, NewCrlListener, RevocationLog } from './types.ts';
import type { PendingWork } from './waiting.ts';

/** How a list came into use. */
export interface Arrival {
  readonly crl: CertificateList;
  readonly difference: CrlDifference | undefined;
  readonly downloadedAt: UnixSeconds;
  readonly seenAt: UnixSeconds;
  /** Of `performance.now()` when it had been fetched or loaded. */
  readonly seenAtMilliseconds: number;
}

/** Whoever wants to hear of each list that comes into use. */
export class NewCrlListeners {
  readonly #listeners = new Set<NewCrlListener>();
  readonly #log: RevocationLog;
  readonly #pending: PendingWork;

  /** What the listeners do is added to `pending`. */
  constructor(log: RevocationLog, pending: PendingWork) {
    this.#log = log;
    this.#pending = pending;
  }

  /** The result takes the listener away again. */
  add(listener: NewCrlListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Waits for none of them; an error of one is logged. */
  tell(source: CrlSource, arrival: Arrival): void {
    const certificateAuthorityId = source.authority.id;
    const facts = { certificateAuthorityId, part: source.part, ...crlFacts(arrival.crl) };
    this.#log.info(facts, 'new CRL in use');
    const event = newCrlEvent(source, arrival);
    for (const listener of this.#listeners) {
      const call = Promise.resolve()
        .then(() => listener(event))
        .catch((error: unknown) => {
          this.#log.warn({ certificateAuthorityId, error: String(error) }, 'listener of new CRLs failed');
        });
      this.#pending.add(call);
    }
  }
}

function newCrlEvent({ authority, part }: CrlSource, arrival: Arrival): NewCrl {
  const { crl, difference, seenAt, seenAtMilliseconds } = arrival;
  return Object.freeze({
    authority,
    part,
    crl,
    newlyRevoked: difference?.added,
    seenAt,
    findRevoked: (serialNumber: string) => findRevoked(crl, serialNumber),
    millisecondsSinceSeen: () => Math.round(performance.now() - seenAtMilliseconds),
  });
}

function findRevoked(crl: CertificateList, serialNumber: string): RevokedCertificate | undefined {
  const entry = crl.findEntry(serialNumber);
  return entry !== undefined && revokes(crl, entry) ? entry : undefined;
}
