import { createHash, randomBytes } from 'node:crypto';
import type { CertificateAuthority, Clock } from '@signet/identity';
import {
  type Certificate,
  type Check,
  type Digest,
  encodeOCSPRequest,
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
import type { Fetcher, FetchResult } from '../fetcher.ts';

/** What is asked, and of whom. */
export interface Question {
  /** Of answers to it: CA record with its terms, responder and serial number. */
  readonly key: string;
  readonly authority: CertificateAuthority;
  readonly ocspUrl: string;
  readonly serialNumber: SerialNumber;
}

/** By which answers are judged. */
export interface AnswerTerms {
  readonly clock: Clock;
  readonly verifySignature: SignatureVerifier;
  /** Named departures for the signatures of answers; default none. */
  readonly allow?: readonly PathRelaxation[];
}

/** One question to the responder: what it sent, and what that says. */
export async function askResponder(
  fetcher: Fetcher,
  options: AnswerTerms,
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
  { clock, verifySignature, allow = [] }: AnswerTerms,
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

/** What a response says that was kept from an earlier question: its nonce is that one's, and its times bound its age. */
export function readAgain(
  response: Uint8Array,
  terms: AnswerTerms,
  question: Question,
): OcspRevocationStatus {
  return readAnswer(response, question.ocspUrl, askedQuestion(terms, question));
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
  readonly verifySignature: SignatureVerifier;
  readonly allow: readonly PathRelaxation[];
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
