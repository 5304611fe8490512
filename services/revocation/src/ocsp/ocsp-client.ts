import { createHash, randomBytes } from 'node:crypto';
import type { CertificateAuthority, Clock } from '@signet/identity';
import {
  type Certificate,
  type Check,
  type Digest,
  encodeOCSPRequest,
  MAX_OCSP_RESPONSE_BYTES,
  type OcspRevocationStatus,
  type PathRelaxation,
  PkiError,
  parseCertificate,
  parseOCSPResponse,
  readRevocationStatus,
  type SerialNumber,
  type SignatureVerifier,
  type UnixSeconds,
} from '@signet/pki';
import { createFetcher, type Fetcher, type FetchLimits } from '../fetcher.ts';

export interface OcspClientOptions {
  readonly clock: Clock;
  readonly verifySignature: SignatureVerifier;
  /** Time, redirects and addresses; the size is that of an answer, whatever is given. */
  readonly limits?: Partial<FetchLimits>;
  /** Named departures for the signatures of answers; default none. */
  readonly allow?: readonly PathRelaxation[];
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

/** A client with a cache of its own: «good» is told again until nextUpdate, for an hour at most. */
export function createOcspClient(options: OcspClientOptions): OcspClient {
  const fetcher = createFetcher({ ...options.limits, maxBytes: MAX_OCSP_RESPONSE_BYTES });
  const cache = new AnswerCache();
  const underWay = new Map<string, Promise<OcspRevocationStatus>>();
  return {
    async ask(authority, ocspUrl, serialNumber, newerThan) {
      const key = `${authority.id}/${authority.allow ?? ''}/${ocspUrl}/${serialNumber}`;
      const now = options.clock.now();
      const known = cache.find(key, now, newerThan);
      if (known !== undefined) return known;
      const running = underWay.get(key);
      if (running !== undefined) return running;
      const question = askResponder(fetcher, options, authority, { ocspUrl, serialNumber }).finally(() =>
        underWay.delete(key),
      );
      underWay.set(key, question);
      const answer = await question;
      cache.keep(key, answer, now);
      return answer;
    },
  };
}

// RFC 5019 §5: by GET, which caches of the responder can answer; a request with its nonce stays under 255 octets.
async function askResponder(
  fetcher: Fetcher,
  options: OcspClientOptions,
  authority: CertificateAuthority,
  { ocspUrl, serialNumber }: { readonly ocspUrl: string; readonly serialNumber: SerialNumber },
): Promise<OcspRevocationStatus> {
  const issuer = parseCertificate(authority.certificate);
  const certificate = { serialNumber, issuer: issuer.subject };
  const nonce = randomBytes(NONCE_OCTETS);
  const request = Buffer.from(encodeOCSPRequest(certificate, issuer, digest, nonce)).toString('base64');
  const url = `${ocspUrl.replace(/\/$/, '')}/${encodeURIComponent(request)}`;
  const fetched = await fetcher.fetch(url);
  if (fetched.outcome !== 'fetched') {
    const reason = fetched.outcome === 'failed' ? fetched.reason : 'The responder answered 304.';
    return unreachable(ocspUrl, reason);
  }
  return readAnswer(fetched.body, ocspUrl, {
    certificate,
    issuer,
    nonce: { value: nonce, required: false },
    time: options.clock.now(),
    verifySignature: options.verifySignature,
    allow: [...(options.allow ?? []), ...(authority.allow ?? [])],
  });
}

function readAnswer(body: Uint8Array, ocspUrl: string, question: AskedQuestion): OcspRevocationStatus {
  try {
    return readRevocationStatus(parseOCSPResponse(body), { ...question, digest });
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    return unreachable(ocspUrl, `The responder’s answer is no OCSP response: ${error.message}.`);
  }
}

interface AskedQuestion {
  readonly certificate: Pick<Certificate, 'serialNumber' | 'issuer'>;
  readonly issuer: Certificate;
  readonly nonce: { readonly value: Uint8Array; readonly required: boolean };
  readonly time: UnixSeconds;
  readonly verifySignature: OcspClientOptions['verifySignature'];
  readonly allow: NonNullable<OcspClientOptions['allow']>;
}

function unreachable(ocspUrl: string, reason: string): OcspRevocationStatus {
  const check: Check = {
    check: 'ocsp-request',
    rule: 'RFC 6960 §2.3',
    object: `OCSP responder ${ocspUrl}`,
    result: 'fail',
    detail: reason,
    facts: { url: ocspUrl },
  };
  return { status: 'undetermined', failure: 'ocsp-unreachable', checks: [check] };
}

interface CachedAnswer {
  readonly answer: OcspRevocationStatus;
  readonly thisUpdate: UnixSeconds;
  readonly until: UnixSeconds;
}

/** Only «good» is kept: every other answer is asked for again, so that a mended fault counts at once. */
class AnswerCache {
  readonly #answers = new Map<string, CachedAnswer>();

  find(key: string, now: UnixSeconds, newerThan: UnixSeconds | undefined): OcspRevocationStatus | undefined {
    const cached = this.#answers.get(key);
    if (cached === undefined || now >= cached.until) return undefined;
    return newerThan !== undefined && cached.thisUpdate <= newerThan ? undefined : cached.answer;
  }

  keep(key: string, answer: OcspRevocationStatus, now: UnixSeconds): void {
    this.#answers.delete(key);
    if (answer.status !== 'good' || answer.validity === undefined) return;
    const { thisUpdate, goodUntil } = answer.validity;
    this.#answers.set(key, { answer, thisUpdate, until: Math.min(goodUntil, now + MAX_CACHE_SECONDS) });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MAX_CACHED_ANSWERS && oldest !== undefined) this.#answers.delete(oldest);
  }
}

const digest: Digest = (hash, data) => createHash(hash).update(data).digest();

/** RFC 9654 §2.1. */
const NONCE_OCTETS = 32;

/** The most that a revocation may go unseen because of the cache, as with CRLs in the background. */
const MAX_CACHE_SECONDS = 3600;

/** Some 3 KB each with its evidence. */
const MAX_CACHED_ANSWERS = 10_000;
