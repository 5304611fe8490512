import { count } from '@signet/identity';
import { formatName, parseCertificate } from '@signet/pki';
import { createIssuerHints } from '@signet/server/services';
import { describeError } from './requests.ts';
import { probeTls } from './tls-probe.ts';
import {
  type DoctorCheck,
  type Finding,
  findBlocker,
  type Patient,
  RESTART,
  type Subject,
  skipBecause,
} from './types.ts';

/** The certificate listener asks for a certificate and names the CAs of tenants with issuer hints; the login listener never asks. */
export const checkIssuerHints: DoctorCheck = async (patient, earlier) => {
  const subject = { check: 'issuer-hints', name: 'Request for a certificate and its issuer hints' };
  const blocker = findBlocker(earlier, ['listener-login', 'listener-certificate']);
  if (blocker) return [skipBecause(subject, blocker)];
  try {
    return [await judge(subject, patient)];
  } catch (error) {
    return [{ ...subject, result: 'fail', evidence: describeError(error), remedy: RESTART }];
  }
};

async function judge(subject: Subject, patient: Patient): Promise<Finding> {
  const { origins, authorities, services } = patient;
  const fail = (evidence: string, remedy: string): Finding => ({
    ...subject,
    result: 'fail',
    evidence,
    remedy,
  });
  const login = await probeTls(origins.login, patient);
  if (login.acceptedIssuers) {
    return fail(
      `${origins.login} asks for a certificate too`,
      'Let the login host name or port reach the login listener: people would be asked on every page.',
    );
  }
  const { acceptedIssuers } = await probeTls(origins.certificate, patient);
  if (!acceptedIssuers) {
    return fail(
      `${origins.certificate} asks for no certificate`,
      'Pass TLS through to Signet there: a proxy that ends TLS asks nobody.',
    );
  }
  const hints = createIssuerHints(services.directory);
  await hints.refresh();
  const hinted = hints.find(undefined);
  const missing = hinted
    .map((certificate) => parseCertificate(certificate).subject)
    .filter(({ der }) => !acceptedIssuers.some((name) => Buffer.from(der).equals(name)));
  if (missing.length > 0) {
    return fail(`not named: ${missing.map((name) => formatName(name)).join('; ')}`, RESTART);
  }
  if (hinted.length === 0) {
    const evidence = 'asks for a certificate of whatever CA: no tenant has issuer hints and CAs';
    return { ...subject, result: 'pass', evidence };
  }
  const named = hinted.length === authorities.length ? 'all trusted ones' : 'all with issuer hints';
  return {
    ...subject,
    result: 'pass',
    evidence: `asks for a certificate of ${count(acceptedIssuers.length, 'CA')}, ${named} among them`,
  };
}
