import { ask } from './requests.ts';
import { type DoctorCheck, type Finding, findBlocker, type Patient, skipBecause } from './types.ts';

/** The mail door: what it offers to somebody with a certificate. */
export const checkActiveSync: DoctorCheck = async (patient, earlier) => {
  const subject = { check: 'activesync-options', name: 'ActiveSync' };
  const blocker = findBlocker(earlier, ['listener-certificate', 'tls-certificate', 'clock', 'authority']);
  if (blocker) return [skipBecause(subject, blocker)];
  return [await judgeOptions(subject, patient)];
};

async function judgeOptions(subject: Pick<Finding, 'check' | 'name'>, patient: Patient): Promise<Finding> {
  const { origins, testPerson } = patient;
  const answer = await ask(`${origins.certificate}/Microsoft-Server-ActiveSync`, patient, {
    method: 'OPTIONS',
    ...(testPerson && { clientCertificate: testPerson.certificate }),
  });
  const fail = (evidence: string): Finding => ({
    ...subject,
    result: 'fail',
    evidence,
    remedy: 'See why it was refused: «signet log list», then «signet log show <id>».',
  });
  if ('failure' in answer) return fail(answer.failure);
  if (answer.status === 404)
    return { ...subject, result: 'skipped', evidence: 'not offered here: OPTIONS answers with status 404' };
  const versions = answer.headers['ms-asprotocolversions'];
  if (answer.status === 200 && versions !== undefined) {
    return { ...subject, result: 'pass', evidence: `OPTIONS offers the versions ${String(versions)}` };
  }
  // Without a certificate of somebody it knows, a refusal is what the door should say.
  if (!testPerson && (answer.status === 401 || answer.status === 403)) {
    return { ...subject, result: 'pass', evidence: `asks for a certificate (status ${answer.status})` };
  }
  return fail(`OPTIONS answers with status ${answer.status}`);
}
