/** Of each field of a certificate: what it is compared with, and how far it ties a certificate to one user. */
export const FIELDS: readonly {
  readonly field: string;
  readonly affinity: 'low' | 'high';
  readonly properties: readonly string[];
}[] = [
  { field: 'PrincipalName', affinity: 'low', properties: namesAndIds() },
  { field: 'RFC822Name', affinity: 'low', properties: namesAndIds() },
  { field: 'IssuerAndSubject', affinity: 'low', properties: ['certificateUserIds'] },
  { field: 'Subject', affinity: 'low', properties: ['certificateUserIds'] },
  { field: 'SubjectKeyIdentifier', affinity: 'high', properties: ['certificateUserIds'] },
  { field: 'SHA1PublicKey', affinity: 'high', properties: ['certificateUserIds'] },
  { field: 'IssuerAndSerialNumber', affinity: 'high', properties: ['certificateUserIds'] },
];

export const MODES = {
  x509CertificateSingleFactor: 'Single factor',
  x509CertificateMultiFactor: 'Multi-factor',
} as const;

export const AFFINITIES = { low: 'Low', high: 'High' } as const;

export const RULE_TYPES = {
  issuerSubject: 'Issuer',
  policyOID: 'Policy OID',
  issuerSubjectAndPolicyOID: 'Issuer and policy OID',
} as const;

function namesAndIds(): readonly string[] {
  return ['userPrincipalName', 'onPremisesUserPrincipalName', 'certificateUserIds'];
}
