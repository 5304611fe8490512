import { checkServerIdentity } from 'node:tls';
import { count } from '@signet/identity';
import { describeError } from './requests.ts';
import { probeTls, type TlsFacts } from './tls-probe.ts';
import {
  type DoctorCheck,
  type Finding,
  findBlocker,
  type Patient,
  type Subject,
  skipBecause,
} from './types.ts';

/** The certificate that each listener shows: name, chain, end of life. */
export const checkServerCertificates: DoctorCheck = async (patient, earlier) => {
  const { origins } = patient;
  return [
    await checkOne(
      { check: 'tls-login', name: 'TLS certificate of the login listener' },
      origins.login,
      patient,
      earlier,
    ),
    await checkOne(
      { check: 'tls-certificate', name: 'TLS certificate of the certificate listener' },
      origins.certificate,
      patient,
      earlier,
    ),
  ];
};

async function checkOne(
  subject: Subject,
  origin: string,
  patient: Patient,
  earlier: readonly Finding[],
): Promise<Finding> {
  const blocker = findBlocker(earlier, ['clock', subject.check.replace('tls-', 'listener-')]);
  if (blocker) return skipBecause(subject, blocker);
  try {
    return judge(subject, new URL(origin).hostname, await probeTls(origin, patient), patient.now());
  } catch (error) {
    return {
      ...subject,
      result: 'fail',
      evidence: describeError(error),
      remedy: 'Run the doctor again; if it stays, see the server’s log.',
    };
  }
}

function judge(
  subject: Subject,
  hostname: string,
  { certificate, untrustedBecause }: TlsFacts,
  now: number,
): Finding {
  const days = Math.floor((Date.parse(certificate.valid_to) / 1000 - now) / 86_400);
  const evidence = `${certificate.subject.CN ?? certificate.subjectaltname ?? 'no name'}, ${count(days, 'day')} left`;
  const fail = (why: string, remedy: string): Finding => ({
    ...subject,
    result: 'fail',
    evidence: `${evidence}: ${why}`,
    remedy,
  });
  const misnamed = checkServerIdentity(hostname, certificate);
  if (misnamed)
    return fail(
      misnamed.message,
      `Get a certificate whose subjectAltName has ${hostname}; name it in tls.certFile.`,
    );
  if (days < RENEWAL_DAYS)
    return fail('it is due', 'Renew the certificate that tls.certFile names, and start the server again.');
  if (untrustedBecause !== undefined) {
    return fail(
      untrustedBecause,
      'Put the intermediates behind the certificate in tls.certFile, or give the clients its root.',
    );
  }
  return { ...subject, result: 'pass', evidence: `${evidence}, its chain is trusted` };
}

/** Enough for somebody to notice and to act. */
const RENEWAL_DAYS = 7;
