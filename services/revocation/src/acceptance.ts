import type { RevocationFailure } from '@signet/identity';
import {
  type Certificate,
  type CertificateList,
  type Check,
  CRL_FAILURES,
  type CrlCheckName,
  checkNextUpdate,
  checkThisUpdate,
  type ParseCrlOptions,
  type PathRelaxation,
  PkiError,
  parseCertificateList,
  type SignatureVerifier,
  type UnixSeconds,
  validUntil,
  verifyCertificateList,
} from '@signet/pki';
import { isPublishedAt, scopeOf } from './distribution-point.ts';
import type { CrlPart } from './types.ts';

export interface Origin {
  readonly part: CrlPart;
  /** The certificate of the CA whose CRL this claims to be. */
  readonly issuer: Certificate;
  readonly verifySignature: SignatureVerifier;
  readonly allow: readonly PathRelaxation[];
}

export type Acceptance =
  | { readonly accepted: true; readonly crl: CertificateList; readonly checks: readonly Check[] }
  | Refused;

export interface Refused {
  readonly accepted: false;
  readonly failure: RevocationFailure;
  readonly reason: string;
}

/**
 * Whether bytes are a CRL of this CA (entra-cba.md §2.6, RFC 5280 §6.3.3): readable, of the right kind, signed.
 * The signature is checked here and nowhere else: once per download and once per load from the store.
 */
export function readCrl(
  body: Uint8Array,
  { part, issuer, verifySignature, allow }: Origin,
  options?: ParseCrlOptions,
): Acceptance {
  const crl = parseBody(body, options);
  if (!('tbsCertList' in crl)) return crl;
  const isDelta = crl.extensions.deltaCRLIndicator !== undefined;
  if (isDelta !== (part === 'delta')) return refuse('crl-unusable', WRONG_KIND[part]);
  // RFC 5280 §5.1.2.5 demands nextUpdate: without it nothing says when the list stops being the newest.
  if (crl.nextUpdate === undefined) return refuse('crl-unusable', WITHOUT_NEXT_UPDATE);
  const { checks, fault } = verifyCertificateList(crl, { issuer, verifySignature, allow });
  if (fault !== undefined) return refuse(failureOfCheck(fault.check), fault.detail);
  return { accepted: true, crl, checks };
}

/** Whether such a CRL from the URL may come into use now: in its time, and no step back from the list in use. */
export function judgeReplacement<Reading extends Acceptance>(
  next: Reading,
  current: CertificateList | undefined,
  { now, url }: { readonly now: UnixSeconds; readonly url: string },
): Reading | Refused {
  if (!next.accepted) return next;
  const times = [checkThisUpdate(next.crl, now), checkNextUpdate(next.crl, now)];
  const late = times.find(({ result }) => result === 'fail');
  if (late !== undefined) return refuse(failureOfCheck(late.check), late.detail);
  const stepBack = current === undefined ? undefined : findStepBack(next.crl, current, { now, url });
  return stepBack === undefined ? next : refuse('crl-unusable', stepBack);
}

/** The sign-in code of a step of RFC 5280 §6.3.3 that failed. */
export function failureOfCheck(check: CrlCheckName): RevocationFailure {
  return CRL_FAILURES[check];
}

function parseBody(body: Uint8Array, options?: ParseCrlOptions): CertificateList | Refused {
  try {
    return parseCertificateList(body, options);
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    if (error.code === 'too-large') return refuse('crl-too-large', `The CRL is too large: ${error.message}.`);
    return refuse('crl-malformed', `What the URL returns is not a CRL: ${error.message}.`);
  }
}

/**
 * protocols.md §7 item 30: an old list, replayed, would make revoked certificates good again. Once the list in
 * use has expired a lower number is let through with a later thisUpdate: a CA restored from its backup counts
 * anew, and would otherwise be locked out for ever. A thisUpdate that goes back is refused always, and so is the
 * list of another distribution point, which misses what this one lists; only a list that is published for this
 * very URL may take the place of one that is not.
 */
function findStepBack(
  crl: CertificateList,
  current: CertificateList,
  { now, url }: { readonly now: UnixSeconds; readonly url: string },
): string | undefined {
  if (crl.thisUpdate < current.thisUpdate)
    return 'The thisUpdate of the new CRL is earlier than that of the CRL in use.';
  if (scopeOf(crl) !== scopeOf(current)) {
    if (isPublishedAt(crl, url) && !isPublishedAt(current, url)) return undefined;
    return 'The new CRL has another issuing distribution point than the CRL in use.';
  }
  if (now >= validUntil(current)) return undefined;
  const { cRLNumber: held } = current.extensions;
  const { cRLNumber } = crl.extensions;
  if (held !== undefined && (cRLNumber === undefined || cRLNumber < held)) {
    return `The number of the new CRL, ${cRLNumber ?? 'absent'}, is lower than ${held}, the one in use.`;
  }
  return undefined;
}

function refuse(failure: RevocationFailure, reason: string): Refused {
  return { accepted: false, failure, reason };
}

const WRONG_KIND = {
  base: 'The URL of the base CRL returns a delta CRL.',
  delta: 'The URL of the delta CRL returns a complete CRL.',
} as const satisfies Record<CrlPart, string>;

const WITHOUT_NEXT_UPDATE =
  'The CRL has no nextUpdate, which RFC 5280 §5.1.2.5 demands: let the CA say when the next one comes.';
