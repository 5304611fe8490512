import { createSignatureVerifier } from '@signet/crypto';
import { describe, expect, it } from 'vitest';
import {
  createTestAuthority,
  der,
  derFlag,
  Extension,
  issuingDistributionPoint,
  Name,
  type TestAuthority,
} from '../crl/_test-authority.ts';
import { parseCertificateList } from '../crl/certificate-list.ts';
import type { PathVerdict } from '../path/types.ts';
import type { Certificate } from '../x509/types.ts';
import { type OfflineRequest, type OfflineVerdict, verifyCertificate } from './verify-certificate.ts';

const TIME = Date.UTC(2026, 0, 2) / 1000;
const FRESH = { thisUpdate: TIME - 60, crlNumber: 1 };
const verifySignature = createSignatureVerifier();

function verify(
  leaf: Certificate,
  authorities: readonly TestAuthority[],
  crls: readonly Uint8Array[] | undefined,
  more: Partial<OfflineRequest> = {},
): OfflineVerdict {
  return verifyCertificate({
    leaf,
    intermediates: [],
    anchors: authorities.map(({ certificate }) => certificate),
    time: TIME,
    verifySignature,
    ...(crls === undefined ? {} : { crls: crls.map((bytes) => parseCertificateList(bytes)) }),
    ...more,
  });
}

const codeOf = (verdict: PathVerdict): string => (verdict.valid ? 'valid' : verdict.code);

/** A distribution point whose CRL issuer is this name, and nothing else. */
function pointTo(crlIssuer: string): Extension {
  const name = new Uint8Array(new Name(crlIssuer).toArrayBuffer());
  return new Extension('2.5.29.31', false, der(0x30, der(0x30, der(0xa2, der(0xa4, name)))));
}

