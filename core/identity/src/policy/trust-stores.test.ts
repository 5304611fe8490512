import { expect, it } from 'vitest';
import type { CertificateAuthority } from '../certificate-authority.ts';
import { chooseStore } from './trust-stores.ts';

function entry(id: string, base?: string, delta?: string): CertificateAuthority {
  return {
    id,
    tenantId: 't',
    certificate: new Uint8Array(),
    isRootAuthority: false,
    certificateRevocationListUrl: base,
    deltaCertificateRevocationListUrl: delta,
    issuer: 'CN=A',
    issuerSki: 'AA',
    createdAt: 0,
  } as CertificateAuthority;
}

it.each([
  ['the PKI store alone', undefined, entry('pki', 'a'), 'pki', '0'],
  ['the classic store alone', entry('classic', 'a'), undefined, 'classic', '1'],
  ['the PKI store when both say the same', entry('classic', 'a', 'd'), entry('pki', 'a', 'd'), 'pki', '0'],
  ['the PKI store when neither has a CRL', entry('classic'), entry('pki'), 'pki', '0'],
  ['the classic store when only it has a CRL', entry('classic', 'a'), entry('pki'), 'classic', '1'],
  ['the classic store when the CRLs differ', entry('classic', 'a'), entry('pki', 'b'), 'classic', '1'],
  [
    'the classic store when the delta CRLs differ',
    entry('classic', 'a', 'd'),
    entry('pki', 'a'),
    'classic',
    '1',
  ],
  ['the PKI store when only it has a CRL', entry('classic'), entry('pki', 'b'), 'pki', '0'],
])('takes %s', (_what, classic, pki, id, isLegacyStoreUsed) => {
  expect(chooseStore(classic, pki)).toMatchObject({ authority: { id }, isLegacyStoreUsed });
});

it('takes nothing from two empty stores', () => {
  expect(chooseStore(undefined, undefined)).toBeUndefined();
});
