import { type CertificateAuthority, remedyOfOcsp } from '@signet/identity';
import {
  type Certificate,
  type Check,
  equalNames,
  formatSerialNumber,
  formatTime,
  type OcspRevocationStatus,
  parseCertificate,
  type SerialNumber,
} from '@signet/pki';
import { createOcspClient, type OcspClient } from '@signet/revocation';
import { inOrder } from '../authority-order.ts';
import { type DoctorCheck, type Finding, findBlocker, type Subject, skipBecause } from './types.ts';

/** Asks the responder of every CA that has one, as the service does; what the service keeps is not touched. */
export const checkOcsp: DoctorCheck = async (patient, earlier) => {
  const { config, services, authorities, now } = patient;
  const { verifySignature } = services;
  const client = createOcspClient({ clock: { now }, verifySignature, limits: config.revocation });
  const blocker = findBlocker(earlier, ['clock']);
  const responders = inOrder(authorities).flatMap(({ ocspUrl, ...authority }) =>
    ocspUrl === undefined ? [] : [{ authority, ocspUrl }],
  );
  return Promise.all(
    responders.map(async ({ authority, ocspUrl }) => {
      const subject = { check: 'ocsp', name: `OCSP responder of ${authority.issuer}` };
      if (blocker !== undefined) return skipBecause(subject, blocker);
      return judge(subject, { authority, ocspUrl, known: findIssued(authority, authorities) }, client);
    }),
  );
};

interface Responder {
  readonly authority: CertificateAuthority;
  readonly ocspUrl: string;
  /** A certificate that the CA has issued, if one is known here. */
  readonly known: SerialNumber | undefined;
}

async function judge(
  subject: Subject,
  { authority, ocspUrl, known }: Responder,
  client: OcspClient,
): Promise<Finding> {
  const began = performance.now();
  const serialNumber = known ?? MADE_UP;
  const answer = await client.ask(authority, ocspUrl, serialNumber);
  const cost = `${ocspUrl}, in ${Math.round(performance.now() - began)} ms`;
  const asked = `asked about ${known === undefined ? 'the made-up ' : ''}serial number ${formatSerialNumber(serialNumber)}`;
  if (answer.validity !== undefined) {
    const until = `signed, good until ${formatTime(answer.validity.goodUntil)}`;
    return { ...subject, result: 'pass', evidence: `${until}, ${asked}, ${cost}` };
  }
  const fault = answer.checks.find(({ result }) => result === 'fail');
  if (known === undefined && fault !== undefined && isAboutTheQuestion(fault))
    return { ...subject, ...tellUnknown(fault, `${asked}, ${cost}`) };
  const evidence = `${ocspUrl}, ${asked}: ${describe(answer, fault)}`;
  return { ...subject, result: 'fail', evidence, remedy: remedyOfOcsp(fault?.check ?? '') };
}

/** A responder need not know what was never issued: RFC 6960 §2.2 «unknown», RFC 5019 §2.2.3 «unauthorized». */
function isAboutTheQuestion({ check, facts }: Check): boolean {
  return check === 'ocsp-entry' || (check === 'ocsp-status' && facts?.['responseStatus'] === 'unauthorized');
}

/** «Unknown» is signed, and has been checked up to there; «unauthorized» is not, and shows only that it is up. */
function tellUnknown({ check }: Check, asked: string): Pick<Finding, 'result' | 'evidence' | 'remedy'> {
  if (check === 'ocsp-entry') return { result: 'pass', evidence: `signed, «unknown» when ${asked}` };
  const remedy = 'Try a certificate of this CA: «signet explain <certificate>».';
  return { result: 'skipped', evidence: `«unauthorized», which is not signed, when ${asked}`, remedy };
}

function describe({ status }: OcspRevocationStatus, fault: Check | undefined): string {
  return fault?.detail ?? `it says ${status}`;
}

/** Of a CA that this one has issued: of people's certificates none is kept here. */
function findIssued(
  issuer: CertificateAuthority,
  authorities: readonly CertificateAuthority[],
): SerialNumber | undefined {
  const { subject } = parseCertificate(issuer.certificate);
  const isIssued = (one: Certificate) =>
    equalNames(one.issuer, subject) && !equalNames(one.subject, one.issuer);
  return authorities.map(({ certificate }) => parseCertificate(certificate)).find(isIssued)?.serialNumber;
}

/** No CA gives it: RFC 5280 §4.1.2.2 wants serial numbers unlike one another, and CAs draw them at random. */
const MADE_UP: SerialNumber = '7e57';
