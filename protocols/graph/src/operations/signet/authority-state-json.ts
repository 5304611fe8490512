import type { CertificateAuthority } from '@signet/identity';
import { formatName, formatTime, parseCertificate, type UnixSeconds } from '@signet/pki';
import type { CrlStatus } from '@signet/revocation';
import type { AuthorityStateJson, CrlStateJson } from '../../schemas/certificate-authority.ts';
import { authorityJson } from '../certificate-based-auth-configuration/configuration-json.ts';

export function authorityStateJson(
  authority: CertificateAuthority,
  lists: readonly CrlStatus[],
): AuthorityStateJson {
  const { serialNumber, issuer, validity } = parseCertificate(authority.certificate);
  return {
    ...authorityJson(authority),
    id: authority.id,
    serialNumber,
    certificateIssuer: formatName(issuer),
    notBefore: formatTime(validity.notBefore),
    notAfter: formatTime(validity.notAfter),
    createdDateTime: formatTime(authority.createdAt),
    publicKeyInfrastructureId: authority.publicKeyInfrastructureId ?? null,
    certificateRevocationLists: lists.map(crlStateJson),
  };
}

function crlStateJson({
  part,
  url,
  state,
  crl,
  downloadedAt,
  nextRefresh,
  lastError,
}: CrlStatus): CrlStateJson {
  return {
    part,
    url,
    state,
    crlNumber: crl?.crlNumber ?? null,
    baseCrlNumber: crl?.baseCrlNumber ?? null,
    thisUpdate: timeOrNull(crl?.thisUpdate),
    nextUpdate: timeOrNull(crl?.nextUpdate),
    nextPublish: timeOrNull(crl?.nextPublish),
    entries: crl?.entries ?? null,
    bytes: crl?.bytes ?? null,
    downloadedDateTime: timeOrNull(downloadedAt),
    nextRefreshDateTime: timeOrNull(nextRefresh),
    lastError:
      lastError === undefined
        ? null
        : { code: lastError.failure, reason: lastError.reason, dateTime: formatTime(lastError.at) },
  };
}

function timeOrNull(time: UnixSeconds | undefined): string | null {
  return time === undefined ? null : formatTime(time);
}
