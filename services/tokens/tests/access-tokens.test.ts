import { generateSigningKey } from '@signet/crypto';
import { type Application, GRAPH_APP_ID, type GrantId, guid, type User } from '@signet/identity';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AccessTokenClaims,
  type AccessTokenFault,
  type AccessTokens,
  createAccessTokens,
  createAudienceClaims,
  createGrants,
  createKeyRing,
  createPairwiseSubjects,
  createTokenMinter,
  type KeyRing,
  type TokenMinter,
  type TokenSubject,
} from '../src/index.ts';
import { CLIENT_ID, CODE, createWorld, NOW, SESSION_ID, TENANT_ID, USER_ID, type World } from './_world.ts';

const LOGIN = 'https://login.example';
let world: World;
let keyRing: KeyRing;
let minter: TokenMinter;
let accessTokens: AccessTokens;
let user: User;
let client: Application;

beforeEach(async () => {
  world = await createWorld();
  const { directory, random } = world;
  keyRing = createKeyRing({
    use: 'token-signing',
    commonName: 'Signet token signing',
    directory,
    makeSigningKey: (request) => generateSigningKey(request, random),
  });
  minter = openMinter();
  accessTokens = createAccessTokens({ directory, keyRings: [keyRing], loginOrigin: LOGIN });
  user = (await directory.users.find(USER_ID))!;
  client = (await directory.applications.find(CLIENT_ID))!;
});
afterEach(() => world[Symbol.asyncDispose]());

const BAD_TOKENS: readonly (readonly [
  what: string,
  make: () => Promise<string> | string,
  because: AccessTokenFault,
])[] = [
  ['an empty text', () => '', 'malformed'],
  ['two parts', () => 'a.b', 'malformed'],
  ['a megabyte', () => 'a.'.repeat(500_000), 'malformed'],
  ['a header of deep nesting', () => `${encode('['.repeat(9000))}.e30.AAAA`, 'malformed'],
  ['a kid that is a number', () => `${encode('{"alg":"RS256","kid":1}')}.e30.AAAA`, 'signature'],
  ['a kid of nobody', () => `${encode('{"alg":"RS256","kid":"x"}')}.e30.AAAA`, 'signature'],
  ['alg none', () => reheaded({ alg: 'none' }), 'malformed'],
  ['HS256 with the public key as the secret', hmacWithPublicKey, 'malformed'],
  ['another typ', () => reheaded({ typ: 'at+jwt' }), 'signature'],
  ['a critical extension', () => reheaded({ crit: ['exp'] }), 'malformed'],
  ['other claims under the signature', swapped, 'signature'],
  ['an ID token', () => minter.idToken(subject(), { nonce: undefined, version: 2 }, NOW), 'not-access-token'],
  ['one of another issuer', elsewhere, 'signature'],
];

describe('an access token', () => {
  it('is read as it was minted', async () => {
    expect(await claimsOf(await mint())).toMatchObject({
      idtyp: 'user',
      ver: '1.0',
      audience: 'https://graph.example',
      tenantId: TENANT_ID,
      objectId: USER_ID,
      clientId: CLIENT_ID,
      scopes: ['User.Read'],
      sessionId: SESSION_ID,
      userPrincipalName: 'alice@contoso.example',
    });
  });

  it('is read of whatever key is published, also after a roll-over', async () => {
    const token = await mint();
    await keyRing.replace(NOW + 1);
    expect((await accessTokens.read(token, NOW + 2)).outcome).toBe('read');
  });

  it.each(BAD_TOKENS)('is not %s', async (_what, make, because) => {
    expect(await accessTokens.read(await make(), NOW)).toEqual({ outcome: 'refused', because });
  });

  it('ends', async () => {
    const token = await mint();
    expect(await accessTokens.read(token, NOW + 3600)).toEqual({ outcome: 'refused', because: 'expired' });
    expect((await accessTokens.read(token, NOW - 301)).outcome).toBe('refused');
  });
});

