import { type AuthorityOptions, signerOf } from './authority.ts';
import {
  createSerialNumber,
  encodeCertificate,
  encodeName,
  formatName,
  fromPem,
  subjectAltNameExtension,
  toPem,
} from './certificate.ts';
import { CLIENT_AUTH, crlAddresses, endEntityExtensions } from './certificate-extensions.ts';
import { generateKeys, privateKeyToPem } from './keys.ts';
import { encodePkcs12 } from './pkcs12.ts';
import type {
  ClientCertificate,
  ClientCertificateRequest,
  IssuedCertificate,
  LabCertificateAuthority,
  SubjectAltNameEntry,
} from './types.ts';
import * as x509 from './x509.ts';

/** A person's certificate, and its line for the register. */
export async function createClientCertificate(
  request: ClientCertificateRequest,
  issuer: LabCertificateAuthority,
  options: AuthorityOptions,
): Promise<{ readonly client: ClientCertificate; readonly issued: IssuedCertificate }> {
  const keyAlgorithm = request.keyAlgorithm ?? options.keyAlgorithm;
  const keys = await generateKeys(keyAlgorithm);
  const issued = describeIssued(request, issuer, options);
  const der = await encodeCertificate(
    {
      serialNumber: issued.serialNumber,
      subject: encodeName(options.organisation, request.commonName),
      publicKey: keys.publicKey,
      notBefore: issued.notBefore,
      notAfter: issued.notAfter,
      extensions: [
        ...endEntityExtensions(keyAlgorithm === 'rsa-2048'),
        ...extKeyUsage(request),
        ...subjectAltName(request),
        ...certificatePolicies(request),
        ...crlAddresses(issuer.name, options.publisherUrl),
      ],
    },
    signerOf(issuer),
  );
  const privateKeyPem = privateKeyToPem(keys.privateKey);
  return { client: bundle(request, der, privateKeyPem, issuer, issued, options), issued };
}

function describeIssued(
  request: ClientCertificateRequest,
  issuer: LabCertificateAuthority,
  { clock, random, organisation }: AuthorityOptions,
): IssuedCertificate {
  const now = clock.now();
  const principalName = request.subjectAltName?.find(({ type }) => type === 'upn')?.value;
  return {
    serialNumber: createSerialNumber(random),
    issuer: issuer.subject,
    subject: formatName(organisation, request.commonName),
    userPrincipalName: request.subjectAltName ? principalName : request.userPrincipalName,
    notBefore: request.notBefore ?? now - 300,
    notAfter: request.notAfter ?? Math.min(now + 365 * 86_400, issuer.notAfter),
  };
}

function bundle(
  request: ClientCertificateRequest,
  certificate: Uint8Array,
  privateKeyPem: string,
  issuer: LabCertificateAuthority,
  { serialNumber }: IssuedCertificate,
  { random }: AuthorityOptions,
): ClientCertificate {
  const certificatePem = toPem('CERTIFICATE', certificate);
  const p12Password = request.p12Password ?? random.secret().slice(0, P12_PASSWORD_LENGTH);
  const p12 = encodePkcs12({
    privateKeyPem,
    certificate,
    authorities: fromPem(issuer.chainPem),
    friendlyName: request.commonName,
    password: p12Password,
  });
  return {
    certificate,
    certificatePem,
    chainPem: `${certificatePem}${issuer.name === 'issuing' ? issuer.certificatePem : ''}`,
    privateKeyPem,
    p12,
    p12Password,
    serialNumber,
  };
}

function extKeyUsage({ extKeyUsage: usages = [CLIENT_AUTH] }: ClientCertificateRequest): x509.Extension[] {
  return usages.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...usages])];
}

function certificatePolicies({ certificatePolicies: oids = [] }: ClientCertificateRequest): x509.Extension[] {
  return oids.length === 0 ? [] : [new x509.CertificatePolicyExtension([...oids])];
}

function subjectAltName(request: ClientCertificateRequest): x509.Extension[] {
  const { userPrincipalName, rfc822Name } = request;
  const names: readonly SubjectAltNameEntry[] = request.subjectAltName ?? [
    ...(userPrincipalName === undefined ? [] : [{ type: 'upn' as const, value: userPrincipalName }]),
    ...(rfc822Name === undefined ? [] : [{ type: 'email' as const, value: rfc822Name }]),
  ];
  return names.length === 0 ? [] : [subjectAltNameExtension(names)];
}

/** 96 bits in base64url: short enough to type on a phone. */
const P12_PASSWORD_LENGTH = 16;
