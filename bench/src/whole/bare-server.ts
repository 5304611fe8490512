import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { createServer as createTlsServer } from 'node:tls';
import { answerCpuTime } from '../measured-process.ts';
import type { BareMode } from './bare.ts';

// What Node needs at least, in a process of its own: `bare-server.ts <mode> <chain.pem> <key.pem>`.

const [mode, certFile = '', keyFile = ''] = process.argv.slice(2) as [BareMode, string, string];
const identity = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
const server = mode === 'tokens' ? serveTokens() : serveHandshakes(mode === 'mutual-handshakes');
server.listen(0, '127.0.0.1', () => answerCpuTime((server.address() as AddressInfo).port));

/** Reads a form, signs an access token and an ID token as long as ours, answers; nothing is looked up or kept. */
function serveTokens(): Server {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return createHttpsServer(identity, async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const body = JSON.stringify({
      token_type: 'Bearer',
      scope: 'openid offline_access User.Read',
      expires_in: 3600,
      access_token: signToken(privateKey, ACCESS_TOKEN_OCTETS),
      id_token: signToken(privateKey, ID_TOKEN_OCTETS),
      refresh_token: form.get('refresh_token'),
    });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  });
}

function signToken(key: KeyObject, octets: number): string {
  const claims = { iat: Math.floor(Date.now() / 1000), jti: randomUUID(), rest: 'x'.repeat(octets) };
  const content = `${encode({ typ: 'JWT', alg: 'RS256', kid: 'bare' })}.${encode(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Only the handshake: the connection ends with it. */
function serveHandshakes(requestCert: boolean): Server {
  const options = { ...identity, requestCert, rejectUnauthorized: false };
  return createTlsServer(options, (socket) => socket.on('error', () => undefined).end());
}

/** What the claims of ours have beside the two that are made here. */
const ACCESS_TOKEN_OCTETS = 1000;
const ID_TOKEN_OCTETS = 500;
