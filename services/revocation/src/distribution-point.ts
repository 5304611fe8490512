import type { RevocationQuery } from '@signet/identity';
import type { CertificateList, DistributionPoint, GeneralName, Name } from '@signet/pki';

/**
 * The distribution point that a CRL from a configured URL has to stand for (RFC 5280 §6.3.3 (b)(2)(i)), when the
 * list names any: one of the certificate's, or the URL itself, because CAs do write it there. Of a certificate of
 * which only issuer and serial number are known the list in use decides: `judgeReplacement` lets no other scope
 * take its place.
 */
export function distributionPointOf(
  { distributionPoints }: Pick<RevocationQuery, 'distributionPoints'>,
  { issuer, extensions }: CertificateList,
  url: string,
): DistributionPoint {
  // Without the extension a list stands for every point, whatever their names.
  if (extensions.issuingDistributionPoint === undefined) return EVERY_POINT;
  const known = distributionPoints ?? [extensions.issuingDistributionPoint ?? {}];
  return { fullName: [...known.flatMap((point) => namesOf(point, issuer)), ...urlNames(url)] };
}

/** The list names no distribution point, or names this URL. */
export function isPublishedAt({ issuer, extensions }: CertificateList, url: string): boolean {
  const names = namesOf(extensions.issuingDistributionPoint ?? {}, issuer);
  const own = urlNames(url).map(({ value }) => value);
  return (
    names.length === 0 ||
    names.some((name) => name.kind === 'uniformResourceIdentifier' && own.includes(name.value))
  );
}

/** issuingDistributionPoint as it is encoded: lists with the same one speak of the same certificates. */
export function scopeOf({ extensions }: CertificateList): string {
  return String(extensions.all.find(({ extnID }) => extnID === ISSUING_DISTRIBUTION_POINT)?.extnValue);
}

// RFC 5280 §4.2.1.13: a relative name is a part of the CRL issuer's own.
function namesOf(
  { fullName, nameRelativeToCRLIssuer: relative }: DistributionPoint,
  issuer: Name,
): readonly GeneralName[] {
  if (relative === undefined) return fullName ?? [];
  const name: Name = { der: new Uint8Array(0), rdnSequence: [...issuer.rdnSequence, relative] };
  return [{ kind: 'directoryName', name }];
}

/** As it was typed and as it is asked for: host in lower case, without the usual port. */
function urlNames(url: string): readonly UriName[] {
  const written = new Set([url, URL.parse(url)?.href ?? url]);
  return [...written].map((value) => ({ kind: 'uniformResourceIdentifier', value }));
}

interface UriName {
  readonly kind: 'uniformResourceIdentifier';
  readonly value: string;
}

const EVERY_POINT: DistributionPoint = Object.freeze({});

const ISSUING_DISTRIBUTION_POINT = '2.5.29.28';