describe('verifyCertificate', () => {
  it('asks for no CRL when none is part of the question, and for each when they are', async () => {
    const ca = await createTestAuthority('CN=CA');
    const leaf = await ca.issueCertificate();
    expect(codeOf(verify(leaf, [ca], undefined))).toBe('valid');
    expect(codeOf(verify(leaf, [ca], []))).toBe('revocation-undetermined');
    expect(codeOf(verify(leaf, [ca], [await ca.issueCrl(FRESH)]))).toBe('valid');
    const revoked = await ca.issueCrl({ ...FRESH, entries: [{ serialNumber: '0a' }] });
    expect(codeOf(verify(leaf, [ca], [revoked]))).toBe('revoked');
  });

  it('takes a delta into account wherever it stands among the lists', async () => {
    const ca = await createTestAuthority('CN=CA');
    const leaf = await ca.issueCertificate();
    const delta = await ca.issueCrl({
      ...FRESH,
      crlNumber: 2,
      baseCrlNumber: 1,
      entries: [{ serialNumber: '0a' }],
    });
    expect(codeOf(verify(leaf, [ca], [delta, await ca.issueCrl(FRESH)]))).toBe('revoked');
    expect(codeOf(verify(leaf, [ca], [delta]))).toBe('revocation-undetermined');
  });

  it('tells which delta it left out of account, and why', async () => {
    const [ca, other] = await Promise.all([createTestAuthority('CN=CA'), createTestAuthority('CN=CA')]);
    const leaf = await ca.issueCertificate();
    const facts = { ...FRESH, crlNumber: 2, baseCrlNumber: 1, entries: [{ serialNumber: '0a' }] };
    const judge = async (authority: TestAuthority, changes: object): Promise<unknown> => {
      const delta = await authority.issueCrl({ ...facts, ...changes });
      const verdict = verify(leaf, [ca], [await ca.issueCrl(FRESH), delta]);
      const findings = verdict.checks.filter(({ object }) => object.startsWith('delta'));
      return [
        codeOf(verdict),
        verdict.passedOver.map(({ fault }) => fault.check),
        findings.map(({ result }) => result),
      ];
    };
    const passedOver = (check: string): unknown => ['valid', [check], ['skipped']];
    expect(await judge(ca, { thisUpdate: TIME + 60 })).toEqual(passedOver('crl-this-update'));
    expect(await judge(ca, { thisUpdate: TIME - 120, nextUpdate: TIME - 60 })).toEqual(
      passedOver('crl-next-update'),
    );
    expect(await judge(ca, { baseCrlNumber: 2 })).toEqual(passedOver('crl-delta'));
    expect(await judge(other, { withoutKeyIdentifier: true })).toEqual(passedOver('crl-delta'));
    expect(await judge(ca, { crlNumber: 1 })).toEqual(['valid', [], []]);
    expect(await judge(ca, {})).toEqual(['revoked', [], expect.anything()]);
  });

  it('takes several anchors of one name for one CA with several keys', async () => {
    const [older, newer] = await Promise.all([createTestAuthority('CN=CA'), createTestAuthority('CN=CA')]);
    const leaf = await older.issueCertificate();
    const crl = await newer.issueCrl({ ...FRESH, entries: [{ serialNumber: '0a' }] });
    expect(codeOf(verify(leaf, [older, newer], [crl]))).toBe('revoked');
    expect(codeOf(verify(leaf, [older], [crl], { intermediates: [newer.certificate] }))).toBe(
      'revocation-undetermined',
    );
  });

  it('does not take a list from a signer under another anchor', async () => {
    const [ca, other] = await Promise.all([createTestAuthority('CN=CA'), createTestAuthority('CN=Other')]);
    const signer = await createTestAuthority('CN=Signer');
    const leaf = await ca.issueCertificate({ extensions: [pointTo('CN=Signer')] });
    const issued = (by: TestAuthority): Promise<Certificate> =>
      by.issueCertificate({ serialNumber: '0b', subject: 'CN=Signer', keys: keysOf(signer) });
    const indirect = await signer.issueCrl({
      ...FRESH,
      extensions: [issuingDistributionPoint(derFlag(4))],
      withoutKeyIdentifier: true,
      entries: [{ serialNumber: '0a', extensions: [certificateIssuer('CN=CA')] }],
    });
    const crls = [indirect, await ca.issueCrl(FRESH), await other.issueCrl(FRESH)];
    const judge = (signerCertificate: Certificate): string =>
      codeOf(verify(leaf, [ca, other], crls, { intermediates: [signerCertificate] }));
    expect(judge(await issued(ca))).toBe('revoked');
    expect(judge(await issued(other))).toBe('valid');
  });

  it('lets a CRL signer vouch for itself where its CA says so, and nowhere else', async () => {
    const ca = await createTestAuthority('CN=CA');
    const signer = await createTestAuthority('CN=Signer');
    const idp = [issuingDistributionPoint(derFlag(4))];
    const list = (serials: readonly string[]): Promise<Uint8Array> =>
      signer.issueCrl({
        ...FRESH,
        extensions: idp,
        withoutKeyIdentifier: true,
        entries: serials.map((serialNumber) => ({ serialNumber, extensions: [certificateIssuer('CN=CA')] })),
      });
    const leaf = await ca.issueCertificate({ extensions: [pointTo('CN=Signer')] });
    const issued = (extensions: readonly Extension[]): Promise<Certificate> =>
      ca.issueCertificate({ serialNumber: '0b', subject: 'CN=Signer', keys: keysOf(signer), extensions });
    const judge = (certificate: Certificate, crl: Uint8Array): string =>
      codeOf(verify(leaf, [ca], [crl], { intermediates: [certificate] }));
    const told = await issued([pointTo('CN=Signer')]);
    expect(judge(told, await list([]))).toBe('valid');
    expect(judge(told, await list(['0a']))).toBe('revoked');
    expect(judge(told, await list(['0b']))).toBe('revocation-undetermined');
    expect(judge(await issued([]), await list([]))).toBe('revocation-undetermined');
  });

  it('answers in bounded time when CRL signers vouch for one another', async () => {
    const ca = await createTestAuthority('CN=CA');
    const names = Array.from({ length: 12 }, (_, i) => `CN=Signer ${i}`);
    const signers = await Promise.all(names.map((name) => createTestAuthority(name)));
    const certificates = await Promise.all(
      signers.map((signer, i) =>
        ca.issueCertificate({
          serialNumber: (16 + i).toString(16),
          subject: names[i] ?? '',
          keys: keysOf(signer),
          extensions: names
            .filter((name) => name !== names[i])
            .map(pointTo)
            .slice(0, 1),
        }),
      ),
    );
    const crls = await Promise.all(
      signers.map((signer) =>
        signer.issueCrl({
          ...FRESH,
          extensions: [issuingDistributionPoint(derFlag(4))],
          withoutKeyIdentifier: true,
        }),
      ),
    );
    const leaf = await ca.issueCertificate({ extensions: [pointTo('CN=Signer 5')] });
    let signatures = 0;
    const verdict = verify(leaf, [ca], crls, {
      intermediates: certificates,
      verifySignature: (input) => {
        signatures++;
        return verifySignature(input);
      },
    });
    expect(codeOf(verdict)).toBe('revocation-undetermined');
    expect(signatures).toBeLessThan(1000);
  });
});

/** certificateIssuer of an entry, RFC 5280 §5.3.3. */
function certificateIssuer(name: string): Extension {
  const encoded = new Uint8Array(new Name(name).toArrayBuffer());
  return new Extension('2.5.29.29', true, der(0x30, der(0xa4, encoded)));
}

function keysOf({ privateKey, publicKey }: TestAuthority): CryptoKeyPair {
  return { privateKey, publicKey };
}
