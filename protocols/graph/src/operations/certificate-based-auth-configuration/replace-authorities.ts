import {
  type CertificateAuthority,
  type CertificateAuthorityId,
  guid,
  type TenantId,
} from '@signet/identity';
import { badRequest } from '../../graph-error.ts';
import type { Call } from '../../operation.ts';
import type { NewConfiguration } from '../../schemas/certificate-authority.ts';
import { type CheckedAuthority, checkAuthority } from './check-authority.ts';
import { listClassicStore } from './configuration-json.ts';

/** The list as it stands afterwards, and those of it whose CRLs have to be fetched. */
export interface ReplacedAuthorities {
  readonly authorities: readonly CertificateAuthority[];
  readonly changed: readonly CertificateAuthority[];
}

/**
 * Makes the tenant's list what the call says. Every entry is checked before the first is written. A CA that
 * stays keeps its id, and with it its CRLs and the grants that its certificates led to.
 */
export async function replaceAuthorities(
  { directory, random, body, now, crlAddresses }: Call<NewConfiguration>,
  tenantId: TenantId,
): Promise<ReplacedAuthorities> {
  const wanted = body.certificateAuthorities.map((authority, index) =>
    checkAuthority(authority, `certificateAuthorities[${index}]`, { now, crlAddresses }),
  );
  refuseTwins(wanted);
  const present = await listClassicStore(directory, tenantId);
  const authorities: CertificateAuthority[] = [];
  const changed: CertificateAuthority[] = [];
  for (const checked of wanted) {
    const before = present.find((authority) => isSameCertificate(authority, checked));
    const after: CertificateAuthority = {
      ...checked,
      tenantId,
      id: before?.id ?? guid<CertificateAuthorityId>(random.guid()),
      createdAt: before?.createdAt ?? now,
    };
    authorities.push(after);
    if (before === undefined) await directory.certificateAuthorities.add(after);
    else await directory.certificateAuthorities.update(after);
    if (before === undefined || urlsDiffer(before, after)) changed.push(after);
  }
  const staying = new Set(authorities.map(({ id }) => id));
  for (const { id } of present) if (!staying.has(id)) await directory.certificateAuthorities.remove(id);
  return { authorities, changed };
}

function refuseTwins(wanted: readonly CheckedAuthority[]): void {
  for (const [index, checked] of wanted.entries()) {
    const twin = wanted.findIndex((other) => isSameCertificate(other, checked));
    if (twin < index) {
      throw badRequest(`certificateAuthorities[${index}]: the same certificate stands at [${twin}] already.`);
    }
  }
}

function isSameCertificate(
  a: Pick<CertificateAuthority, 'certificate'>,
  b: Pick<CertificateAuthority, 'certificate'>,
): boolean {
  return Buffer.compare(a.certificate, b.certificate) === 0;
}

function urlsDiffer(before: CertificateAuthority, after: CertificateAuthority): boolean {
  return (
    before.certificateRevocationListUrl !== after.certificateRevocationListUrl ||
    before.deltaCertificateRevocationListUrl !== after.deltaCertificateRevocationListUrl
  );
}
