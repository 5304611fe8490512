import { ask, describeError } from './requests.ts';
import { probeTls } from './tls-probe.ts';
import type { DoctorCheck, Finding, Patient, Subject } from './types.ts';

/** Whether both doors are open; with host names and one port they are told apart by name. */
export const checkListeners: DoctorCheck = async (patient) => [
  await checkLogin(patient),
  await checkCertificate(patient),
];

async function checkLogin(patient: Patient): Promise<Finding> {
  const { origins, extraTrust, demo } = patient;
  const subject = { check: 'listener-login', name: `Login listener ${origins.login}` };
  // Whether the certificate is trusted is another line: here any TLS will do.
  const failure = await findTlsFailure(origins.login, patient);
  if (failure !== undefined) return unreachable(subject, failure, demo);
  const answer = await ask(`${origins.login}/healthz`, { extraTrust });
  if ('failure' in answer) return { ...subject, result: 'pass', evidence: 'accepts TLS connections' };
  if (answer.status === 200)
    return { ...subject, result: 'pass', evidence: '/healthz answers with status 200' };
  return {
    ...subject,
    result: 'fail',
    evidence: `/healthz answers with status ${answer.status}`,
    remedy:
      'See the server’s log: the database it works with does not answer, or something else listens there.',
  };
}

async function checkCertificate(patient: Patient): Promise<Finding> {
  const { origins, demo } = patient;
  const subject = { check: 'listener-certificate', name: `Certificate listener ${origins.certificate}` };
  const failure = await findTlsFailure(origins.certificate, patient);
  return failure === undefined
    ? { ...subject, result: 'pass', evidence: 'accepts TLS connections' }
    : unreachable(subject, failure, demo);
}

async function findTlsFailure(origin: string, patient: Patient): Promise<string | undefined> {
  try {
    await probeTls(origin, patient);
    return undefined;
  } catch (error) {
    return describeError(error);
  }
}

function unreachable(subject: Subject, evidence: string, demo: Patient['demo']): Finding {
  return {
    ...subject,
    result: 'fail',
    evidence,
    remedy:
      demo === 'none'
        ? 'Start the server («signet start»); if it runs, open the port in the firewall and point the name at it in DNS.'
        : 'Start the demo («signet start --demo»).',
  };
}
