import { expect, it } from 'vitest';
import { der, integer, octetString, oid, sequence, text } from '../../../../core/pki/src/_der.ts';
import {
  extension,
  extKeyUsage,
  issue,
  KeyUsageFlags,
  keyUsage,
  policies,
} from '../../../../core/pki/src/_test-pki.ts';
import { describeCertificateClaims } from './certificate-claims.ts';
import { CERTIFICATE_CONTEXT } from './claim-types.ts';

const CERTIFICATE = {
  subject: 'CN=Alice, O=Contoso',
  serialNumber: '0a1b2c',
  extensions: [
    extKeyUsage('1.3.6.1.5.5.7.3.2', '1.3.6.1.4.1.311.20.2.2'),
    policies('1.2.3.4', '1.2.3.5'),
    keyUsage(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation),
    extension(
      '2.5.29.17',
      false,
      sequence(
        der(0xa0, oid('1.3.6.1.4.1.311.20.2.3'), der(0xa0, text(0x0c, 'alice@contoso.example'))),
        der(0x81, Buffer.from('mail@contoso.example')),
        der(0x82, Buffer.from('host.example')),
      ),
    ),
    extension('2.5.29.35', false, sequence(der(0x80, Uint8Array.of(0xd6, 0x13)))),
    extension('2.5.29.14', false, octetString(Uint8Array.of(0xab, 0xcd))),
    extension('2.5.29.19', false, sequence()),
  ],
};
const TEMPLATE_NAME = extension('1.3.6.1.4.1.311.20.2', false, der(0x1e, Buffer.from('\0U\0s\0e\0r')));
const TEMPLATE = extension(
  '1.3.6.1.4.1.311.21.7',
  false,
  sequence(oid('1.3.6.1.4.1.311.21.8.7'), integer(100), integer(4)),
);
const APPLICATION_POLICY = extension(
  '1.3.6.1.4.1.311.21.10',
  false,
  sequence(sequence(oid('1.3.6.1.5.5.7.3.2'))),
);

async function claimsOf(extensions: typeof CERTIFICATE.extensions = CERTIFICATE.extensions) {
  const { certificate } = await issue({ ...CERTIFICATE, extensions });
  return describeCertificateClaims(certificate);
}

it('says what the certificate says, as AD FS does', async () => {
  const claims = await claimsOf([...CERTIFICATE.extensions, TEMPLATE_NAME, TEMPLATE, APPLICATION_POLICY]);
  const inContext = claims
    .filter(({ type }) => type.startsWith(CERTIFICATE_CONTEXT))
    .map(({ type, value }) => [type.slice(CERTIFICATE_CONTEXT.length), value]);
  expect(inContext).toEqual([
    ['field/x509version', '3'],
    ['field/signaturealgorithm', 'sha256ECDSA'],
    ['field/issuer', 'O=Contoso, CN=Alice'],
    ['field/issuername', 'O=Contoso, CN=Alice'],
    ['field/notbefore', '2025-01-01T00:00:00Z'],
    ['field/notafter', expect.stringMatching(/^2035-/)],
    ['field/subject', 'O=Contoso, CN=Alice'],
    ['field/subjectname', 'O=Contoso, CN=Alice'],
    ['field/rawdata', expect.stringMatching(/^MI/)],
    ['extension/keyusage', 'DigitalSignature'],
    ['extension/keyusage', 'NonRepudiation'],
    ['extension/subjectkeyidentifier', 'ABCD'],
    ['extension/authoritykeyidentifier', 'KeyID=d6 13'],
    ['extension/certificatetemplatename', 'User'],
    [
      'extension/certificatetemplateinformation',
      'Template=1.3.6.1.4.1.311.21.8.7, Major Version Number=100, Minor Version Number=4',
    ],
    [
      'extension/san',
      'Other Name:Principal Name=alice@contoso.example, RFC822 Name=mail@contoso.example, DNS Name=host.example',
    ],
    ['extension/eku', '1.3.6.1.5.5.7.3.2'],
    ['extension/eku', '1.3.6.1.4.1.311.20.2.2'],
    ['extension/applicationpolicy', '1.3.6.1.5.5.7.3.2'],
    ['extension/certificatepolicy', '1.2.3.4'],
    ['extension/certificatepolicy', '1.2.3.5'],
    ['extension/basicconstraints', 'Subject Type=End Entity, Path Length Constraint=None'],
  ]);
  expect(claims[0]).toMatchObject({
    type: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/serialnumber',
    value: '0A1B2C',
  });
  expect(claims.find(({ type }) => type.endsWith('/thumbprint'))?.value).toMatch(/^[0-9A-F]{40}$/);
});

it.each([
  ['a name that is no string', extension('1.3.6.1.4.1.311.20.2', false, integer(7))],
  ['a name with half a letter', extension('1.3.6.1.4.1.311.20.2', false, der(0x1e, Uint8Array.of(0)))],
  ['information that ends early', extension('1.3.6.1.4.1.311.21.7', false, Uint8Array.of(0x30, 0x7f))],
  ['information without a template', extension('1.3.6.1.4.1.311.21.7', false, sequence(integer(1)))],
  ['policies that are none', extension('1.3.6.1.4.1.311.21.10', false, sequence(integer(1)))],
])('leaves out of a certificate template %s', async (_what, broken) => {
  const claims = await claimsOf([...CERTIFICATE.extensions, broken]);
  expect(claims.filter(({ type }) => /template|applicationpolicy/.test(type))).toEqual([]);
});
