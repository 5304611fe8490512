import { parseDer } from '../der/reader.ts';
import { equalBytes } from '../equal-bytes.ts';
import type { PathRelaxation, RevocationChecker, RevocationStatus } from '../path/types.ts';
import type { SignatureVerifier } from '../signature-verifier.ts';
import { formatTime, type UnixSeconds } from '../time.ts';
import type { Certificate, Extension } from '../x509/types.ts';
import { fitsCertificate } from './cert-id.ts';
import { type OcspCheck, type OcspCheckName, type OcspFailure, ocspCheck } from './ocsp-check.ts';
import { checkResponder } from './ocsp-responder.ts';
import { OCSP } from './oids.ts';
import type { BasicOCSPResponse, Digest, OCSPResponse, OcspTarget, SingleResponse } from './types.ts';

export interface OcspQuestion {
  readonly certificate: OcspTarget;
  /** The CA of the certificate; the caller has validated it or trusts it. */
  readonly issuer: Certificate;
  readonly time: UnixSeconds;
  readonly verifySignature: SignatureVerifier;
  readonly digest: Digest;
  /** Named departures, as for paths: an answer counts no more than the certificate that it speaks of. */
  readonly allow?: readonly PathRelaxation[];
  /**
   * What the request carried. An answer with another nonce is refused; one without is taken, because responders
   * that answer from a cache leave it out (RFC 5019 §4), unless `required`.
   */
  readonly nonce?: { readonly value: Uint8Array; readonly required: boolean };
  /** For responders' certificates without id-pkix-ocsp-nocheck; absent: such responders are refused. */
  readonly checkResponderRevocation?: RevocationChecker;
}

/** A status that came from OCSP. */
export type OcspRevocationStatus = RevocationStatus & {
  /** Of «good» and «revoked»: the time whose state it tells, and the time past which it must be asked for again. */
  readonly validity?: { readonly thisUpdate: UnixSeconds; readonly goodUntil: UnixSeconds };
};

/**
 * What a response says of one certificate, checked as RFC 6960 §3.2 lists it: responder, signature, nonce,
 * certificate, times. Anything short of a clear answer is `undetermined`, «unknown» too. Never throws.
 */
export function readRevocationStatus(response: OCSPResponse, question: OcspQuestion): OcspRevocationStatus {
  if (response.responseStatus !== 'successful')
    return refuse([statusCheck(response.responseStatus, question)]);
  const { basic } = response;
  const checks = [...checkResponder(basic, question)];
  if (failed(checks)) return refuse(checks);
  checks.push(checkNonce(basic, question), checkCriticalExtensions(basic.responseExtensions, question));
  if (failed(checks)) return refuse(checks);
  const answers = basic.responses.filter(({ certID }) =>
    fitsCertificate(certID, question.certificate, question.issuer, question.digest),
  );
  const answer = chooseAnswer(answers);
  checks.push(checkCertificateId(answer, question));
  if (answer === undefined) return refuse(checks);
  checks.push(checkCriticalExtensions(answer.singleExtensions, question), ...checkTimes(answer, question));
  if (failed(checks)) return refuse(checks);
  return conclude(answer, checks, question);
}

function conclude(
  answer: SingleResponse,
  checks: readonly OcspCheck[],
  { certificate }: OcspQuestion,
): OcspRevocationStatus {
  const { certStatus } = answer;
  const rule = 'RFC 6960 §2.2';
  const validity = { thisUpdate: answer.thisUpdate, goodUntil: goodUntil(answer) };
  switch (certStatus.status) {
    case 'good': {
      const entry = ocspCheck('ocsp-entry', rule, certificate, {
        result: 'pass',
        detail: 'The responder says that the certificate is not revoked.',
      });
      return { status: 'good', checks: [...checks, entry], validity };
    }
    case 'revoked': {
      const { revocationTime, reason } = certStatus;
      const entry = ocspCheck('ocsp-entry', rule, certificate, {
        result: 'fail',
        detail: `The certificate was revoked at ${formatTime(revocationTime)} (${reason}).`,
        facts: { revocationDate: formatTime(revocationTime), reason },
      });
      const told = [...checks, entry];
      return { status: 'revoked', revocationDate: revocationTime, reason, checks: told, validity };
    }
    case 'unknown': {
      const entry = ocspCheck('ocsp-entry', rule, certificate, {
        result: 'fail',
        detail: 'The responder does not know the certificate: ask the CA whether it answers for this issuer.',
      });
      return refuse([...checks, entry]);
    }
  }
}

// Several answers on one certificate are the responder's mistake: the one that refuses is the safe reading.
function chooseAnswer(answers: readonly SingleResponse[]): SingleResponse | undefined {
  const newestFirst = answers.toSorted((a, b) => b.thisUpdate - a.thisUpdate);
  return newestFirst.find(({ certStatus }) => certStatus.status === 'revoked') ?? newestFirst[0];
}

function statusCheck(status: string, { certificate }: OcspQuestion): OcspCheck {
  return ocspCheck('ocsp-status', 'RFC 6960 §2.3', certificate, {
    result: 'fail',
    detail: `The responder gives no answer: ${status}.`,
    facts: { responseStatus: status },
  });
}

