import { expect, it } from 'vitest';
import { certificateHostOf, tenantOfCertificateHost } from './certificate-host.ts';
import { guid, type TenantId } from './ids.ts';

const TENANT = guid<TenantId>('c0270500-0000-4000-8000-000000000001');

it('a host of one tenant says whose it is, in both spellings and whatever the case', () => {
  expect(certificateHostOf(TENANT, 'certauth.login.example')).toBe(`t${TENANT}.certauth.login.example`);
  for (const label of [`t${TENANT}`, TENANT, `T${TENANT.toUpperCase()}`])
    expect(tenantOfCertificateHost(`${label}.certauth.login.example`)).toBe(TENANT);
});

it.each([
  'certauth.login.example',
  'localhost',
  '',
  TENANT,
  `x${TENANT}.certauth.login.example`,
  `t${TENANT}x.certauth.login.example`,
  `a.t${TENANT}.certauth.login.example`,
  't1.certauth.login.example',
])('«%s» is a host of no one tenant', (hostname) => {
  expect(tenantOfCertificateHost(hostname)).toBeUndefined();
});
