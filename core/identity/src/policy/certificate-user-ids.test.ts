import { describe, expect, it } from 'vitest';
import { present } from './_certificates.ts';
import { matchCertificateUserId, parseCertificateUserId } from './certificate-user-ids.ts';

const USER = 'DC=com, DC=contoso, DC=corp, OU=UserAccounts, CN=Contoso User';
const SKI = 'C6F4E96CAAD84640361F9FB5F74F6308247CB8B4';

const presented = await present({
  subject: USER,
  principalName: 'contoso@microsoft.com',
  email: 'user@woodgrove.com',
  subjectKeyIdentifier: SKI,
});

describe('matchCertificateUserId', () => {
  it.each([
    ['the principal name', 'X509:<PN>contoso@microsoft.com', {}],
    ['the principal name in another case', 'X509:<PN>Contoso@Microsoft.com', {}],
    ['the mail address', 'X509:<RFC822>user@woodgrove.com', {}],
    [
      'the subject, encoded',
      'X509:<S>DC=com,DC=contoso,DC=corp,OU=UserAccounts,CN=Contoso User',
      { nameOrder: 'encoded' },
    ],
    [
      'the subject, leaf first',
      'X509:<S>CN=Contoso User,OU=UserAccounts,DC=corp,DC=contoso,DC=com',
      { nameOrder: 'leaf-first' },
    ],
    [
      'the subject with spaces',
      'X509:<S>CN=Contoso User, OU=UserAccounts, DC=corp, DC=contoso, DC=com',
      { nameOrder: 'leaf-first' },
    ],
    [
      'issuer and subject',
      'X509:<I>CN=Contoso<S>DC=com,DC=contoso,DC=corp,OU=UserAccounts,CN=Contoso User',
      { nameOrder: 'encoded' },
    ],
    ['the key identifier', `X509:<SKI>${SKI}`, {}],
    ['the key identifier in small letters', `X509:<SKI>${SKI.toLowerCase()}`, {}],
    ['the thumbprint', 'X509:<SHA1-PUKEY>34BE02DCEE9ECDF8BC5C16595A73F1B201875FEA', {}],
    [
      'issuer and serial number',
      'X509:<I>CN=Contoso<SR>1e8c974144bf86964423fa6464082d8a',
      { nameOrder: 'encoded', serialOrder: 'certificate' },
    ],
    [
      'issuer and serial number from the last octet',
      'X509:<I>CN=Contoso<SR>8a2d086464fa23449686bf4441978c1e',
      { nameOrder: 'encoded', serialOrder: 'reversed' },
    ],
  ] as const)('fits %s', (_what, userId, match) => {
    expect(matchCertificateUserId(userId, presented)).toEqual({ userId, ...match });
  });

  it('takes the serial number of the documents in both orders', async () => {
    const documented = await present({ serialNumber: '48efa06ba8127299499b069f133441b2' });
    const order = (serial: string): string | undefined =>
      matchCertificateUserId(`X509:<I>CN=Contoso<SR>${serial}`, documented)?.serialOrder;
    expect(order('b24134139f069b49997212a86ba0ef48')).toBe('reversed');
    expect(order('48efa06ba8127299499b069f133441b2')).toBe('certificate');
    expect(order('48efa06ba8127299499b069f133441b3')).toBeUndefined();
  });

  it('takes a serial number with the sign octet of its encoding, in both orders', async () => {
    const high = await present({ serialNumber: '00f1020304' });
    const order = (serial: string): string | undefined =>
      matchCertificateUserId(`X509:<I>CN=Contoso<SR>${serial}`, high)?.serialOrder;
    expect(['00f1020304', 'f1020304', '040302f100', '040302f1'].map(order)).toEqual([
      'certificate',
      'certificate',
      'reversed',
      'reversed',
    ]);
  });

  it.each([
    'X509:<pn>contoso@microsoft.com',
    'X509:<PN>contoso@microsoft.com.example',
    'X509:<RFC822>contoso@microsoft.com',
    'X509:<S>CN=Contoso User',
    'X509:<S>not a name',
    'X509:<S>DC=contoso,DC=com,DC=corp,OU=UserAccounts,CN=Contoso User',
    'X509:<I>CN=Fabrikam<S>DC=com,DC=contoso,DC=corp,OU=UserAccounts,CN=Contoso User',
    'X509:<I>CN=Fabrikam<SR>1e8c974144bf86964423fa6464082d8a',
    'X509:<I>CN=Contoso<SR>1e8c974144bf86964423fa6464082d',
    'X509:<I>CN=Contoso<SR>',
    'X509:<I>CN=Contoso<SR>-1e8c974144bf86964423fa6464082d8a',
    'X509:<SKI>C6F4E96CAAD84640361F9FB5F74F6308247CB8',
    'X509:<SHA1-PUKEY>F2F4D2E7',
    'contoso@microsoft.com',
    '',
  ])('does not fit %j', (userId) => {
    expect(matchCertificateUserId(userId, presented)).toBeUndefined();
  });

  it('never fits by a field that the certificate lacks', async () => {
    const bare = await present();
    for (const userId of ['X509:<PN>', 'X509:<S>', 'X509:<S> ', 'X509:<SKI>', 'X509:<I>CN=Contoso<S>']) {
      expect(matchCertificateUserId(userId, bare)).toBeUndefined();
    }
  });
});

describe('a user id as Microsoft’s modules write it', () => {
  it.each([
    ['PrincipalName', 'X509:<PN>contoso@microsoft.com'],
    ['RFC822Name', 'X509:<RFC822>user@woodgrove.com'],
    ['Subject', 'X509:<S>DC=com,DC=contoso,DC=corp,OU=UserAccounts,CN=Contoso User'],
    ['IssuerAndSubject', 'X509:<I>CN=Contoso<S>DC=com,DC=contoso,DC=corp,OU=UserAccounts,CN=Contoso User'],
    ['SubjectKeyIdentifier', `X509:<SKI>${SKI}`],
    ['SHA1PublicKey', 'X509:<SHA1-PUKEY>34BE02DCEE9ECDF8BC5C16595A73F1B201875FEA'],
    ['IssuerAndSerialNumber', 'X509:<I>CN=Contoso<SR>1e8c974144bf86964423fa6464082d8a'],
  ] as const)('names the certificate by %s', (field, userId) => {
    expect(parseCertificateUserId(userId)?.field).toBe(field);
    expect(matchCertificateUserId(userId, presented)).toBeDefined();
  });
});