// RFC 6960 §4.4.1 and RFC 9654.
function checkNonce(
  { responseExtensions }: BasicOCSPResponse,
  { certificate, nonce }: OcspQuestion,
): OcspCheck {
  const check = (result: OcspCheck['result'], detail: string): OcspCheck =>
    ocspCheck('ocsp-nonce', 'RFC 6960 §4.4.1', certificate, { result, detail });
  if (nonce === undefined) return check('skipped', 'The answer was not asked for with a nonce.');
  const returned = responseExtensions.find(({ extnID }) => extnID === OCSP.nonce);
  if (returned === undefined) {
    const detail = 'The responder does not return the nonce: the times alone show that the answer is new.';
    return check(nonce.required ? 'fail' : 'skipped', detail);
  }
  const same = equalBytes(nonceOf(returned), nonce.value);
  return same
    ? check('pass', 'The answer carries the nonce of the question.')
    : check('fail', 'The answer carries another nonce: it was made for another question.');
}

// RFC 9654 wraps the nonce in an OCTET STRING; responders before it put the bytes there bare.
function nonceOf({ extnValue }: Extension): Uint8Array {
  try {
    return parseDer(extnValue, (reader) => reader.readOctetString());
  } catch {
    return extnValue;
  }
}

function checkCriticalExtensions(extensions: readonly Extension[], { certificate }: OcspQuestion): OcspCheck {
  const unknown = extensions.filter(({ critical, extnID }) => critical && !KNOWN_EXTENSIONS.has(extnID));
  return ocspCheck('ocsp-critical-extensions', 'RFC 6960 §4.4', certificate, {
    result: unknown.length === 0 ? 'pass' : 'fail',
    detail:
      unknown.length === 0
        ? 'Every critical extension is understood.'
        : `The answer has critical extensions that are not understood: ${unknown.map(({ extnID }) => extnID).join(', ')}.`,
  });
}

function checkCertificateId(answer: SingleResponse | undefined, { certificate }: OcspQuestion): OcspCheck {
  return ocspCheck('ocsp-certificate-id', 'RFC 6960 §3.2 (1)', certificate, {
    result: answer === undefined ? 'fail' : 'pass',
    detail:
      answer === undefined
        ? 'The responder has answered on other certificates: issuer’s name, issuer’s key and serial number must all fit.'
        : 'The answer is on this certificate.',
  });
}

// RFC 6960 §3.2 (5), (6) and §4.2.2.1.
function checkTimes(answer: SingleResponse, { certificate, time }: OcspQuestion): readonly OcspCheck[] {
  const until = goodUntil(answer);
  const facts = { thisUpdate: formatTime(answer.thisUpdate), now: formatTime(time) };
  const published = answer.thisUpdate <= time + CLOCK_SKEW_SECONDS;
  const current = time < until;
  return [
    ocspCheck('ocsp-this-update', 'RFC 6960 §3.2 (5)', certificate, {
      result: published ? 'pass' : 'fail',
      detail: published
        ? `The answer tells how things stood at ${formatTime(answer.thisUpdate)}.`
        : `The answer is dated ${formatTime(answer.thisUpdate)}, later than now: compare the clocks of responder and server.`,
      facts,
    }),
    ocspCheck('ocsp-next-update', 'RFC 6960 §3.2 (6)', certificate, {
      result: current ? 'pass' : 'fail',
      detail: current
        ? `The answer is good until ${formatTime(until)}.`
        : `The answer has expired at ${formatTime(until)}: the responder must give a new one.`,
      facts: { ...facts, goodUntil: formatTime(until), hasNextUpdate: answer.nextUpdate !== undefined },
    }),
  ];
}

function goodUntil({ thisUpdate, nextUpdate }: SingleResponse): UnixSeconds {
  return nextUpdate ?? thisUpdate + MAX_AGE_WITHOUT_NEXT_UPDATE_SECONDS;
}

function failed(checks: readonly OcspCheck[]): boolean {
  return checks.some(({ result }) => result === 'fail');
}

function refuse(checks: readonly OcspCheck[]): OcspRevocationStatus {
  const fault = checks.find(({ result }) => result === 'fail');
  const failure = (fault === undefined ? undefined : FAILURES[fault.check]) ?? 'ocsp-unusable';
  return { status: 'undetermined', failure, checks };
}

const FAILURES: Partial<Record<OcspCheckName, OcspFailure>> = {
  'ocsp-status': 'ocsp-unreachable',
  'ocsp-responder': 'ocsp-signature-invalid',
  'ocsp-signature': 'ocsp-signature-invalid',
  'ocsp-this-update': 'ocsp-expired',
  'ocsp-next-update': 'ocsp-expired',
};

const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([OCSP.nonce, OCSP.extendedRevoke]);

/** Answers are made at the moment they are asked for, so two clocks that are minutes apart meet here. */
const CLOCK_SKEW_SECONDS = 300;

/**
 * RFC 6960 §4.2.2.1: without nextUpdate newer information is always to be had, so the answer serves the question
 * it was fetched for and little more.
 */
const MAX_AGE_WITHOUT_NEXT_UPDATE_SECONDS = 600;
