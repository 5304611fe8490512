import type { Authentication, CertificateAuthorityId, CertificateReference } from '@signet/identity';
import { isString, parseList } from './columns.ts';
import type { AuthenticationColumns } from './schema.ts';

/** The names of {@link AuthenticationColumns}. */
export const AUTHENTICATION_COLUMNS: Readonly<Record<keyof AuthenticationColumns, true>> = {
  auth_time: true,
  amr: true,
  certificate_issuer: true,
  certificate_serial_number: true,
  certificate_authority_id: true,
  certificate_not_after: true,
};

/** What sessions and grants store alike. */
export function toAuthenticationColumns(authentication: Authentication): AuthenticationColumns {
  const { authTime, amr, certificate } = authentication;
  return {
    auth_time: authTime,
    amr: JSON.stringify(amr),
    certificate_issuer: certificate?.issuer ?? null,
    certificate_serial_number: certificate?.serialNumber ?? null,
    certificate_authority_id: certificate?.certificateAuthorityId ?? null,
    certificate_not_after: certificate?.notAfter ?? null,
  };
}

/** The columns of a row as an authentication. Throws `DirectoryError` `corrupt`; `table` is for its words. */
export function toAuthentication(row: AuthenticationColumns, table: string): Authentication {
  return {
    authTime: row.auth_time,
    amr: parseList(row.amr, `${table}.amr`, isString),
    certificate: toCertificateReference(row),
  };
}

function toCertificateReference(row: AuthenticationColumns): CertificateReference | undefined {
  const { certificate_issuer, certificate_serial_number, certificate_authority_id } = row;
  if (
    certificate_issuer === null ||
    certificate_serial_number === null ||
    certificate_authority_id === null
  ) {
    return undefined;
  }
  return {
    issuer: certificate_issuer,
    serialNumber: certificate_serial_number,
    certificateAuthorityId: certificate_authority_id as CertificateAuthorityId,
    notAfter: row.certificate_not_after ?? undefined,
  };
}
