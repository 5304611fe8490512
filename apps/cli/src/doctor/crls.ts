import {
  type CertificateAuthority,
  type CrlFault,
  describeSignInCode,
  findCrlRemedy,
  type RevocationFailure,
} from '@signet/identity';
import {
  type CertificateList,
  checkNextUpdate,
  checkThisUpdate,
  formatTime,
  PkiError,
  parseCertificate,
  parseCertificateList,
  validUntil,
  verifyCertificateList,
} from '@signet/pki';
import { createFetcher, type Fetcher, isCrlRequired } from '@signet/revocation';
import { isKeyHolder } from '@signet/sign-in';
import { inOrder } from '../authority-order.ts';
import {
  type DoctorCheck,
  type Finding,
  findBlocker,
  onDemo,
  onFault,
  type Patient,
  type Subject,
  skipBecause,
} from './types.ts';

/** Downloads every CRL of every CA as the service does and judges it; what the service keeps is not touched. */
export const checkCrls: DoctorCheck = async (patient, earlier) => {
  const fetcher = createFetcher(patient.config.revocation);
  const blocker = findBlocker(earlier, ['clock']);
  const lists = inOrder(patient.authorities).flatMap(listsOf);
  return Promise.all(
    lists.map(async (list) => {
      if (list.url === undefined) return withoutUrl(list, patient);
      return blocker
        ? skipBecause(list.subject, blocker)
        : judge({ ...list, url: list.url }, fetcher, patient);
    }),
  );
};

interface ConfiguredList {
  readonly subject: Subject;
  readonly authority: CertificateAuthority;
  readonly url: string | undefined;
}

function listsOf(authority: CertificateAuthority): readonly ConfiguredList[] {
  const { issuer, certificateRevocationListUrl: base, deltaCertificateRevocationListUrl: delta } = authority;
  return [
    { subject: { check: 'crl-base', name: `CRL of ${issuer}` }, authority, url: base },
    { subject: { check: 'crl-delta', name: `Delta CRL of ${issuer}` }, authority, url: delta },
  ];
}

async function withoutUrl({ subject, authority }: ConfiguredList, patient: Patient): Promise<Finding> {
  if (subject.check === 'crl-delta') return notConfigured(subject, ', which is allowed');
  if (authority.ocspUrl !== undefined) return notConfigured(subject, ': its OCSP responder alone is asked');
  if (patient.authorities.some((other) => isAskedAbout(other) && isOfSameKey(other, authority)))
    return notConfigured(subject, ': another record of its name and key is asked');
  if (!(await isCrlRequired(authority, patient.services.directory.authenticationMethodPolicies)))
    return notConfigured(subject, ': certificates of this CA are never found revoked');
  const { remedy } = describeSignInCode('crl-not-configured');
  return {
    ...notConfigured(subject, ': certificates of this CA sign nobody in'),
    result: 'fail',
    remedy,
  };
}

function notConfigured(subject: Subject, meaning: string): Finding {
  return { ...subject, result: 'skipped', evidence: `no URL is configured${meaning}` };
}

function isAskedAbout({ certificateRevocationListUrl, ocspUrl }: CertificateAuthority): boolean {
  return certificateRevocationListUrl !== undefined || ocspUrl !== undefined;
}

/** Of a CA that was renewed with its key, or cross-certified, sign-in asks every record. */
function isOfSameKey(one: CertificateAuthority, other: CertificateAuthority): boolean {
  if (one.tenantId !== other.tenantId) return false;
  return isKeyHolder(parseCertificate(one.certificate), parseCertificate(other.certificate));
}

async function judge(
  { subject, url, authority }: ConfiguredList & { readonly url: string },
  fetcher: Fetcher,
  patient: Patient,
): Promise<Finding> {
  const began = performance.now();
  const fetched = await fetcher.fetch(url);
  const milliseconds = Math.round(performance.now() - began);
  if (fetched.outcome === 'failed') return notFetched(subject, fetched, patient);
  const body = fetched.outcome === 'fetched' ? fetched.body : new Uint8Array();
  const cost = `${url}, ${body.length} bytes in ${milliseconds} ms`;
  const crl = parse(body);
  if (typeof crl === 'string') return unusable(subject, `${cost}: ${crl}`, undefined);
  const found = findFault(crl, subject.check === 'crl-delta', authority, patient);
  if (found) {
    const evidence = `${cost}: ${found.detail}`;
    return found.fault === 'crl-next-update'
      ? expired(subject, evidence, patient)
      : unusable(subject, evidence, found.fault);
  }
  const until = `current until ${formatTime(validUntil(crl))}`;
  return {
    ...subject,
    result: 'pass',
    evidence: `number ${crl.extensions.cRLNumber ?? 'none'}, signed, ${until}, ${cost}`,
  };
}

function findFault(
  crl: CertificateList,
  shouldBeDelta: boolean,
  { certificate, allow = [] }: CertificateAuthority,
  { services: { verifySignature }, now }: Patient,
): { readonly detail: string; readonly fault: CrlFault } | undefined {
  const isDelta = crl.extensions.deltaCRLIndicator !== undefined;
  if (isDelta !== shouldBeDelta) {
    return { detail: `it is a ${isDelta ? 'delta' : 'base'} CRL`, fault: 'crl-wrong-part' };
  }
  if (crl.nextUpdate === undefined) {
    return { detail: 'it has no nextUpdate', fault: 'crl-without-next-update' };
  }
  const issuer = parseCertificate(certificate);
  const { fault } = verifyCertificateList(crl, { issuer, verifySignature, allow });
  const found =
    fault ??
    [checkThisUpdate(crl, now()), checkNextUpdate(crl, now())].find(({ result }) => result === 'fail');
  return found && { detail: found.detail, fault: found.check };
}

function parse(body: Uint8Array): CertificateList | string {
  try {
    return parseCertificateList(body);
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    return `not a CRL (${error.message})`;
  }
}

function unusable(subject: Subject, evidence: string, fault: CrlFault | undefined): Finding {
  return { ...subject, result: 'fail', evidence, remedy: findCrlRemedy(fault) ?? OTHER_LIST };
}

function notFetched(
  subject: Subject,
  { failure, reason: evidence }: { readonly failure: RevocationFailure; readonly reason: string },
  patient: Patient,
): Finding {
  const { remedy } = describeSignInCode(failure);
  if (!evidence.includes('ECONNREFUSED')) return { ...subject, result: 'fail', evidence, remedy };
  if (patient.demo === 'stopped') return { ...subject, result: 'fail', evidence, remedy: START_DEMO };
  const start = `Start the web server of the CRL${onFault(patient, 'crl-server-stopped')}.`;
  return { ...subject, result: 'fail', evidence, remedy: `${start} ${remedy}` };
}

function expired(subject: Subject, evidence: string, patient: Patient): Finding {
  const remedy = `Have the CA publish a new CRL${onDemo(patient, 'signet lab publish')}; then run «signet crl refresh».`;
  return { ...subject, result: 'fail', evidence, remedy };
}

const OTHER_LIST = 'Publish the CRL of this very CA there, or correct the URL: «signet ca update».';

const START_DEMO =
  'Start the demo, which serves the CRLs as well («signet start --demo», in place of a server that runs on its folder).';
