import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyVault, createRandom } from '@signet/crypto';
import { openSqliteDirectory } from '@signet/directory';
import {
  type ApplicationId,
  type Directory,
  guid,
  newApplication,
  type Random,
  type SessionId,
  type TenantId,
  type UserId,
} from '@signet/identity';
import type { UnixSeconds } from '@signet/pki';
import type { AuthorizationCode } from '../src/index.ts';

/** A directory on disk with one person, one application and one session. */
export interface World extends AsyncDisposable {
  readonly directory: Directory;
  readonly random: Random;
}

export const NOW: UnixSeconds = Date.UTC(2026, 10, 23, 9, 0, 0) / 1000;
export const DAY = 86_400;

export const TENANT_ID: TenantId = guid('11111111-1111-4111-8111-111111111111');
export const USER_ID: UserId = guid('22222222-2222-4222-8222-222222222222');
export const CLIENT_ID: ApplicationId = guid('33333333-3333-4333-8333-333333333333');
export const SESSION_ID: SessionId = guid('44444444-4444-4444-8444-444444444444');

export const CODE: Omit<AuthorizationCode, 'grantId'> = {
  tenantId: TENANT_ID,
  userId: USER_ID,
  clientId: CLIENT_ID,
  sessionId: SESSION_ID,
  redirectUri: 'http://localhost',
  redirectUriType: 'publicClient',
  scopes: ['openid', 'offline_access', 'User.Read'],
  nonce: 'n',
  codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  authTime: NOW,
  amr: ['rsa'],
  certificate: undefined,
};

export async function createWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'signet-tokens-'));
  const path = join(folder, 'signet.sqlite');
  const directory = await openSqliteDirectory({ path, keyVault: createKeyVault(new Uint8Array(32).fill(7)) });
  await seed(directory);
  return {
    directory,
    random: createRandom(),
    async [Symbol.asyncDispose]() {
      await directory[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function seed(directory: Directory): Promise<void> {
  const common = { tenantId: TENANT_ID, createdAt: NOW };
  await directory.tenants.add({ id: TENANT_ID, displayName: 'Contoso', createdAt: NOW });
  await directory.users.add({
    ...common,
    id: USER_ID,
    userPrincipalName: 'alice@contoso.example',
    displayName: 'Alice',
    mail: undefined,
    proxyAddresses: [],
    onPremisesImmutableId: undefined,
    certificateUserIds: [],
    accountEnabled: true,
    roles: [],
    stsRefreshTokensValidFrom: undefined,
  });
  await directory.applications.add(
    newApplication({
      ...common,
      appId: CLIENT_ID,
      displayName: 'App',
      redirectUris: [{ type: 'publicClient', uri: 'http://localhost' }],
    }),
  );
  await directory.sessions.add({
    ...common,
    id: SESSION_ID,
    userId: USER_ID,
    authTime: NOW,
    amr: ['rsa'],
    certificate: undefined,
    expiresAt: NOW + DAY,
    endedAt: undefined,
  });
}
