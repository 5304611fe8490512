import { count } from '@signet/identity';
import { createActiveSyncClient } from '@signet/lab';
import { ask, describeError, trustedForTls } from './requests.ts';
import {
  type DoctorCheck,
  type Finding,
  findBlocker,
  type Patient,
  SEE_LOG,
  skipBecause,
  skipWithoutPerson,
} from './types.ts';

/** The mail door: what it offers, and a first Sync of the test person's inbox. */
export const checkActiveSync: DoctorCheck = async (patient, earlier) => {
  const blocker = findBlocker(earlier, LEANS_ON);
  if (blocker) return [skipBecause(OPTIONS, blocker), skipBecause(SYNC, blocker)];
  const options = await judgeOptions(patient);
  if (options.result === 'fail') return [options, skipBecause(SYNC, options)];
  return [options, ...(options.result === 'pass' ? [await judgeSync(patient)] : [])];
};

async function judgeOptions(patient: Patient): Promise<Finding> {
  const { origins, testPerson } = patient;
  const answer = await ask(`${origins.certificate}/Microsoft-Server-ActiveSync`, patient, {
    method: 'OPTIONS',
    ...('certificate' in testPerson && { clientCertificate: testPerson.certificate }),
  });
  if ('failure' in answer) return { ...OPTIONS, result: 'fail', evidence: answer.failure, remedy: SEE_LOG };
  if (answer.status === 404) {
    return { ...OPTIONS, result: 'skipped', evidence: 'not offered here: OPTIONS answers with status 404' };
  }
  const versions = answer.headers['ms-asprotocolversions'];
  if (answer.status === 200 && versions !== undefined) {
    return { ...OPTIONS, result: 'pass', evidence: `OPTIONS offers the versions ${String(versions)}` };
  }
  // Without a certificate of somebody it knows, a refusal is what the door should say.
  if (!('certificate' in testPerson) && (answer.status === 401 || answer.status === 403)) {
    return { ...OPTIONS, result: 'pass', evidence: `asks for a certificate (status ${answer.status})` };
  }
  return {
    ...OPTIONS,
    result: 'fail',
    evidence: `OPTIONS answers with status ${answer.status}`,
    remedy: SEE_LOG,
  };
}

/** Provision, FolderSync and the Sync that a new phone begins with; it changes no mail. */
async function judgeSync({ origins, testPerson, extraTrust }: Patient): Promise<Finding> {
  if (!('certificate' in testPerson)) return skipWithoutPerson(SYNC, testPerson);
  try {
    const client = createActiveSyncClient({
      origin: origins.certificate,
      ca: trustedForTls(extraTrust),
      clientCertificate: testPerson.certificate,
      deviceId: 'signetdoctor',
    });
    await client.provision();
    const folders = await client.listFolders();
    const { status, syncKey } = await client.sync(folders.get(INBOX) ?? '', '0');
    const evidence = `${testPerson.userPrincipalName}: ${count(folders.size, 'folder')}, first Sync of the inbox has status ${status}`;
    if (status === '1' && syncKey !== '0') return { ...SYNC, result: 'pass', evidence };
    return { ...SYNC, result: 'fail', evidence, remedy: SEE_LOG };
  } catch (error) {
    return { ...SYNC, result: 'fail', evidence: describeError(error), remedy: SEE_LOG };
  }
}

const OPTIONS = { check: 'activesync-options', name: 'ActiveSync' };
const SYNC = { check: 'activesync-sync', name: 'First Sync of mail' };
const LEANS_ON = ['storage', 'listener-certificate', 'tls-certificate', 'issuer-hints', 'clock', 'authority'];
/** MS-ASCMD FolderSync: the type of the user's inbox. */
const INBOX = 2;
