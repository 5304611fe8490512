import { createHash } from 'node:crypto';
import { type Claim, createClaim } from '@signet/claims';
import {
  type Certificate,
  type CertificateExtensions,
  formatAddress,
  formatName,
  formatSerialNumber,
  formatTime,
  type GeneralName,
  hexOf,
  type KeyUsage,
  parseSignatureAlgorithm,
  readApplicationPolicies,
  readCertificateTemplate,
  USER_PRINCIPAL_NAME,
} from '@signet/pki';
import { CLAIMS } from '../vocabulary.ts';
import { CERTIFICATE_CONTEXT, CLAIM_TYPES } from './claim-types.ts';

/**
 * What a certificate says as claims, by the types of AD FS («Certificate claims»); texts are as Windows writes them.
 * Extensions that the certificate does not have make no claims.
 */
export function describeCertificateClaims(certificate: Certificate): readonly Claim[] {
  const issuer = formatName(certificate.issuer);
  const subject = formatName(certificate.subject);
  const field = (name: string, value: string): Claim =>
    createClaim(`${CERTIFICATE_CONTEXT}field/${name}`, value);
  return [
    createClaim(CLAIMS.serialNumber, formatSerialNumber(certificate.serialNumber)),
    createClaim(
      CLAIM_TYPES.thumbprint,
      createHash('sha1').update(certificate.der).digest('hex').toUpperCase(),
    ),
    createClaim(CLAIM_TYPES.publicKey, base64(certificate.subjectPublicKeyInfo.der)),
    field('x509version', String(certificate.version)),
    field('signaturealgorithm', describeAlgorithm(certificate)),
    field('issuer', issuer),
    field('issuername', issuer),
    field('notbefore', formatTime(certificate.validity.notBefore)),
    field('notafter', formatTime(certificate.validity.notAfter)),
    field('subject', subject),
    field('subjectname', subject),
    field('rawdata', base64(certificate.der)),
    ...describeExtensions(certificate),
  ];
}

function describeExtensions(certificate: Certificate): readonly Claim[] {
  const { extensions } = certificate;
  const template = readCertificateTemplate(certificate);
  const values: Readonly<Record<string, readonly string[]>> = {
    keyusage: [...(extensions.keyUsage ?? [])].map((usage) => WINDOWS_KEY_USAGE[usage]),
    subjectkeyidentifier: present(extensions.subjectKeyIdentifier, (octets) => hexOf(octets).toUpperCase()),
    authoritykeyidentifier: present(
      extensions.authorityKeyIdentifier?.keyIdentifier,
      (octets) => `KeyID=${(hexOf(octets).match(/../g) ?? []).join(' ')}`,
    ),
    certificatetemplatename: present(template.name, (name) => name),
    certificatetemplateinformation: present(
      template.information,
      ({ templateId, majorVersion, minorVersion }) =>
        `Template=${templateId}, Major Version Number=${majorVersion}, Minor Version Number=${minorVersion}`,
    ),
    san: present(extensions.subjectAltName?.map(describeGeneralName).join(', ') || undefined, (text) => text),
    eku: extensions.extKeyUsage ?? [],
    applicationpolicy: readApplicationPolicies(certificate) ?? [],
    certificatepolicy: (extensions.certificatePolicies ?? []).map(({ policyIdentifier }) => policyIdentifier),
    basicconstraints: present(extensions.basicConstraints, describeBasicConstraints),
  };
  return Object.entries(values).flatMap(([name, texts]) =>
    texts.map((text) => createClaim(`${CERTIFICATE_CONTEXT}extension/${name}`, text)),
  );
}

function describeGeneralName(name: GeneralName): string {
  switch (name.kind) {
    case 'otherName':
      return name.typeId === USER_PRINCIPAL_NAME
        ? `Other Name:Principal Name=${name.text ?? hexOf(name.value)}`
        : `Other Name:${name.typeId}=${hexOf(name.value)}`;
    case 'rfc822Name':
      return `RFC822 Name=${name.value}`;
    case 'dNSName':
      return `DNS Name=${name.value}`;
    case 'uniformResourceIdentifier':
      return `URL=${name.value}`;
    case 'directoryName':
      return `Directory Address:${formatName(name.name)}`;
    case 'iPAddress':
      return `IP Address=${formatAddress(name.octets)}`;
    case 'registeredID':
      return `Registered ID=${name.oid}`;
    default:
      return `${name.kind}=${hexOf(name.der)}`;
  }
}

function describeBasicConstraints({
  cA,
  pathLenConstraint,
}: Required<CertificateExtensions>['basicConstraints']): string {
  return `Subject Type=${cA ? 'CA' : 'End Entity'}, Path Length Constraint=${pathLenConstraint ?? 'None'}`;
}

/** `sha256RSA`, `sha256ECDSA`; the OID of what has no such name. */
function describeAlgorithm({ signatureAlgorithm }: Certificate): string {
  const algorithm = parseSignatureAlgorithm(signatureAlgorithm);
  if (algorithm === undefined) return signatureAlgorithm.algorithm;
  if (algorithm.scheme === 'ed25519') return 'ed25519';
  return `${algorithm.hash}${WINDOWS_SCHEME[algorithm.scheme]}`;
}

function present<T>(value: T | undefined, describe: (value: T) => string): readonly string[] {
  return value === undefined ? [] : [describe(value)];
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64');
}

const WINDOWS_SCHEME = { 'rsa-pkcs1': 'RSA', 'rsa-pss': 'RSASSA-PSS', ecdsa: 'ECDSA', dsa: 'DSA' } as const;

/** As .NET's X509KeyUsageFlags spell them. */
const WINDOWS_KEY_USAGE = {
  digitalSignature: 'DigitalSignature',
  nonRepudiation: 'NonRepudiation',
  keyEncipherment: 'KeyEncipherment',
  dataEncipherment: 'DataEncipherment',
  keyAgreement: 'KeyAgreement',
  keyCertSign: 'KeyCertSign',
  cRLSign: 'CrlSign',
  encipherOnly: 'EncipherOnly',
  decipherOnly: 'DecipherOnly',
} as const satisfies Record<KeyUsage, string>;
