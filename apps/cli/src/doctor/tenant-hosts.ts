import { checkServerIdentity } from 'node:tls';
import { certificateHostOf, count, type TenantId } from '@signet/identity';
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

/**
 * The host of each tenant that has its CAs named: where the server's certificate covers it people are led there, so its name has
 * to resolve, and its handshake to name the CAs of that tenant and no others. One line a tenant; none where listeners
 * are not told apart by host name, for then there are no such hosts.
 */
export const checkTenantHosts: DoctorCheck = async (patient, earlier) => {
  const { onePort, behindProxy } = patient.config.listen;
  if (!onePort || behindProxy) return [];
  const blocker = findBlocker(earlier, [
    'storage',
    'listener-certificate',
    'tls-certificate',
    'issuer-hints',
  ]);
  if (blocker) return [skipBecause({ check: 'tenant-host', name: 'Certificate hosts of tenants' }, blocker)];
  const findings: Finding[] = [];
  for (const tenant of await listNamedTenants(patient)) findings.push(await checkOne(tenant, patient));
  return findings;
};

interface NamedTenant extends Subject {
  readonly hostname: string;
  /** The host of all tenants, below which it is. */
  readonly parent: string;
  /** DER of the CAs whose names are sent. */
  readonly hinted: readonly Uint8Array[];
}

async function listNamedTenants({ services, config, authorities }: Patient): Promise<readonly NamedTenant[]> {
  const { directory } = services;
  const parent = config.listen.onePort?.certificateHostname ?? '';
  const hints = createIssuerHints(directory);
  await hints.refresh();
  const tenantIds = [...new Set(authorities.map(({ tenantId }) => tenantId))].filter(hints.isNaming);
  const named = async (tenantId: TenantId): Promise<NamedTenant> => {
    const hostname = certificateHostOf(tenantId, parent);
    const tenant = await directory.tenants.find(tenantId);
    const name = `Certificate host of ${tenant?.displayName ?? tenantId}`;
    return { check: 'tenant-host', name, hostname, parent, hinted: hints.find(hostname) };
  };
  return await Promise.all(tenantIds.map(named));
}

async function checkOne(tenant: NamedTenant, patient: Patient): Promise<Finding> {
  const { check, name, hostname, parent } = tenant;
  const { origins } = patient;
  const subject = { check, name };
  try {
    const { certificate } = await probeTls(origins.certificate, patient);
    if (checkServerIdentity(hostname, certificate)) {
      const evidence = `the server’s certificate does not cover *.${parent}: people give theirs at ${parent}, which names the CAs of all tenants`;
      return { ...subject, result: 'skipped', evidence };
    }
    const origin = `https://${hostname}:${new URL(origins.certificate).port || '443'}`;
    return { ...subject, ...judge(tenant, await probeTls(origin, patient)) };
  } catch (error) {
    const evidence = `${hostname}: ${describeError(error)}`;
    const remedy = `Let DNS answer for *.${parent} as for ${parent}, and the firewall let it pass; or get a certificate without that name: with it, people are led there.`;
    return { ...subject, result: 'fail', evidence, remedy };
  }
}

function judge(
  { hostname, hinted }: NamedTenant,
  { certificate, acceptedIssuers }: Awaited<ReturnType<typeof probeTls>>,
): Omit<Finding, keyof Subject> {
  const misnamed = checkServerIdentity(hostname, certificate);
  if (misnamed || !acceptedIssuers) {
    const evidence = misnamed?.message ?? `${hostname} asks for no certificate`;
    return {
      result: 'fail',
      evidence,
      remedy: 'Pass TLS for that name through to Signet, as for its parent.',
    };
  }
  const names = hinted.map((der) => parseCertificate(der).subject);
  const missing = names.filter(({ der }) => !acceptedIssuers.some((name) => Buffer.from(der).equals(name)));
  const others = acceptedIssuers.filter((name) => !names.some(({ der }) => Buffer.from(name).equals(der)));
  if (missing.length + others.length === 0) {
    const evidence = `${hostname} resolves, the certificate covers it, and ${count(names.length, 'CA')} of the tenant and no other are named`;
    return { result: 'pass', evidence };
  }
  const told = [
    ...missing.map((name) => `not named: ${formatName(name)}`),
    ...(others.length === 0 ? [] : [`${count(others.length, 'CA')} of others named`]),
  ];
  return { result: 'fail', evidence: `${hostname}: ${told.join('; ')}`, remedy: RESTART };
}
