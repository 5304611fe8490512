/** Certificate extensions of RFC 5280 §4.2 that this package reads. */
export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  cRLDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extKeyUsage: '2.5.29.37',
  freshestCRL: '2.5.29.46',
  inhibitAnyPolicy: '2.5.29.54',
} as const;

/** RFC 5280 §4.2.1.4: stands for every policy. */
export const ANY_POLICY = '2.5.29.32.0';

/** Policy qualifiers that RFC 5280 §4.2.1.4 defines: texts and addresses for people. */
export const POLICY_QUALIFIER = {
  cps: '1.3.6.1.5.5.7.2.1',
  userNotice: '1.3.6.1.5.5.7.2.2',
} as const;

/** Extended key usages, RFC 5280 §4.2.1.12, and Microsoft's smart card logon. */
export const EXT_KEY_USAGE = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  OCSPSigning: '1.3.6.1.5.5.7.3.9',
  smartcardLogon: '1.3.6.1.4.1.311.20.2.2',
} as const;

/** An extended key usage with the name that it has, for people. */
export function describeExtKeyUsage(oid: string): string {
  const found = Object.entries(EXT_KEY_USAGE).find(([, known]) => known === oid);
  return found === undefined ? oid : `${found[0]} (${oid})`;
}

/** otherName of Microsoft's user principal name. */
export const USER_PRINCIPAL_NAME = '1.3.6.1.4.1.311.20.2.3';

/** otherName of a mail address beyond ASCII, RFC 9598 §3. */
export const SMTP_UTF8_MAILBOX = '1.3.6.1.5.5.7.8.9';

/** emailAddress attribute of a Name, PKCS #9; name constraints read it as an rfc822Name. */
export const EMAIL_ADDRESS = '1.2.840.113549.1.9.1';

/**
 * Attribute types by keyword. The first keyword of a type is the one we write; the others are read. RFC 4514
 * §3, then what Windows and AD FS write (`S`, `E`, `G`, `T`) and what OpenSSL writes (`emailAddress`).
 */
export const ATTRIBUTE_KEYWORDS: ReadonlyMap<string, readonly [string, ...string[]]> = new Map<
  string,
  readonly [string, ...string[]]
>([
  ['2.5.4.3', ['CN', 'commonName']],
  ['2.5.4.4', ['SN', 'surname']],
  ['2.5.4.5', ['SERIALNUMBER']],
  ['2.5.4.6', ['C', 'countryName']],
  ['2.5.4.7', ['L', 'localityName']],
  ['2.5.4.8', ['ST', 'S', 'stateOrProvinceName']],
  ['2.5.4.9', ['STREET', 'streetAddress']],
  ['2.5.4.10', ['O', 'organizationName']],
  ['2.5.4.11', ['OU', 'organizationalUnitName']],
  ['2.5.4.12', ['T', 'title']],
  ['2.5.4.13', ['Description']],
  ['2.5.4.17', ['PostalCode']],
  ['2.5.4.20', ['Phone', 'telephoneNumber']],
  ['2.5.4.41', ['name']],
  ['2.5.4.42', ['G', 'GN', 'givenName']],
  ['2.5.4.43', ['I', 'initials']],
  ['2.5.4.44', ['generationQualifier']],
  ['2.5.4.46', ['dnQualifier', 'DNQ']],
  ['2.5.4.65', ['pseudonym']],
  ['2.5.4.97', ['organizationIdentifier']],
  ['0.9.2342.19200300.100.1.1', ['UID', 'userId']],
  ['0.9.2342.19200300.100.1.25', ['DC', 'domainComponent']],
  [EMAIL_ADDRESS, ['E', 'emailAddress', 'email']],
]);
