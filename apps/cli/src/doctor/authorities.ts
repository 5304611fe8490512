import type { CertificateAuthority } from '@signet/identity';
import { formatTime, parseCertificate, type UnixSeconds, validatePath } from '@signet/pki';
import type { Services } from '@signet/server';
import { inOrder } from '../authority-order.ts';
import {
  type DoctorCheck,
  type Finding,
  findBlocker,
  type Patient,
  type Subject,
  skipBecause,
} from './types.ts';

/** Each trusted CA: its own time, and for an intermediate the path to a root of the same tenant. */
export const checkAuthorities: DoctorCheck = async (patient, earlier) => {
  const { authorities } = patient;
  if (authorities.length === 0) {
    return [
      {
        check: 'authority',
        name: 'Trusted certificate authorities',
        result: 'fail',
        evidence: 'there is none: nobody can sign in',
        remedy: 'Add root and intermediates: «signet ca add <file> --crl-url <url>».',
      },
    ];
  }
  const blocker = findBlocker(earlier, ['clock', 'storage']);
  return inOrder(authorities).map((authority) => {
    const subject = { check: 'authority', name: `CA ${authority.issuer}` };
    return blocker ? skipBecause(subject, blocker) : judge(subject, authority, patient);
  });
};

function judge(
  subject: Subject,
  authority: CertificateAuthority,
  { authorities, now, services }: Patient,
): Finding {
  const time = now();
  const { validity } = parseCertificate(authority.certificate);
  const evidence = `valid ${formatTime(validity.notBefore)} to ${formatTime(validity.notAfter)}`;
  if (time < validity.notBefore || time > validity.notAfter) {
    const remedy = `Replace it by its successor: «signet ca add», then «signet ca remove ${authority.id.slice(0, 8)}».`;
    return { ...subject, result: 'fail', evidence: `${evidence}: not now`, remedy };
  }
  if (authority.isRootAuthority) return { ...subject, result: 'pass', evidence: `${evidence}, a root` };
  const broken = findPathFault(authority, authorities, time, services);
  return broken === undefined
    ? { ...subject, result: 'pass', evidence: `${evidence}, its path ends at a trusted root` }
    : {
        ...subject,
        result: 'fail',
        evidence: `${evidence}: ${broken}`,
        remedy: 'Add what is missing above it («signet ca add <root>»), or correct the root’s entry.',
      };
}

/** Like every sign-in: only what the store holds builds paths. */
function findPathFault(
  { id, tenantId, certificate }: CertificateAuthority,
  authorities: readonly CertificateAuthority[],
  time: UnixSeconds,
  { verifySignature }: Pick<Services, 'verifySignature'>,
): string | undefined {
  const others = authorities.filter((other) => other.tenantId === tenantId && other.id !== id);
  const parse = (isRoot: boolean) =>
    others
      .filter(({ isRootAuthority }) => isRootAuthority === isRoot)
      .map((other) => parseCertificate(other.certificate));
  const verdict = validatePath({
    leaf: parseCertificate(certificate),
    intermediates: parse(false),
    anchors: parse(true),
    time,
    verifySignature,
  });
  return verdict.valid ? undefined : verdict.reason;
}
