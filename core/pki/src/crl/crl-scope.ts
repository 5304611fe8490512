import { describeName } from '../x509/name-format.ts';
import { equalNames, nameKey } from '../x509/name-match.ts';
import { hexOf } from '../x509/serial-number.ts';
import type { DistributionPoint, GeneralName, Name, ReasonFlag, SerialNumber } from '../x509/types.ts';
import { type CrlCheck, crlCheck } from './crl-check.ts';
import type { CertificateList } from './types.ts';

/** The certificate whose status is asked for, as far as CRLs care. */
export interface RevocationTarget {
  readonly serialNumber: SerialNumber;
  readonly issuer: Name;
  /** basicConstraints with cA. */
  readonly isCA: boolean;
  /**
   * The distribution point that the CRL is to stand for: of the certificate, or made of all names that its points and
   * a configured URL give. Absent: names of distribution points are not compared.
   */
  readonly distributionPoint?: DistributionPoint;
}

/** RFC 5280 §6.3.3 (b)(1): whose list this is and, for another's, that it may speak for the certificate's issuer. */
export function checkListIssuer(
  crl: CertificateList,
  { issuer, distributionPoint }: RevocationTarget,
): CrlCheck {
  const rule = 'RFC 5280 §6.3.3 (b)(1)';
  const other = distributionPoint?.cRLIssuer;
  if (other === undefined) {
    const same = equalNames(crl.issuer, issuer);
    const detail = same
      ? 'The CRL comes from the issuer of the certificate.'
      : `The CRL does not come from ${describeName(issuer)}.`;
    return crlCheck('crl-issuer', rule, crl, { result: same ? 'pass' : 'fail', detail });
  }
  const named = other.some((name) => name.kind === 'directoryName' && equalNames(name.name, crl.issuer));
  const passed = named && crl.extensions.issuingDistributionPoint?.indirectCRL === true;
  return crlCheck('crl-issuer', rule, crl, {
    result: passed ? 'pass' : 'fail',
    detail: passed
      ? 'The CRL is an indirect one of the CRL issuer that the certificate names.'
      : 'The CRL is not an indirect one of the CRL issuer that the certificate names.',
  });
}

/** RFC 5280 §6.3.3 (b)(2)(i): a list that stands for some distribution points stands for no other. */
export function checkDistributionPoint(crl: CertificateList, target: RevocationTarget): CrlCheck {
  const rule = 'RFC 5280 §6.3.3 (b)(2)(i)';
  const { distributionPoint } = target;
  const listNames = distributionPointNames(crl.extensions.issuingDistributionPoint ?? {}, crl.issuer);
  if (listNames.length === 0) {
    const detail = 'The CRL stands for every distribution point.';
    return crlCheck('crl-distribution-point', rule, crl, { result: 'pass', detail });
  }
  if (distributionPoint === undefined) {
    const detail = 'The CRL names distribution points; the URL configured on the CA decides.';
    return crlCheck('crl-distribution-point', rule, crl, { result: 'skipped', detail });
  }
  const ownNames = distributionPointNames(distributionPoint, crl.issuer);
  // Without a name of its own the point is named by its CRL issuer.
  const wanted = ownNames.length > 0 ? ownNames : (distributionPoint.cRLIssuer ?? []).map(generalNameKey);
  const matches = wanted.some((name) => listNames.includes(name));
  return crlCheck('crl-distribution-point', rule, crl, {
    result: matches ? 'pass' : 'fail',
    detail: matches
      ? 'The CRL stands for a distribution point of the certificate or for the configured URL.'
      : 'The CRL stands for other distribution points: none of its names is one of the certificate’s or the configured URL.',
  });
}

/** RFC 5280 §6.3.3 (b)(2)(ii)–(iv): kinds of certificates that the list speaks of. */
export function checkScope(crl: CertificateList, { isCA }: RevocationTarget): CrlCheck {
  const idp = crl.extensions.issuingDistributionPoint;
  const fault = idp?.onlyContainsAttributeCerts
    ? 'The CRL covers attribute certificates only.'
    : idp?.onlyContainsUserCerts && isCA
      ? 'The CRL covers end-entity certificates only, and this is a CA certificate.'
      : idp?.onlyContainsCACerts && !isCA
        ? 'The CRL covers CA certificates only, and this is an end-entity certificate.'
        : undefined;
  return crlCheck('crl-scope', 'RFC 5280 §6.3.3 (b)(2)', crl, {
    result: fault === undefined ? 'pass' : 'fail',
    detail: fault ?? 'The CRL covers certificates of this kind.',
  });
}

/** RFC 5280 §6.3.3 (d): the reasons for which this list would show a revocation (interim_reasons_mask). */
export function coveredReasons(
  crl: CertificateList,
  { distributionPoint }: RevocationTarget,
): ReadonlySet<ReasonFlag> {
  const listed = crl.extensions.issuingDistributionPoint?.onlySomeReasons ?? ALL_REASONS;
  const wanted = distributionPoint?.reasons;
  if (wanted === undefined) return listed;
  return new Set([...listed].filter((reason) => wanted.has(reason)));
}

/** all-reasons of RFC 5280 §6.3.2. */
export const ALL_REASONS: ReadonlySet<ReasonFlag> = new Set<ReasonFlag>([
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
]);

// RFC 5280 §4.2.1.13: a relative name is a part of the CRL issuer's own.
function distributionPointNames(
  point: Pick<DistributionPoint, 'fullName' | 'nameRelativeToCRLIssuer'>,
  crlIssuer: Name,
): readonly string[] {
  const relative = point.nameRelativeToCRLIssuer;
  if (relative === undefined) return (point.fullName ?? []).map(generalNameKey);
  const name = { der: new Uint8Array(0), rdnSequence: [...crlIssuer.rdnSequence, relative] };
  return [generalNameKey({ kind: 'directoryName', name })];
}

function generalNameKey(name: GeneralName): string {
  switch (name.kind) {
    case 'directoryName':
      return `${name.kind}:${nameKey(name.name)}`;
    case 'uniformResourceIdentifier':
      return `${name.kind}:${normalAuthority(name.value)}`;
    case 'rfc822Name':
    case 'dNSName':
      return `${name.kind}:${name.value}`;
    case 'otherName':
      return `${name.kind}:${name.typeId}:${hexOf(name.value)}`;
    case 'iPAddress':
      return `${name.kind}:${hexOf(name.octets)}`;
    case 'registeredID':
      return `${name.kind}:${name.oid}`;
    case 'x400Address':
    case 'ediPartyName':
      return `${name.kind}:${hexOf(name.der)}`;
  }
}

// RFC 5280 §7.4 and RFC 3986 §6.2.2.1: scheme and host are compared without regard to case.
function normalAuthority(uri: string): string {
  const pathStart = uri.indexOf('/', uri.indexOf('://') + 3);
  return pathStart < 0 ? uri.toLowerCase() : uri.slice(0, pathStart).toLowerCase() + uri.slice(pathStart);
}
