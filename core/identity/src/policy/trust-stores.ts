import type { CertificateAuthority } from '../certificate-authority.ts';

/** Which entry counts for a CA certificate, and why: «Is Legacy Store Used» and its information in Entra's log. */
export interface StoreChoice {
  readonly authority: CertificateAuthority;
  readonly isLegacyStoreUsed: '0' | '1';
  readonly information: string;
}

type Urls = Pick<CertificateAuthority, 'certificateRevocationListUrl' | 'deltaCertificateRevocationListUrl'>;

/**
 * Microsoft's precedence where one CA stands in both stores: the PKI store, except when its entry has no CRL
 * URL and the classic one has, or when both have and they differ. Where the classic entry has none, the PKI
 * store keeps it: the other reading of «differ» would stop the check of revocation that an administrator set up.
 */
export function chooseStore(
  classic: CertificateAuthority | undefined,
  pki: CertificateAuthority | undefined,
): StoreChoice | undefined {
  if (pki === undefined) {
    return classic && use(classic, '1', 'The certificate authority is in the classic store only.');
  }
  if (classic === undefined) return use(pki, '0', 'The certificate authority is in the PKI store only.');
  if (classic.certificateRevocationListUrl === undefined || haveSameUrls(classic, pki)) {
    return use(pki, '0', 'The certificate authority is in both stores; the PKI store goes first.');
  }
  return use(
    classic,
    '1',
    pki.certificateRevocationListUrl === undefined
      ? 'The entry of the PKI store has no CRL URL, that of the classic store has one.'
      : 'The two stores have different CRL URLs.',
  );
}

function haveSameUrls(one: Urls, other: Urls): boolean {
  return (
    one.certificateRevocationListUrl === other.certificateRevocationListUrl &&
    one.deltaCertificateRevocationListUrl === other.deltaCertificateRevocationListUrl
  );
}

function use(
  authority: CertificateAuthority,
  isLegacyStoreUsed: '0' | '1',
  information: string,
): StoreChoice {
  return { authority, isLegacyStoreUsed, information };
}
