import { constants, createHash, createPrivateKey, randomUUID, sign } from 'node:crypto';
import type { OwnCertificate } from './_applications.ts';

/** What MSAL.NET adds to each request to the token service: what it is, and whose request this was. */
export function msalDotNetHeaders(correlationId: string): Record<string, string> {
  return {
    'x-client-sku': 'MSAL.NetCore',
    'x-client-ver': '4.82.1.0',
    'x-client-os': 'Ubuntu 24.04.3 LTS',
    'client-request-id': correlationId,
    'return-client-request-id': 'true',
    'x-ms-lib-capability': 'retry-after, h429',
    'x-client-current-telemetry': '5|1003,2,,,|0,1,1,,',
    accept: 'application/json',
  };
}

/** Client capabilities as MSAL.NET writes them into `claims`. */
export const CP1_CLAIMS = '{"access_token":{"xms_cc":{"values":["cp1"]}}}';

/** A client assertion as MSAL.NET writes it: times as texts, and with `x5c` the one certificate as a text. */
export function msalDotNetAssertion(
  clientId: string,
  audience: string,
  { certificate, privateKeyPem }: OwnCertificate,
  { form, x5c, now }: { readonly form: 'PS256' | 'RS256'; readonly x5c: boolean; readonly now: number },
): string {
  const [name, hash] = form === 'PS256' ? ['x5t#S256', 'sha256'] : ['x5t', 'sha1'];
  const header = {
    alg: form,
    typ: 'JWT',
    [name]: createHash(hash).update(certificate).digest('base64url'),
    ...(x5c && { x5c: Buffer.from(certificate).toString('base64') }),
  };
  const payload = {
    aud: audience,
    iss: clientId,
    sub: clientId,
    nbf: String(now),
    exp: String(now + 600),
    jti: randomUUID(),
  };
  const input = [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const padding =
    form === 'PS256'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { padding: constants.RSA_PKCS1_PADDING };
  const key = { key: createPrivateKey(privateKeyPem), ...padding };
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}
