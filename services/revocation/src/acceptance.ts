import type { CrlFault, RevocationFailure } from '@signet/identity';
import {
  type Certificate,
  type CertificateList,
  type Check,
  CRL_FAILURES,
  type CrlCheck,
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

/** Whose list some bytes claim to be. */
export interface CrlClaim {
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
  /** `reader`: nothing was found out about the bytes, so that they may be read once more. */
  readonly because: 'list' | 'reader';
  readonly failure: RevocationFailure;
  /** What exactly was wrong, where more than the code is known. */
  readonly fault?: CrlFault;
  readonly reason: string;
}

/**
 * Whether bytes are a CRL of this CA (RFC 5280 §6.3.3): readable, of the right kind, signed.
 * The signature is checked here and nowhere else: once per download and once per load from the store.
 */
export function readCrl(
  body: Uint8Array,
  { part, issuer, verifySignature, allow }: CrlClaim,
  options?: ParseCrlOptions,
): Acceptance {
  const crl = parseBody(body, options);
  if (!('tbsCertList' in crl)) return crl;
  const isDelta = crl.extensions.deltaCRLIndicator !== undefined;
  if (isDelta !== (part === 'delta')) return refuse('crl-unusable', WRONG_KIND[part], 'crl-wrong-part');
  // RFC 5280 §5.1.2.5 demands nextUpdate: without it nothing says when the list stops being the newest.
  if (crl.nextUpdate === undefined)
    return refuse('crl-unusable', WITHOUT_NEXT_UPDATE, 'crl-without-next-update');
  const { checks, fault } = verifyCertificateList(crl, { issuer, verifySignature, allow });
  if (fault !== undefined) return refuseFor(fault);
  return { accepted: true, crl, checks };
}

/** What the next list is held against. */
export interface Predecessors {
  /** The list in use, current or not. */
  readonly held: CertificateList | undefined;
  /** Of the list that an earlier URL of the CA brought, signed by the same key. */
  readonly former: CrlFloor | undefined;
}

/** The newest that is known of lists of one scope: nothing older may follow. */
export interface CrlFloor {
  readonly thisUpdate: UnixSeconds;
  readonly cRLNumber: bigint | undefined;
  readonly entryCount: number;
  /** See `scopeOf`. */
  readonly scope: string;
  readonly validUntil: UnixSeconds;
}

/** What a list that is in use forbids those after it to go below. */
export function floorOf(crl: CertificateList): CrlFloor {
  const { thisUpdate, entryCount, extensions } = crl;
  const { cRLNumber } = extensions;
  return { thisUpdate, cRLNumber, entryCount, scope: scopeOf(crl), validUntil: validUntil(crl) };
}

interface Circumstances {
  readonly now: UnixSeconds;
  /** That the CRL comes from. */
  readonly url: string;
}

/** Whether such a CRL may come into use now: in its time, and no step back from those before it. */
export function judgeReplacement<Reading extends Acceptance>(
  next: Reading,
  before: Predecessors,
  circumstances: Circumstances,
): Reading | Refused {
  if (!next.accepted) return next;
  const { now } = circumstances;
  const times = [checkThisUpdate(next.crl, now), checkNextUpdate(next.crl, now)];
  const late = times.find(({ result }) => result === 'fail');
  if (late !== undefined) return refuseFor(late);
  return refuseStepBack(next, before, circumstances);
}

/** The same for a list of the store. Where none is in use an expired one comes along too: nothing older may take its place. */
export function judgeStored<Reading extends Acceptance>(
  next: Reading,
  before: Predecessors,
  circumstances: Circumstances,
): Reading | Refused {
  const judge = before.held === undefined ? refuseStepBack<Reading> : judgeReplacement<Reading>;
  return judge(next, before, circumstances);
}

function refuseStepBack<Reading extends Acceptance>(
  next: Reading,
  before: Predecessors,
  circumstances: Circumstances,
): Reading | Refused {
  const stepBack = next.accepted ? findStepBack(next.crl, before, circumstances) : undefined;
  return stepBack === undefined ? next : refuse('crl-unusable', stepBack.reason, stepBack.fault);
}

/** What lists of a former URL forbid, with what one more of them says: never less than before. */
export function raiseFloor(known: CrlFloor | undefined, next: CrlFloor, now: UnixSeconds): CrlFloor {
  if (known === undefined) return next;
  return known.scope === next.scope && judgeStep(next, known, now, FROM_FORMER_URL) === undefined
    ? next
    : known;
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
 * A thisUpdate that goes back is refused always, and so is the list of another distribution point than the one in
 * use, which misses what that one lists; only a list that is published for this very URL may take the place of one
 * that is not. Of a former URL only a list of the same scope counts: another URL may stand for another part.
 */
function findStepBack(
  crl: CertificateList,
  { held, former }: Predecessors,
  { now, url }: Circumstances,
): StepBack | undefined {
  const next = floorOf(crl);
  const fromFormer = former?.scope === next.scope ? judgeStep(next, former, now, FROM_FORMER_URL) : undefined;
  if (held === undefined || fromFormer !== undefined) return fromFormer;
  const current = floorOf(held);
  if (next.scope === current.scope) return judgeStep(next, current, now, IN_USE);
  if (next.thisUpdate < current.thisUpdate) return stepToEarlier(IN_USE);
  return isPublishedAt(crl, url) && !isPublishedAt(held, url) ? undefined : OTHER_SCOPE;
}

/**
 * An old list, replayed, would make revoked certificates good again. Once the list in
 * use has expired a lower number is let through with a later thisUpdate: a CA restored from its backup counts
 * anew, and would otherwise be locked out for ever.
 */
function judgeStep(
  next: CrlFloor,
  current: CrlFloor,
  now: UnixSeconds,
  predecessor: Predecessor,
): StepBack | undefined {
  if (next.thisUpdate < current.thisUpdate) return stepToEarlier(predecessor);
  const isOfOneTime = next.thisUpdate === current.thisUpdate && next.cRLNumber === current.cRLNumber;
  if (isOfOneTime && next.entryCount < current.entryCount) return stepToFewer(predecessor);
  if (now >= current.validUntil || current.cRLNumber === undefined) return undefined;
  if (next.cRLNumber !== undefined && next.cRLNumber >= current.cRLNumber) return undefined;
  const reason = `The number of the new CRL, ${next.cRLNumber ?? 'absent'}, is lower than ${current.cRLNumber}, that of ${predecessor}.`;
  return { fault: 'crl-lower-number', reason };
}

function refuseFor({ check, detail }: CrlCheck): Refused {
  return refuse(failureOfCheck(check), detail, check);
}

function refuse(failure: RevocationFailure, reason: string, fault?: CrlFault): Refused {
  return { accepted: false, because: 'list', failure, ...(fault !== undefined && { fault }), reason };
}

/** Why a list may not follow the one in use. */
interface StepBack {
  readonly fault: CrlFault;
  readonly reason: string;
}

function stepToEarlier(predecessor: Predecessor): StepBack {
  const reason = `The thisUpdate of the new CRL is earlier than that of ${predecessor}.`;
  return { fault: 'crl-older', reason };
}

/** RFC 5280 §5.2.3 gives each list a number of its own: nothing tells which of the two is the later. */
function stepToFewer(predecessor: Predecessor): StepBack {
  const reason = `The new CRL has thisUpdate and number of ${predecessor}, and fewer entries.`;
  return { fault: 'crl-fewer-entries', reason };
}

/** The list that a new one is held against, in a sentence. */
type Predecessor = typeof IN_USE | typeof FROM_FORMER_URL;

const IN_USE = 'the CRL in use';
const FROM_FORMER_URL = 'a CRL that the former URL brought';

const OTHER_SCOPE: StepBack = {
  fault: 'crl-other-distribution-point',
  reason: 'The new CRL has another issuing distribution point than the CRL in use.',
};

const WRONG_KIND = {
  base: 'The URL of the base CRL returns a delta CRL.',
  delta: 'The URL of the delta CRL returns a complete CRL.',
} as const satisfies Record<CrlPart, string>;

const WITHOUT_NEXT_UPDATE =
  'The CRL has no nextUpdate, which RFC 5280 §5.1.2.5 demands: let the CA say when the next one comes.';
