import type { CertificateAuthority, CertificateAuthorityId, Directory } from '@signet/identity';
import {
  type Certificate,
  equalBytes,
  equalNames,
  nameKey,
  PkiError,
  parseCertificate,
  type SerialNumber,
} from '@signet/pki';

/** The records of a tenant whose sessions a CRL of one CA may end. */
export interface Relatives {
  /** The CA itself and the records of its name and key, as after a renewal with its key: one CRL speaks for all. */
  readonly holders: readonly CertificateAuthorityId[];
  /**
   * Those of its name with another key: a partner's claim tells the name only, so of a renewed CA the CRLs of all
   * keys count (Entra CBA with federation).
   */
  readonly namesakes: readonly CertificateAuthorityId[];
  /** CAs of the store that it issued. */
  readonly issued: readonly IssuedAuthority[];
}

export interface IssuedAuthority {
  readonly id: CertificateAuthorityId;
  /** Of the CA's own certificate. */
  readonly serialNumber: SerialNumber;
  /**
   * The CAs of the store below it, however far. A cross-certificate or a renewed one may lead past it: whoever signs in
   * again is let in by that. Looked for when it is asked: most lists revoke no CA.
   */
  listBelow(): readonly CertificateAuthorityId[];
}

interface ParsedRecord {
  readonly id: CertificateAuthorityId;
  readonly certificate: Certificate;
}

/** Among the trusted CAs of the same tenant; records whose certificate cannot be read are passed over. */
export async function findRelatives(
  authority: CertificateAuthority,
  { certificateAuthorities }: Pick<Directory, 'certificateAuthorities'>,
): Promise<Relatives> {
  const own = parseCertificate(authority.certificate);
  const records = await certificateAuthorities.list(authority.tenantId);
  const others = records
    .filter(({ id }) => id !== authority.id)
    .flatMap(({ id, issuer, certificate }) =>
      tryParse(certificate).map((parsed) => ({ id, issuer, certificate: parsed })),
    );
  // However the name is written in the certificate; the text of the record counts as well.
  const named = others.filter(
    ({ issuer, certificate }) => issuer === authority.issuer || equalNames(certificate.subject, own.subject),
  );
  const sameKey = named.filter(({ certificate }) => hasKeyOf(certificate, own));
  const otherKey = named.filter(({ certificate }) => !hasKeyOf(certificate, own));
  const byIssuer = Map.groupBy(others, ({ certificate }) => nameKey(certificate.issuer));
  return {
    holders: [authority.id, ...sameKey.map(({ id }) => id)],
    namesakes: otherKey.map(({ id }) => id),
    issued: others
      .filter(({ certificate }) => isIssuedBy(certificate, own))
      .map((one) => ({
        id: one.id,
        serialNumber: one.certificate.serialNumber,
        listBelow: () => listBelow(one, byIssuer, own),
      })),
  };
}

/** Cross-certificates may lead back to the CA that revokes, which stands by itself. */
function listBelow(
  top: ParsedRecord,
  byIssuer: ReadonlyMap<string, readonly ParsedRecord[]>,
  own: Certificate,
): readonly CertificateAuthorityId[] {
  const found = new Set([top]);
  // A Set grows while it is walked.
  for (const { certificate } of found) {
    for (const one of byIssuer.get(nameKey(certificate.subject)) ?? []) {
      if (!equalNames(one.certificate.subject, own.subject)) found.add(one);
    }
  }
  found.delete(top);
  return [...found].map(({ id }) => id);
}

// A record that cannot be read issued nobody who is signed in, and must not keep the others' sessions alive.
function tryParse(certificate: Uint8Array): readonly Certificate[] {
  try {
    return [parseCertificate(certificate)];
  } catch (error) {
    if (error instanceof PkiError) return [];
    throw error;
  }
}

/** By name: whether it was this key is told by the oracle, which answers for the CA's own lists alone. */
function isIssuedBy({ issuer, subject }: Certificate, own: Certificate): boolean {
  return equalNames(issuer, own.subject) && !equalNames(subject, own.subject);
}

function hasKeyOf(one: Certificate, other: Certificate): boolean {
  return equalBytes(one.subjectPublicKeyInfo.der, other.subjectPublicKeyInfo.der);
}
