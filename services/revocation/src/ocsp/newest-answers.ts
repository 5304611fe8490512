import { type Check, formatTime, type OcspRevocationStatus, type UnixSeconds } from '@signet/pki';

/**
 * The newest answer to each question that this process has seen, good or revoked. RFC 6960 §5 (replay): an answer without
 * a nonce can be sent again until its nextUpdate, so that «good» from before a revocation would come back behind it.
 */
export class NewestAnswers {
  readonly #answers = new Map<string, OcspRevocationStatus>();

  /** The answer itself, unless a newer one is known: then that, and nothing once it has expired. */
  judge(key: string, answer: OcspRevocationStatus, now: UnixSeconds): OcspRevocationStatus {
    const { validity } = answer;
    if (validity === undefined) return answer;
    const known = this.#answers.get(key);
    const newest = known?.validity;
    // Responders round their times, or take them from a CRL: of two answers of one time «revoked» is the later.
    const isAsNew = newest?.thisUpdate === validity.thisUpdate && known?.status !== 'revoked';
    if (known === undefined || newest === undefined || newest.thisUpdate < validity.thisUpdate || isAsNew) {
      this.#keep(key, answer);
      return answer;
    }
    const facts = { thisUpdate: formatTime(validity.thisUpdate), known: formatTime(newest.thisUpdate) };
    const detail = `The answer tells of ${facts.thisUpdate}; one of ${facts.known} has come already.`;
    if (now < newest.goodUntil) {
      return { ...known, checks: [...known.checks, { ...OLDER, result: 'skipped', detail, facts }] };
    }
    const check: Check = { ...OLDER, result: 'fail', detail, facts };
    return { status: 'undetermined', failure: 'ocsp-expired', checks: [...answer.checks, check] };
  }

  #keep(key: string, answer: OcspRevocationStatus): void {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MAX_ANSWERS && oldest !== undefined) this.#answers.delete(oldest);
  }
}

const OLDER = {
  check: 'ocsp-older-answer',
  rule: 'RFC 6960 §5: answers that are sent again',
  object: 'thisUpdate of the OCSP answer',
} as const;

/** As many as are kept to be told again. */
const MAX_ANSWERS = 10_000;
