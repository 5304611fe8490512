import { createHash } from 'node:crypto';
import type { CertificateAuthority, OcspResponseRepository, StoredOcspResponse } from '@signet/identity';
import {
  MAX_OCSP_RESPONSE_BYTES,
  type OcspRevocationStatus,
  type SerialNumber,
  type UnixSeconds,
} from '@signet/pki';
import { createFetcher, type FetchLimits } from '../fetcher.ts';
import { AnswerCache, type CachedAnswer } from './answer-cache.ts';
import { type AnswerTerms, askResponder, type Question, readAgain } from './ask-responder.ts';
import { tellKept } from './kept-answer.ts';
import { NewestAnswers } from './newest-answers.ts';

export interface OcspClientOptions extends AnswerTerms {
  /** Where answers are kept for other processes and the next start; absent: in this process only. */
  readonly responses?: OcspResponseRepository;
  /** Time, redirects and addresses; the size is that of an answer, whatever is given. */
  readonly limits?: Partial<FetchLimits>;
}

/** Asks responders about single certificates. Never throws for what the network or the responder does. */
export interface OcspClient {
  /** `newerThan`: a cached answer that tells of this time or an earlier one is not told again. */
  ask(
    authority: CertificateAuthority,
    ocspUrl: string,
    serialNumber: SerialNumber,
    newerThan?: UnixSeconds,
  ): Promise<OcspRevocationStatus>;
}

/**
 * A client with a cache: «good» is told again until nextUpdate, for an hour at most. Every other answer is asked for
 * again, so that a mended fault counts at once; but none that is older than one that has come already is taken.
 */
export function createOcspClient(options: OcspClientOptions): OcspClient {
  const { clock, responses } = options;
  const fetcher = createFetcher({ ...options.limits, maxBytes: MAX_OCSP_RESPONSE_BYTES });
  const cache = new AnswerCache();
  const newest = new NewestAnswers();
  const underWay = new Map<string, Promise<OcspRevocationStatus>>();

  async function answer(question: Question, newerThan: UnixSeconds | undefined) {
    const { key } = question;
    const id = createHash('sha256').update(key).digest('hex');
    const kept = readKept(await responses?.find(id, clock.now()), options, question);
    if (kept !== undefined && newest.judge(key, kept.answer, clock.now()) === kept.answer) {
      if (kept.answer.status === 'good' && isNewer(kept.answer, newerThan)) {
        cache.keep(key, kept);
        return tellKept(kept, clock.now());
      }
    }
    const { body, status: told } = await askResponder(fetcher, options, question);
    const status = newest.judge(key, told, clock.now());
    const until = goodUntil(status, clock.now());
    cache.keep(key, until === undefined ? undefined : { answer: status, until });
    const expiresAt = until ?? status.validity?.goodUntil;
    // «Revoked» is kept as well, and not told: so that no process takes an older «good» behind it.
    if (status === told && body !== undefined && expiresAt !== undefined)
      await responses?.keep({ id, response: body, expiresAt });
    return status;
  }

  return {
    async ask(authority, ocspUrl, serialNumber, newerThan) {
      const key = `${authority.id}/${authority.allow ?? ''}/${ocspUrl}/${serialNumber}`;
      const known = cache.find(key, clock.now());
      if (known !== undefined && isNewer(known.answer, newerThan)) return tellKept(known, clock.now());
      const running = underWay.get(key);
      if (running !== undefined) return running;
      const asked = answer({ key, authority, ocspUrl, serialNumber }, newerThan).finally(() =>
        underWay.delete(key),
      );
      underWay.set(key, asked);
      return asked;
    },
  };
}

function isNewer({ validity }: OcspRevocationStatus, than: UnixSeconds | undefined): boolean {
  return than === undefined || (validity !== undefined && validity.thisUpdate > than);
}

function goodUntil({ status, validity }: OcspRevocationStatus, now: UnixSeconds): UnixSeconds | undefined {
  if (status !== 'good' || validity === undefined) return undefined;
  return Math.min(validity.goodUntil, now + MAX_CACHE_SECONDS);
}

/** What is kept is not believed: signature, certificate and times are checked as they were when it came. */
function readKept(
  kept: StoredOcspResponse | undefined,
  options: OcspClientOptions,
  question: Question,
): CachedAnswer | undefined {
  if (kept === undefined) return undefined;
  return { answer: readAgain(kept.response, options, question), until: kept.expiresAt };
}

/** The most that a revocation may go unseen because of the cache, as with CRLs in the background. */
const MAX_CACHE_SECONDS = 3600;
