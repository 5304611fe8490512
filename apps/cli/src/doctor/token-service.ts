import { count } from '@signet/identity';
import { ask } from './requests.ts';
import {
  type DoctorCheck,
  type Finding,
  findBlocker,
  type Patient,
  type Subject,
  skipBecause,
} from './types.ts';

/** The first two things that a client library reads, for each tenant. */
export const checkTokenService: DoctorCheck = async (patient, earlier) => {
  const blocker = findBlocker(earlier, ['storage', 'listener-login', 'tls-login']);
  const tenants = await patient.services.directory.tenants.list();
  return Promise.all(
    tenants.map(({ id, displayName }) => {
      const subject = { check: 'token-service', name: `Discovery and keys of ${displayName}` };
      return blocker ? skipBecause(subject, blocker) : judge(subject, id, patient);
    }),
  );
};

async function judge(subject: Subject, tenantId: string, patient: Patient): Promise<Finding> {
  const fail = (evidence: string): Finding => ({
    ...subject,
    result: 'fail',
    evidence,
    remedy:
      'Start the server again with the configuration of this folder; clients must reach it by the host name in «listen».',
  });
  const issuer = `${patient.origins.login}/${tenantId}/v2.0`;
  const discovery = await readJson(`${issuer}/.well-known/openid-configuration`, patient);
  if (typeof discovery === 'string') return fail(discovery);
  if (discovery['issuer'] !== issuer) return fail(`issuer is ${String(discovery['issuer'])}, not ${issuer}`);
  const keys = await readJson(String(discovery['jwks_uri']), patient);
  if (typeof keys === 'string') return fail(keys);
  const kids = (Array.isArray(keys['keys']) ? keys['keys'] : []).map(
    (key: { readonly kid?: unknown }) => key.kid,
  );
  const { kid } = await patient.services.tokenKeys.current(patient.services.clock.now());
  if (!kids.includes(kid))
    return fail(`the key that signs now (${kid}) is not published at ${String(discovery['jwks_uri'])}`);
  return {
    ...subject,
    result: 'pass',
    evidence: `issuer ${issuer}, ${count(kids.length, 'key')} published, the signing one among them`,
  };
}

/** The object, or what is wrong in words. */
async function readJson(url: string, patient: Patient): Promise<Readonly<Record<string, unknown>> | string> {
  const answer = await ask(url, patient);
  if ('failure' in answer) return `${url}: ${answer.failure}`;
  if (answer.status !== 200) return `${url} answers with status ${answer.status}`;
  try {
    const value: unknown = JSON.parse(answer.body.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : `${url} answers with no object`;
  } catch {
    return `${url} answers with no JSON`;
  }
}
