import { count } from '@signet/identity';
import { formatTime, PkiError, parseCertificate } from '@signet/pki';
import type { TrustedAuthority } from '../../../graph/trusted-authorities.ts';
import { formatFacts } from '../../../terminal/table.ts';
import { kindOf, NO_CRL } from '../../ca/authority-text.ts';

export function formatTrustedAuthority(authority: TrustedAuthority): string {
  const delta = authority.deltaCertificateRevocationListUrl;
  return formatFacts([
    ['Name', authority.issuer],
    ['Kind', kindOf(authority)],
    ['SKI', authority.issuerSki],
    ['Valid until', validUntil(authority)],
    ['CRL', authority.certificateRevocationListUrl ?? NO_CRL],
    ...(delta === null ? [] : ([['Delta CRL', delta]] as const)),
  ]);
}

export function validUntil({ certificate }: TrustedAuthority): string {
  try {
    return formatTime(parseCertificate(Buffer.from(certificate, 'base64')).validity.notAfter);
  } catch (error) {
    if (error instanceof PkiError) return 'unreadable';
    throw error;
  }
}

/** What a change of one CA is on the wire: whoever changes another one at this moment may lose the change. */
export function tellWholeList(authorities: readonly TrustedAuthority[]): string {
  return authorities.length === 0
    ? 'No authority is left, so the configuration was deleted: no certificate signs anybody in.'
    : `Graph takes the list as a whole: it was written anew, with ${count(authorities.length, 'CA')}.`;
}