describe('what an access token came from', () => {
  it('is a grant, while its session stands', async () => {
    const claims = await claimsOf(await mint(await startGrant()));
    expect(await accessTokens.findSource(claims, NOW)).toEqual({
      outcome: 'live',
      userId: USER_ID,
      authentication: { authTime: NOW, amr: ['rsa'], certificate: undefined },
    });
    await world.directory.sessions.end(SESSION_ID, NOW);
    expect(await accessTokens.findSource(claims, NOW)).toEqual({
      outcome: 'ended',
      code: 'sessions-revoked',
    });
  });

  it('is the grant, which outlives the session and ends by itself', async () => {
    const grantId = await startGrant();
    const claims = await claimsOf(await mint(grantId));
    await world.directory.removeExpired(NOW + 2 * 86_400);
    expect((await accessTokens.findSource(claims, NOW)).outcome).toBe('live');
    await world.directory.grants.revoke(grantId, NOW, 'certificate-revoked');
    expect(await accessTokens.findSource(claims, NOW)).toEqual({
      outcome: 'ended',
      code: 'certificate-revoked',
    });
  });

  it('is nothing where the grant is unknown', async () => {
    const claims = await claimsOf(await mint(guid<GrantId>(world.random.guid())));
    expect(await accessTokens.findSource(claims, NOW)).toEqual({ outcome: 'ended', code: 'grant-revoked' });
  });

  it('has ended for a token that was given back, by many at once', async () => {
    const claims = await claimsOf(await mint());
    await Promise.all(Array.from({ length: 8 }, () => accessTokens.revoke(claims, NOW)));
    expect(await accessTokens.isRevoked(claims, NOW)).toBe(true);
    expect(await accessTokens.findSource(claims, NOW)).toEqual({ outcome: 'ended', code: 'grant-revoked' });
  });
});

function openMinter(loginOrigin = LOGIN): TokenMinter {
  const { directory, random } = world;
  return createTokenMinter({
    loginOrigin,
    keyRings: { RS256: keyRing, ES256: keyRing },
    graphTokenSigning: 'RS256',
    subjectOf: createPairwiseSubjects({ directory, random }),
    audienceClaims: createAudienceClaims({ directory, graphOrigin: LOGIN }),
    random,
  });
}

async function startGrant(): Promise<GrantId> {
  const grantId = guid<GrantId>(world.random.guid());
  await createGrants(world).start({ ...CODE, grantId }, NOW);
  return grantId;
}

function subject(grantId: GrantId = guid(world.random.guid())): TokenSubject {
  const authentication = { authTime: NOW, amr: ['rsa'], certificate: undefined };
  return {
    user,
    client,
    clientProof: 'none',
    boundTo: undefined,
    sessionId: SESSION_ID,
    grantId,
    authentication,
    ipAddress: '192.0.2.1',
    oidcScopes: [],
  };
}

async function mint(grantId?: GrantId, from: TokenMinter = minter): Promise<string> {
  const resource = {
    appId: GRAPH_APP_ID,
    application: undefined,
    audience: 'https://graph.example',
    tokenVersion: 1,
    permissions: ['User.Read'],
  } as const;
  return (await from.accessToken(subject(grantId), resource, NOW)).accessToken;
}

async function claimsOf(token: string): Promise<AccessTokenClaims> {
  const read = await accessTokens.read(token, NOW);
  if (read.outcome === 'refused') throw new Error(read.because);
  return read.claims;
}

async function reheaded(changes: object): Promise<string> {
  const [header = '', payload, signature] = (await mint()).split('.');
  const changed = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), ...changes };
  return `${encode(JSON.stringify(changed))}.${payload}.${signature}`;
}

async function swapped(): Promise<string> {
  const [header, payload = '', signature] = (await mint()).split('.');
  const claims = {
    ...JSON.parse(Buffer.from(payload, 'base64url').toString()),
    scp: 'Directory.ReadWrite.All',
  };
  return `${header}.${encode(JSON.stringify(claims))}.${signature}`;
}

async function hmacWithPublicKey(): Promise<string> {
  const { kid, publicKey } = await keyRing.current(NOW);
  const secret = new TextEncoder().encode(String(publicKey.export({ format: 'pem', type: 'spki' })));
  return new SignJWT({ idtyp: 'user' }).setProtectedHeader({ alg: 'HS256', kid, typ: 'JWT' }).sign(secret);
}

function elsewhere(): Promise<string> {
  return mint(undefined, openMinter('https://elsewhere.example'));
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
