import { createHash, randomBytes } from 'node:crypto';
import type {
  CertificateAuthority,
  Clock,
  OcspResponseRepository,
  StoredOcspResponse,
} from '@signet/identity';
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
import { createFetcher, type Fetcher, type FetchLimits, type FetchResult } from '../fetcher.ts';
import { AnswerCache, type CachedAnswer } from './answer-cache.ts';
import { tellKept } from './kept-answer.ts';
import { NewestAnswers } from './newest-answers.ts';

export interface OcspClientOptions {
  readonly clock: Clock;
  readonly verifySignature: SignatureVerifier;
  /** Where answers are kept for other processes and the next start; absent: in this process only. */
  readonly responses?: OcspResponseRepository;
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

interface Question {
  /** Of answers to it: CA record with its terms, responder and serial number. */
  readonly key: string;
  readonly authority: CertificateAuthority;
  readonly ocspUrl: string;
  readonly serialNumber: SerialNumber;
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
  // The nonce is that of another question; how old the answer may be is bounded by its times.
  const answer = readAnswer(kept.response, question.ocspUrl, askedQuestion(options, question));
  return { answer, until: kept.expiresAt };
}

async function askResponder(
  fetcher: Fetcher,
  options: OcspClientOptions,
  question: Question,
): Promise<{ readonly body?: Uint8Array; readonly status: OcspRevocationStatus }> {
  const { ocspUrl } = question;
  const asked = askedQuestion(options, question);
  const nonce = randomBytes(NONCE_OCTETS);
  const fetched = await send(
    fetcher,
    ocspUrl,
    encodeOCSPRequest(asked.certificate, asked.issuer, digest, nonce),
  );
  if (fetched.outcome !== 'fetched') {
    const reason = fetched.outcome === 'failed' ? fetched.reason : 'The responder answered 304.';
    return { status: unreachable(ocspUrl, reason) };
  }
  const { body } = fetched;
  const time = options.clock.now();
  return {
    body,
    status: readAnswer(body, ocspUrl, { ...asked, time, nonce: { value: nonce, required: false } }),
  };
}

/**
 * RFC 5019 §5: by GET, which caches of the responder can answer; a request with its nonce stays under 255 octets. RFC 6960
 * A.1 leaves the choice to the client, but not every responder has both: what refuses the GET is asked once by POST.
 */
async function send(fetcher: Fetcher, ocspUrl: string, request: Uint8Array): Promise<FetchResult> {
  const encoded = encodeURIComponent(Buffer.from(request).toString('base64'));
  const url = `${ocspUrl.replace(/\/$/, '')}/${encoded}`;
  const got = await fetcher.fetch(url);
  if (got.outcome !== 'failed') return got;
  if (got.status !== undefined && REFUSES_GET.has(got.status)) {
    const post = { contentType: 'application/ocsp-request', body: request };
    const posted = await fetcher.fetch(ocspUrl, undefined, { post });
    if (posted.outcome !== 'failed') return posted;
    return { ...posted, reason: `To GET it answered with status ${got.status}; to POST: ${posted.reason}` };
  }
  // The request in the URL tells nobody anything.
  return { ...got, reason: got.reason.replaceAll(url, ocspUrl) };
}

function askedQuestion(
  { clock, verifySignature, allow = [] }: OcspClientOptions,
  { authority, serialNumber }: Question,
): AskedQuestion {
  const issuer = parseCertificate(authority.certificate);
  return {
    certificate: { serialNumber, issuer: issuer.subject },
    issuer,
    time: clock.now(),
    verifySignature,
    allow: [...allow, ...(authority.allow ?? [])],
  };
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
  readonly nonce?: { readonly value: Uint8Array; readonly required: boolean };
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

const digest: Digest = (hash, data) => createHash(hash).update(data).digest();

const REFUSES_GET: ReadonlySet<number> = new Set([400, 404, 405]);

/** RFC 9654 §2.1. */
const NONCE_OCTETS = 32;

/** The most that a revocation may go unseen because of the cache, as with CRLs in the background. */
const MAX_CACHE_SECONDS = 3600;
