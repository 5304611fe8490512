import { expect, it } from 'vitest';
import { isVouchingHeader } from './stripped-headers.ts';

it.each([
  'Client-Cert',
  'Client-Cert-Chain',
  'Client_Cert',
  'X-Client-Cert',
  'X-SSL-Client-Cert',
  'X-SSL-Client-Cert-Chain-0',
  'X-SSL-Client-Verify',
  'X-SSL-Client-S-DN',
  'SSL_CLIENT_CERT',
  'SSL-Client-Serial',
  'X-SSL-Cert',
  'X-ARR-ClientCert',
  'X-Forwarded-Client-Cert',
  'X-Forwarded-Tls-Client-Cert',
  'X-Forwarded-Tls-Client-Cert-Info',
  'X-Amzn-Mtls-Clientcert-Leaf',
  'X-Amzn-Mtls-Clientcert',
  'Cf-Client-Cert-Der-Base64',
  'X-Client-Certificate',
  'X-Client-Verify',
  'X-Client-DN',
  'X-MTLS-Serial',
  'X-Forwarded-Host',
  'X-Forwarded-For',
  'Forwarded',
  'X-Original-URL',
])('drops %s', (name) => {
  expect(isVouchingHeader(name)).toBe(true);
});

it.each([
  'x-client-SKU',
  'x-client-VER',
  'x-client-OS',
  'x-client-CPU',
  'x-client-current-telemetry',
  'client-request-id',
  'return-client-request-id',
  'X-AnchorMailbox',
  'Authorization',
  'Host',
  'MS-ASProtocolVersion',
  'X-MS-PolicyKey',
])('keeps %s, which clients send of themselves', (name) => {
  expect(isVouchingHeader(name)).toBe(false);
});
