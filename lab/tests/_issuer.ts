import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { LabPki } from '@signet/lab';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface TestIssuer extends AsyncDisposable {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the app asked for last at the end-session endpoint. */
  readonly endSession: () => URLSearchParams | undefined;
  /** Spoils the next ID token. */
  misbehaveWith(claims: Readonly<Record<string, unknown>>): void;
}

/** An OpenID provider with one person, who is always signed in: the other side of the web app's tests. */
export async function startIssuer(pki: LabPki): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: '1', alg: 'RS256', use: 'sig' }] };
  const codes = new Map<string, URLSearchParams>();
  let spoiled: Readonly<Record<string, unknown>> = {};
  let endSession: URLSearchParams | undefined;
  let issuer = '';

  const server = createServer({ cert: pki.tls.chainPem, key: pki.tls.privateKeyPem }, (request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `https://localhost:${(server.address() as AddressInfo).port}/tenant/v2.0`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname.endsWith('/.well-known/openid-configuration')) return json(response, metadata());
    if (url.pathname === '/jwks') return json(response, jwks);
    if (url.pathname === '/authorize') {
      const code = `code-${codes.size}`;
      codes.set(code, url.searchParams);
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      return void response.writeHead(302, { Location: back.href }).end();
    }
    if (url.pathname === '/token') return await redeem(new URLSearchParams(await text(request)), response);
    endSession = url.searchParams;
    response.writeHead(302, { Location: url.searchParams.get('post_logout_redirect_uri') ?? '' }).end();
  }

  async function redeem(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const request = codes.get(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood = request?.get('code_challenge') === challenge && form.get('client_secret') === 'the secret';
    if (!isGood)
      return json(response, { error: 'invalid_grant', error_description: 'AADSTS70008: expired.' }, 400);
    const claims = {
      sub: 'alice',
      name: 'Alice <Ahlberg>',
      nonce: request.get('nonce'),
      roles: ['a', 'b'],
      ...spoiled,
    };
    const idToken = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: '1' })
      .setIssuer(issuer)
      .setAudience('web')
      .setIssuedAt()
      .setExpirationTime('5 minutes')
      .sign(privateKey);
    json(response, { access_token: 'opaque', token_type: 'Bearer', expires_in: 300, id_token: idToken });
  }

  function metadata(): unknown {
    const at = (path: string): string => new URL(path, issuer).href;
    return {
      issuer,
      authorization_endpoint: at('/authorize'),
      token_endpoint: at('/token'),
      jwks_uri: at('/jwks'),
      end_session_endpoint: at('/logout'),
      response_types_supported: ['code'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  return {
    issuer,
    clientId: 'web',
    clientSecret: 'the secret',
    endSession: () => endSession,
    misbehaveWith: (claims) => {
      spoiled = claims;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}
