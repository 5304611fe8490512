import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { APPLICATION_IDS } from '@signet/lab';
import Provider from 'oidc-provider';
import { answerCpuTime } from '../measured-process.ts';
import { peerToken } from './bare.ts';

// The peer of refresh redemptions, a process of its own: `oidc-provider.ts <chain.pem> <key.pem> <grants>`. As ours it has one
// public client, gives a JWT as access token and an ID token, both RS256, and rotates. It keeps everything in memory only.

const RESOURCE = 'https://graph.example';
const CLAIMS = { name: 'One of many', preferred_username: 'person@contoso.example' };

const [certFile = '', keyFile = '', grants = '0'] = process.argv.slice(2);
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const provider = new Provider('https://localhost', {
  clients: [
    {
      client_id: APPLICATION_IDS.native,
      application_type: 'native',
      redirect_uris: ['http://localhost'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'bench' }] },
  cookies: { keys: ['bench'] },
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: 'User.Read',
        audience: RESOURCE,
        accessTokenTTL: 3600,
        accessTokenFormat: 'jwt' as const,
        jwt: { sign: { alg: 'RS256' as const } },
      }),
      useGrantedResource: () => true,
    },
  },
  ttl: { AccessToken: 3600, IdToken: 3600, RefreshToken: 86_400, Grant: 86_400 },
  rotateRefreshToken: true,
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...CLAIMS }) }),
});
for (let number = 0; number < Number(grants); number++) await addGrant(number);
const identity = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
const server = createServer(identity, provider.callback());
server.listen(0, '127.0.0.1', () => answerCpuTime((server.address() as AddressInfo).port));

async function addGrant(number: number): Promise<void> {
  const accountId = `person${number}`;
  const grant = new provider.Grant({ accountId, clientId: APPLICATION_IDS.native });
  grant.addOIDCScope('openid offline_access');
  grant.addResourceScope(RESOURCE, 'User.Read');
  const client = await provider.Client.find(APPLICATION_IDS.native);
  if (client === undefined) throw new Error('the client is unknown');
  const token = new provider.RefreshToken({
    accountId,
    client,
    grantId: await grant.save(),
    gty: 'authorization_code',
    scope: 'openid offline_access User.Read',
    resource: RESOURCE,
    authTime: Math.floor(Date.now() / 1000),
  });
  Object.assign(token, { jti: peerToken(number) });
  await token.save();
}
