import { createSignatureVerifier } from '@signet/crypto';
import {
  type CertificateFault,
  type CrlFault,
  encodeFaultyCrl,
  issueFaultyCertificate,
  type KeyAlgorithm,
  type LabPki,
  type PublicationPath,
} from '@signet/lab';
import {
  type Certificate,
  type CertificateList,
  checkDelta,
  formatName,
  parseCertificate,
  parseCertificateList,
  parseCertificates,
  readRfc822Name,
  readUserPrincipalName,
  verifyCertificateList,
} from '@signet/pki';
import { describe, expect, it } from 'vitest';
import { createTestClock, createTestPki, random } from './_world.ts';

const ALICE = { commonName: 'Alice Åhlberg', userPrincipalName: 'alice@contoso.example' };
const verifySignature = createSignatureVerifier();

describe.each<KeyAlgorithm>(['rsa-2048', 'p-256'])(
  'core/pki, given objects of the lab with %s keys',
  (keyAlgorithm) => {
    it('reads every certificate and agrees on names, serial numbers and key identifiers', async () => {
      const pki = await createTestPki({ keyAlgorithm });
      const client = await pki.issueClientCertificate({ ...ALICE, rfc822Name: 'a@contoso.example' });
      const leaf = parseCertificate(client.certificate);
      expect(readUserPrincipalName(leaf)).toEqual([ALICE.userPrincipalName]);
      expect(readRfc822Name(leaf)).toEqual(['a@contoso.example']);
      expect(leaf.serialNumber).toBe(client.serialNumber);
      expect(leaf.extensions.extKeyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
      expect(formatName(leaf.subject)).toBe((await pki.listIssued())[0]?.subject);
      for (const ca of [pki.root, pki.issuing]) {
        const parsed = parseCertificate(ca.certificate);
        expect(formatName(parsed.subject)).toBe(ca.subject);
        expect(parsed.serialNumber).toBe(ca.serialNumber);
        expect(hex(parsed.extensions.subjectKeyIdentifier)).toBe(ca.subjectKeyIdentifier);
        expect(parsed.validity.notAfter).toBe(ca.notAfter);
        expect(parsed.extensions.basicConstraints?.cA).toBe(true);
      }
      expect(hex(leaf.extensions.authorityKeyIdentifier?.keyIdentifier)).toBe(
        pki.issuing.subjectKeyIdentifier,
      );
      expect(parseCertificates(pki.tls.chainPem)).toHaveLength(2);
      expect(isSignedBy(leaf, parseCertificate(pki.issuing.certificate))).toBe(true);
      expect(isSignedBy(leaf, parseCertificate(pki.root.certificate))).toBe(false);
    });

    it('reads every CRL, believes its issuer, and finds entries with and without a reason', async () => {
      const pki = await createTestPki({ keyAlgorithm });
      const [held, lost] = [await pki.issueClientCertificate(ALICE), await pki.issueClientCertificate(ALICE)];
      await pki.revoke(held.serialNumber, 'certificateHold');
      await pki.revoke(lost.serialNumber);
      await pki.publish();
      await pki.unrevoke(held.serialNumber);
      await pki.publish({ base: false });
      for (const ca of ['root', 'issuing'] as const) {
        const issuer = parseCertificate(pki[ca].certificate);
        const base = await readCrl(pki, `crl/${ca}.crl`);
        const delta = await readCrl(pki, `crl/${ca}-delta.crl`);
        expect(verifyCertificateList(base, { issuer, verifySignature }).fault, ca).toBeUndefined();
        expect(verifyCertificateList(delta, { issuer, verifySignature }).fault, ca).toBeUndefined();
        expect(checkDelta(base, delta).result).toBe('pass');
        expect(base.extensions.cRLNumber).toBe(2n);
        expect(delta.extensions.deltaCRLIndicator).toBe(2n);
      }
      const base = await readCrl(pki, 'crl/issuing.crl');
      expect(base.findEntry(held.serialNumber)?.reason).toBe('certificateHold');
      expect(base.findEntry(lost.serialNumber)?.reason).toBe('unspecified');
      const delta = await readCrl(pki, 'crl/issuing-delta.crl');
      expect(delta.findEntry(held.serialNumber)?.reason).toBe('removeFromCRL');
      expect(delta.findEntry(lost.serialNumber)).toBeUndefined();
    });
  },
);

describe('faulty certificates', () => {
  const clock = createTestClock();
  const issue = async (fault: CertificateFault): Promise<{ leaf: Certificate; issuing: Certificate }> => {
    const pki = await createTestPki({ clock });
    const { certificate } = await issueFaultyCertificate(pki, fault, ALICE, { clock, random });
    return { leaf: parseCertificate(certificate), issuing: parseCertificate(pki.issuing.certificate) };
  };

  it('«expired» and «not-yet-valid» miss the present on either side', async () => {
    expect((await issue('expired')).leaf.validity.notAfter).toBeLessThan(clock.now());
    expect((await issue('not-yet-valid')).leaf.validity.notBefore).toBeGreaterThan(clock.now());
  });

  it('«unknown-ca» names another issuer, «impostor-ca» the same; neither has its signature', async () => {
    const unknown = await issue('unknown-ca');
    expect(formatName(unknown.leaf.issuer)).toBe('CN=Northwind Issuing CA, O=Northwind');
    expect(isSignedBy(unknown.leaf, unknown.issuing)).toBe(false);
    const impostor = await issue('impostor-ca');
    expect(formatName(impostor.leaf.issuer)).toBe(formatName(impostor.issuing.subject));
    expect(isSignedBy(impostor.leaf, impostor.issuing)).toBe(false);
  });

  it('«wrong-eku» is for servers', async () => {
    expect((await issue('wrong-eku')).leaf.extensions.extKeyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('the names of the others lead nowhere', async () => {
    expect((await issue('without-san')).leaf.extensions.subjectAltName).toBeUndefined();
    expect(readUserPrincipalName((await issue('san-of-nobody')).leaf)).toEqual(['nobody@contoso.example']);
    expect(readUserPrincipalName((await issue('upn-of-another-domain')).leaf)).toEqual([
      'alice@northwind.example',
    ]);
  });
});

describe('faulty CRLs', () => {
  const clock = createTestClock();
  const make = async (fault: CrlFault): Promise<{ crl: CertificateList; fault: string | undefined }> => {
    const pki = await createTestPki({ clock });
    const crl = parseCertificateList(await encodeFaultyCrl(pki, 'issuing', fault, { clock, random }));
    const issuer = parseCertificate(pki.issuing.certificate);
    return { crl, fault: verifyCertificateList(crl, { issuer, verifySignature }).fault?.check };
  };

  it.each<[CrlFault, string]>([
    ['wrong-signer', 'crl-signature'],
    ['tampered', 'crl-signature'],
    ['unknown-critical-extension', 'crl-critical-extensions'],
  ])('«%s» is not believed for its %s', async (fault, check) => {
    expect((await make(fault)).fault).toBe(check);
  });

  it('«expired» and «not-yet-valid» miss the present on either side', async () => {
    expect((await make('expired')).crl.nextUpdate).toBeLessThan(clock.now());
    expect((await make('not-yet-valid')).crl.thisUpdate).toBeGreaterThan(clock.now());
  });

  it('the others lack or overstep what they are named after', async () => {
    expect((await make('number-goes-back')).crl.extensions.cRLNumber).toBe(0n);
    const earlier = (await make('this-update-goes-back')).crl;
    expect(earlier.thisUpdate).toBe(clock.now() - 3600);
    expect((await make('without-number')).crl.extensions.cRLNumber).toBeUndefined();
    expect((await make('without-next-update')).crl.nextUpdate).toBeUndefined();
    const { issuingDistributionPoint } = (await make('only-ca-certificates')).crl.extensions;
    expect(issuingDistributionPoint?.onlyContainsCACerts).toBe(true);
    expect((await make('delta-as-base')).crl.extensions.deltaCRLIndicator).toBe(1n);
  });
});

function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  const verdict = verifySignature({
    algorithm: certificate.signatureAlgorithm,
    subjectPublicKeyInfo: issuer.subjectPublicKeyInfo.der,
    data: certificate.tbsCertificate,
    signature: certificate.signatureValue,
  });
  return verdict === 'valid';
}

async function readCrl(pki: LabPki, path: PublicationPath): Promise<CertificateList> {
  return parseCertificateList((await pki.findPublication(path))?.bytes ?? new Uint8Array());
}

function hex(bytes: Uint8Array = new Uint8Array()): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
