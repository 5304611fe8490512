// Certificates for tests, encoded by @peculiar/x509.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { type Certificate, parseCertificate } from '@signet/pki';
import type { PresentedCertificate } from './certificate-user-ids.ts';

export interface CertificateRequest {
  readonly serialNumber?: string;
  /** In the order of the encoding. */
  readonly subject?: string;
  readonly issuer?: string;
  readonly principalName?: string;
  readonly email?: string;
  readonly policies?: readonly string[];
  /** Hex. */
  readonly subjectKeyIdentifier?: string;
  readonly authorityKeyIdentifier?: string;
}

export const THUMBPRINT = '34BE02DCEE9ECDF8BC5C16595A73F1B201875FEA';

export async function issue(request: CertificateRequest = {}): Promise<Certificate> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const { subject = '', issuer = 'CN=Contoso', policies = [] } = request;
  const names: x509.JsonGeneralNames = [
    ...(request.principalName === undefined ? [] : [{ type: 'upn' as const, value: request.principalName }]),
    ...(request.email === undefined ? [] : [{ type: 'email' as const, value: request.email }]),
  ];
  const created = await x509.X509CertificateGenerator.create({
    serialNumber: request.serialNumber ?? '1E8C974144BF86964423FA6464082D8A',
    subject,
    issuer,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2027-01-01'),
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
      ...(policies.length === 0 ? [] : [new x509.CertificatePolicyExtension([...policies])]),
      ...(request.subjectKeyIdentifier === undefined
        ? []
        : [new x509.SubjectKeyIdentifierExtension(request.subjectKeyIdentifier)]),
      ...(request.authorityKeyIdentifier === undefined
        ? []
        : [new x509.AuthorityKeyIdentifierExtension(request.authorityKeyIdentifier)]),
    ],
  });
  return parseCertificate(new Uint8Array(created.rawData));
}

export async function present(request: CertificateRequest = {}): Promise<PresentedCertificate> {
  return { certificate: await issue(request), sha1Thumbprint: THUMBPRINT.toLowerCase() };
}
