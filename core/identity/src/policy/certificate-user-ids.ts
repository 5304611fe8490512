import {
  type Certificate,
  formatName,
  hexOf,
  nameKey,
  nameStringKey,
  PkiError,
  parseSerialNumberText,
  readRfc822Name,
  readUserPrincipalName,
} from '@signet/pki';
import type { CertificateField } from './certificate-method.ts';

/** A certificate, with what only a hash function can tell of it. */
export interface PresentedCertificate {
  readonly certificate: Certificate;
  /** SHA-1 of the whole DER, hex: Entra's «SHA1-PUKEY» is the thumbprint, whatever its name says. */
  readonly sha1Thumbprint: string;
}

/** A value of a user's certificateUserIds, taken apart. */
export type CertificateUserId =
  | { readonly field: 'PrincipalName' | 'RFC822Name' | 'Subject'; readonly value: string }
  | { readonly field: 'SubjectKeyIdentifier' | 'SHA1PublicKey'; readonly value: string }
  | { readonly field: 'IssuerAndSubject'; readonly issuer: string; readonly subject: string }
  | { readonly field: 'IssuerAndSerialNumber'; readonly issuer: string; readonly serialNumber: string };

/** Takes apart `X509:<PN>…`, `X509:<I>…<SR>…` and the others; prefixes are compared with case. */
export function parseCertificateUserId(text: string): CertificateUserId | undefined {
  const single = /^X509:<(PN|RFC822|S|SKI|SHA1-PUKEY)>(.+)$/su.exec(text);
  if (single) {
    const [, prefix = '', value = ''] = single;
    const field = SINGLE_FIELDS[prefix];
    return field && { field, value };
  }
  // Greedy: a name may hold «<S>», the last one is the separator.
  const [, issuer = '', kind, rest = ''] = /^X509:<I>(.+)<(S|SR)>(.+)$/su.exec(text) ?? [];
  if (kind === 'S') return { field: 'IssuerAndSubject', issuer, subject: rest };
  if (kind === 'SR') return { field: 'IssuerAndSerialNumber', issuer, serialNumber: rest };
  return undefined;
}

/** How a stored value was written that fits the certificate: documents and Microsoft's own tools differ. */
export interface UserIdMatch {
  /** As stored. */
  readonly userId: string;
  readonly nameOrder?: 'encoded' | 'leaf-first';
  /** `certificate`: as in the certificate; `reversed`: the octets from the last, as `altSecurityIdentities` has it. */
  readonly serialOrder?: 'certificate' | 'reversed';
}

/**
 * Whether a stored value names this certificate. Names match in the order of the encoding and leaf first,
 * serial numbers in both orders of octets, hex in either case, addresses without regard to case.
 */
export function matchCertificateUserId(
  userId: string,
  presented: PresentedCertificate,
): UserIdMatch | undefined {
  const parsed = parseCertificateUserId(userId);
  if (parsed === undefined) return undefined;
  const { certificate, sha1Thumbprint } = presented;
  switch (parsed.field) {
    case 'PrincipalName':
      return includesAddress(readUserPrincipalName(certificate), parsed.value) ? { userId } : undefined;
    case 'RFC822Name':
      return includesAddress(readRfc822Name(certificate), parsed.value) ? { userId } : undefined;
    case 'SubjectKeyIdentifier': {
      const ski = certificate.extensions.subjectKeyIdentifier;
      return ski !== undefined && equalHex(hexOf(ski), parsed.value) ? { userId } : undefined;
    }
    case 'SHA1PublicKey':
      return equalHex(sha1Thumbprint, parsed.value) ? { userId } : undefined;
    case 'Subject': {
      const nameOrder = nameOrderOf(parsed.value, nameKey(certificate.subject));
      return nameOrder && { userId, nameOrder };
    }
    case 'IssuerAndSubject': {
      const nameOrder = nameOrderOf(parsed.issuer, nameKey(certificate.issuer));
      // One writer writes both names, so both are in one order, unless a name reads the same both ways.
      const fits = nameOrderOf(parsed.subject, nameKey(certificate.subject));
      return nameOrder && fits && { userId, nameOrder: fits };
    }
    case 'IssuerAndSerialNumber': {
      const nameOrder = nameOrderOf(parsed.issuer, nameKey(certificate.issuer));
      const serialOrder = serialOrderOf(parsed.serialNumber, certificate.serialNumber);
      return nameOrder && serialOrder && { userId, nameOrder, serialOrder };
    }
    default:
      return parsed satisfies never;
  }
}

/** What a certificate holds of a field, for people; empty when it lacks the field. */
export function readCertificateField(
  field: CertificateField,
  { certificate, sha1Thumbprint }: PresentedCertificate,
): readonly string[] {
  const subject = formatName(certificate.subject, 'encoded', ',');
  const issuer = formatName(certificate.issuer, 'encoded', ',');
  switch (field) {
    case 'PrincipalName':
      return readUserPrincipalName(certificate);
    case 'RFC822Name':
      return readRfc822Name(certificate);
    case 'Subject':
      return subject === '' ? [] : [subject];
    case 'IssuerAndSubject':
      return subject === '' || issuer === '' ? [] : [`<I>${issuer}<S>${subject}`];
    case 'SubjectKeyIdentifier': {
      const ski = certificate.extensions.subjectKeyIdentifier;
      return ski === undefined ? [] : [hexOf(ski).toUpperCase()];
    }
    case 'SHA1PublicKey':
      return [sha1Thumbprint.toUpperCase()];
    case 'IssuerAndSerialNumber':
      return issuer === '' ? [] : [`<I>${issuer}<SR>${evenHex(certificate.serialNumber)}`];
    default:
      return field satisfies never;
  }
}

function includesAddress(addresses: readonly string[], wanted: string): boolean {
  return addresses.some((address) => address.toLowerCase() === wanted.toLowerCase());
}

/** Tools put colons or spaces between the octets. */
function equalHex(hex: string, text: string): boolean {
  return hex.toLowerCase() === text.replace(/[\s:]/g, '').toLowerCase();
}

function nameOrderOf(text: string, key: string): 'encoded' | 'leaf-first' | undefined {
  if (key === '') return undefined;
  try {
    if (nameStringKey(text, 'encoded') === key) return 'encoded';
    return nameStringKey(text, 'leaf-first') === key ? 'leaf-first' : undefined;
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

function serialOrderOf(text: string, serialNumber: string): 'certificate' | 'reversed' | undefined {
  const digits = text.replace(/[\s:]/g, '');
  if (!/^[0-9a-f]{1,64}$/i.test(digits)) return undefined;
  if (parseSerialNumberText(digits) === serialNumber) return 'certificate';
  const octets = evenHex(digits).match(/../g) ?? [];
  return parseSerialNumberText(octets.reverse().join('')) === serialNumber ? 'reversed' : undefined;
}

function evenHex(hex: string): string {
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

const SINGLE_FIELDS: Readonly<
  Record<string, 'PrincipalName' | 'RFC822Name' | 'Subject' | 'SubjectKeyIdentifier' | 'SHA1PublicKey'>
> = {
  PN: 'PrincipalName',
  RFC822: 'RFC822Name',
  S: 'Subject',
  SKI: 'SubjectKeyIdentifier',
  'SHA1-PUKEY': 'SHA1PublicKey',
};
