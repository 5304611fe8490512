import { createSignatureVerifier } from '@signet/crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCertificateList, verifyCertificateList } from '../index.ts';
import { createTestAuthority, der, Extension, type TestAuthority, type TestCrl } from './_test-authority.ts';

let ca: TestAuthority;
beforeAll(async () => {
  ca = await createTestAuthority('O=Contoso, CN=Issuing CA');
});

const NOW = Date.UTC(2026, 10, 23, 9) / 1000;
const KEY_CERT_SIGN = 4;
const verifySignature = createSignatureVerifier();

async function faultOf(crl: Partial<TestCrl>, issuer = ca, by = ca): Promise<string | undefined> {
  const list = parseCertificateList(await by.issueCrl({ thisUpdate: NOW, ...crl }));
  return verifyCertificateList(list, { issuer: issuer.certificate, verifySignature }).fault?.check;
}

describe('verifyCertificateList', () => {
  it('accepts the CRL of the CA and shows every step', async () => {
    const list = parseCertificateList(await ca.issueCrl({ thisUpdate: NOW, crlNumber: 7 }));
    const { checks, fault } = verifyCertificateList(list, { issuer: ca.certificate, verifySignature });
    expect(fault).toBeUndefined();
    expect(checks.map(({ check }) => check)).toEqual([
      'crl-signer',
      'crl-key-identifier',
      'crl-key-usage',
      'crl-critical-extensions',
      'crl-algorithm',
      'crl-signature',
    ]);
    for (const { object, result } of checks) {
      expect([object, result]).toEqual(['CRL 7 of CN=Issuing CA, O=Contoso', 'pass']);
    }
  });

  it('refuses the CRL of another name', async () => {
    expect(await faultOf({}, ca, await createTestAuthority('CN=Other'))).toBe('crl-signer');
  });

  it('refuses the CRL of another key of the same name', async () => {
    expect(await faultOf({}, ca, await createTestAuthority('O=Contoso, CN=Issuing CA'))).toBe(
      'crl-key-identifier',
    );
  });

  it('goes by the signature when the CRL names no key', async () => {
    expect(await faultOf({ withoutKeyIdentifier: true })).toBeUndefined();
    const signedBy = await createTestAuthority('CN=Mallory');
    expect(await faultOf({ withoutKeyIdentifier: true, signedBy })).toBe('crl-signature');
  });

  it('refuses a key that may not sign CRLs', async () => {
    const certificatesOnly = await createTestAuthority('O=Contoso, CN=Issuing CA', {
      keyUsage: KEY_CERT_SIGN,
    });
    expect(await faultOf({}, certificatesOnly, certificatesOnly)).toBe('crl-key-usage');
  });

  it('refuses a critical extension of the list that it does not understand', async () => {
    const unknown = (critical: boolean) => new Extension('1.2.3.4', critical, der(0x05));
    expect(await faultOf({ extensions: [unknown(true)] })).toBe('crl-critical-extensions');
    expect(await faultOf({ extensions: [unknown(false)] })).toBeUndefined();
  });

  it('refuses the whole list for a critical extension of one entry', async () => {
    const entries = (critical: boolean) => [
      { serialNumber: '01' },
      { serialNumber: '02', extensions: [new Extension('1.2.3.4', critical, der(0x05))] },
    ];
    expect(await faultOf({ entries: entries(true) })).toBe('crl-critical-extensions');
    expect(await faultOf({ entries: entries(false) })).toBeUndefined();
  });

  it('refuses a list that was changed after it was signed', async () => {
    const bytes = await ca.issueCrl({ thisUpdate: NOW, entries: [{ serialNumber: '0a' }] });
    const place = Buffer.from(bytes).indexOf(Buffer.of(0x02, 0x01, 0x0a));
    bytes[place + 2] = 0x0b;
    const list = parseCertificateList(bytes);
    expect(list.findEntry('b')).toBeDefined();
    const { fault } = verifyCertificateList(list, { issuer: ca.certificate, verifySignature });
    expect(fault?.check).toBe('crl-signature');
  });
});
