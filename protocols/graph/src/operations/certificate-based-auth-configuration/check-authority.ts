import { createHash } from 'node:crypto';
import type { CertificateAuthority } from '@signet/identity';
import {
  type Certificate,
  formatName,
  formatTime,
  PkiError,
  parseCertificates,
  type UnixSeconds,
} from '@signet/pki';
import { type AddressPolicy, isAddressAllowed } from '@signet/revocation';
import { badRequest, type GraphError } from '../../graph-error.ts';
import type { NewCertificateAuthority } from '../../schemas/certificate-authority.ts';

export type CheckedAuthority = Omit<CertificateAuthority, 'id' | 'tenantId' | 'createdAt'>;

/**
 * What the store keeps of a CA that a client sent. Throws `Request_BadRequest`, which names the entry and says what to do
 * instead, for what is no CA certificate and for a CRL URL that may not be fetched.
 */
export function checkAuthority(
  authority: NewCertificateAuthority,
  place: string,
  { now, crlAddresses }: { readonly now: UnixSeconds; readonly crlAddresses: AddressPolicy },
): CheckedAuthority {
  const certificate = readCertificate(authority.certificate, place);
  checkIsAuthority(certificate, place);
  checkValidity(certificate, place, now);
  const base = checkUrl(
    authority.certificateRevocationListUrl,
    `${place}/certificateRevocationListUrl`,
    crlAddresses,
  );
  const delta = checkUrl(
    authority.deltaCertificateRevocationListUrl,
    `${place}/deltaCertificateRevocationListUrl`,
    crlAddresses,
  );
  if (delta !== undefined && base === undefined) {
    throw badRequest(
      `${place}: a delta CRL needs the CRL that it adds to: send certificateRevocationListUrl too.`,
    );
  }
  return {
    certificate: certificate.der,
    isRootAuthority: authority.isRootAuthority,
    certificateRevocationListUrl: base,
    deltaCertificateRevocationListUrl: delta,
    issuer: formatName(certificate.subject),
    issuerSki: subjectKeyIdentifierOf(certificate),
  };
}

/** Clients send the base64 of the file as it is, so what is inside may be DER or PEM. */
function readCertificate(base64: string, place: string): Certificate {
  const compact = base64.replace(/\s+/g, '');
  if (!BASE64.test(compact)) throw refuse(place, 'the certificate is not base64.');
  const certificates = parse(Buffer.from(compact, 'base64'), place);
  const [certificate] = certificates;
  if (certificate === undefined || certificates.length > 1) {
    throw refuse(
      place,
      `the file holds ${certificates.length} certificates: send each authority as an entry of its own.`,
    );
  }
  return certificate;
}

function parse(bytes: Uint8Array, place: string): readonly Certificate[] {
  try {
    return parseCertificates(bytes);
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    throw refuse(place, explain(error), error);
  }
}

function explain(error: PkiError): string {
  if (error.code === 'private-key-refused') {
    return 'the file holds a private key: send the certificate alone, and treat the key as given away.';
  }
  if (error.code === 'no-certificate') return 'there is no certificate in it, neither DER nor PEM.';
  return `the certificate cannot be read (${error.message}).`;
}

function checkIsAuthority(certificate: Certificate, place: string): void {
  const { basicConstraints, keyUsage } = certificate.extensions;
  const name = formatName(certificate.subject);
  if (basicConstraints?.cA !== true) {
    throw refuse(
      place,
      `${name} is not a certificate authority (basicConstraints does not say cA): send ${formatName(certificate.issuer)}, which issued it.`,
    );
  }
  // RFC 5280 §4.2.1.3: without keyCertSign no path through this certificate would ever be valid.
  if (keyUsage !== undefined && !keyUsage.has('keyCertSign')) {
    throw refuse(place, `${name} may not sign certificates (keyUsage leaves out keyCertSign).`);
  }
}

function checkValidity({ subject, validity }: Certificate, place: string, now: UnixSeconds): void {
  if (validity.notAfter >= now) return;
  throw refuse(place, `${formatName(subject)} expired at ${formatTime(validity.notAfter)}.`);
}

/** Microsoft's pages differ: http and https are both taken. */
function checkUrl(
  text: string | null | undefined,
  place: string,
  addresses: AddressPolicy,
): string | undefined {
  if (text === null || text === undefined || text === '') return undefined;
  // The parser passes over white space and line breaks; whoever reads the text afterwards does not.
  const url = /[\s\p{C}]/u.test(text) ? null : URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw refuse(place, 'it must be a whole URL that begins with http:// or https://.');
  }
  if (url.username !== '' || url.password !== '') throw refuse(place, 'it must not hold a user name.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A name is judged when it is fetched, by the addresses that it has then.
  const isAddress = url.hostname.startsWith('[') || IPV4.test(host);
  if (isAddress && !isAddressAllowed(addresses, host)) {
    throw refuse(place, `the address ${host} is not one that CRLs may be fetched from here.`);
  }
  return text;
}

/** RFC 5280 §4.2.1.2 (1): where the extension is missing, the SHA-1 of the public key stands for it. */
function subjectKeyIdentifierOf({ extensions, subjectPublicKeyInfo }: Certificate): string {
  const { subjectKeyIdentifier } = extensions;
  const hex = subjectKeyIdentifier
    ? Buffer.from(subjectKeyIdentifier).toString('hex')
    : createHash('sha1').update(subjectPublicKeyInfo.subjectPublicKey).digest('hex');
  return hex.toUpperCase();
}

function refuse(place: string, sentence: string, cause?: unknown): GraphError {
  return badRequest(`${place}: ${sentence}`, cause);
}

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** As `URL` writes every IPv4 address, however it was spelt: `0x7f.1` too is 127.0.0.1 there. */
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
