import { createHash } from 'node:crypto';
import {
  type CertificateAuthority,
  type CertificateAuthorityId,
  type Directory,
  guid,
  isGuid,
  type PublicKeyInfrastructure,
  type PublicKeyInfrastructureId,
} from '@signet/identity';
import { formatTime, parseCertificate, type UnixSeconds } from '@signet/pki';
import type { Caller } from '../../access/caller.ts';
import { notFound } from '../../graph-error.ts';
import type { Activity, Permissions } from '../../operation.ts';
import type { AuthorityDetailJson, PkiJson } from '../../schemas/public-key-infrastructure.ts';

export const PKIS_PATH = '/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations';
export const AUTHORITIES_PATH: string = `${PKIS_PATH}/{pkiId}/certificateAuthorities`;
export const PKIS_CONTEXT = 'directory/publicKeyInfrastructure/certificateBasedAuthConfigurations';

export const READ_PKI: Permissions = {
  least: 'PublicKeyInfrastructure.Read.All',
  accepted: ['PublicKeyInfrastructure.ReadWrite.All'],
};

export const WRITE_PKI: Permissions = { least: 'PublicKeyInfrastructure.ReadWrite.All', accepted: [] };

export const CHANGE_PKI: Pick<Activity, 'category' | 'targetType'> = {
  category: 'DirectoryManagement',
  targetType: 'Directory',
};

export function authoritiesContext(pkiId: string): string {
  return `${PKIS_CONTEXT}('${pkiId}')/certificateAuthorities`;
}

export function pkiJson(pki: PublicKeyInfrastructure): PkiJson {
  return {
    id: pki.id,
    deletedDateTime: pki.deletedAt === undefined ? null : formatTime(pki.deletedAt),
    displayName: pki.displayName,
    lastModifiedDateTime: formatTime(pki.lastModifiedAt),
    status: pki.status === 'notStarted' ? null : pki.status,
    statusDetails: pki.statusDetails === '' ? null : pki.statusDetails,
  };
}

export function authorityDetailJson(
  authority: CertificateAuthority & { readonly deletedAt?: UnixSeconds },
): AuthorityDetailJson {
  const { certificate, deletedAt } = authority;
  return {
    id: authority.id,
    deletedDateTime: deletedAt === undefined ? null : formatTime(deletedAt),
    certificate: Buffer.from(certificate).toString('base64'),
    certificateAuthorityType: authority.isRootAuthority ? 'root' : 'intermediate',
    certificateRevocationListUrl: authority.certificateRevocationListUrl ?? null,
    deltaCertificateRevocationListUrl: authority.deltaCertificateRevocationListUrl ?? null,
    createdDateTime: formatTime(authority.createdAt),
    displayName: authority.displayName ?? null,
    expirationDateTime: formatTime(parseCertificate(certificate).validity.notAfter),
    isIssuerHintEnabled: authority.isIssuerHintEnabled === true,
    issuer: authority.issuer,
    issuerSubjectKeyIdentifier: authority.issuerSki,
    thumbprint: createHash('sha1').update(certificate).digest('hex').toUpperCase(),
  };
}

/** In the caller's tenant, and not deleted. */
export async function findPki(
  directory: Directory,
  caller: Caller,
  { pkiId = '' }: Readonly<Record<string, string>>,
): Promise<PublicKeyInfrastructure> {
  const pki = isGuid(pkiId)
    ? await directory.publicKeyInfrastructures.find(guid<PublicKeyInfrastructureId>(pkiId))
    : undefined;
  if (pki?.tenantId !== caller.user.tenantId || pki.deletedAt !== undefined) throw notFound(pkiId);
  return pki;
}

/** Of the PKI that the address names. */
export async function findPkiAuthority(
  directory: Directory,
  caller: Caller,
  params: Readonly<Record<string, string>>,
): Promise<CertificateAuthority> {
  const pki = await findPki(directory, caller, params);
  const { authorityId = '' } = params;
  const authority = isGuid(authorityId)
    ? await directory.certificateAuthorities.find(guid<CertificateAuthorityId>(authorityId))
    : undefined;
  if (authority?.publicKeyInfrastructureId !== pki.id) throw notFound(authorityId);
  return authority;
}
