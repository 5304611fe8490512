import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  type AuthenticationResult,
  CryptoProvider,
  InteractionRequiredAuthError,
  type PublicClientApplication,
} from '@azure/msal-node';
import {
  APPLICATION_IDS,
  type ClientCertificate,
  CONTOSO_TENANT_ID,
  createFetch,
  DEMO_PEOPLE,
  type DemoPerson,
} from '@signet/lab';
import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNativeClient, refresh, SCOPES } from './_msal.ts';
import { startWorld, type World } from './_world.ts';

const REDIRECT_URI = 'http://localhost';
const { alice, bob, dora } = DEMO_PEOPLE;

let world: World;

beforeAll(async () => {
  world = await startWorld();
  setDefaultCACertificates([...getCACertificates('default'), world.pki.root.certificatePem]);
});
afterAll(() => world[Symbol.asyncDispose]());

describe.each([CONTOSO_TENANT_ID, 'contoso.example', 'organizations', 'common'])(
  'MSAL for Node on /%s',
  (segment) => {
    it('signs a federated user in by certificate, with tokens that verify', async () => {
      const { result } = await signIn(segment, alice);
      expect(result.account?.username).toBe(alice.userPrincipalName);
      expect(result.account?.homeAccountId).toBe(`${alice.id}.${CONTOSO_TENANT_ID}`);
      expect(result.scopes).toContain('User.Read');
      const { payload, protectedHeader } = await verify(result.idToken);
      expect(payload).toMatchObject({
        iss: `${world.server.origins.login}/${CONTOSO_TENANT_ID}/v2.0`,
        aud: APPLICATION_IDS.native,
        oid: alice.id,
        preferred_username: alice.userPrincipalName,
        amr: ['fed', 'rsa'],
      });
      expect(payload).not.toHaveProperty('nonce');
      expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT' });
    });

    it('refreshes silently, with a rotated refresh token each time', async () => {
      const { client, result } = await signIn(segment, bob);
      const first = await refresh(client, result);
      const second = await refresh(client, result);
      expect(first.fromCache).toBe(false);
      expect(second.accessToken).not.toBe(first.accessToken);
      expect(decodeJwt(second.accessToken)).toMatchObject({
        scp: 'openid profile User.Read',
        oid: bob.id,
        ver: '1.0',
      });
    });
  },
);

it('signs a managed user in by certificate', async () => {
  const { result } = await signIn(CONTOSO_TENANT_ID, dora);
  expect((await verify(result.idToken)).payload).toMatchObject({ oid: dora.id, amr: ['rsa'] });
});

it('serves a cached token without a request', async () => {
  const { client, result } = await signIn(CONTOSO_TENANT_ID, alice);
  const cached = await client.acquireTokenSilent({ account: result.account!, scopes: SCOPES });
  expect(cached.fromCache).toBe(true);
});

it('answers a form_post authorize request as its loopback server expects it', async () => {
  const { result } = await signIn(CONTOSO_TENANT_ID, alice, 'form_post', 'http://localhost:49152');
  expect(result.account?.username).toBe(alice.userPrincipalName);
});

it.each([
  ['federated', alice],
  ['managed', dora],
] as const)('asks for interaction once the certificate of a %s user is on the CRL', async (_kind, person) => {
  const { client, result, certificate } = await signIn(CONTOSO_TENANT_ID, person);
  await world.revoke(certificate);
  const refused = await refresh(client, result).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(InteractionRequiredAuthError);
  expect(refused).toMatchObject({ errorCode: 'invalid_grant', subError: 'bad_token' });
  expect(String(refused)).toContain('AADSTS500171');
  expect(await world.newestLogEntry()).toMatchObject({ code: 'certificate-revoked', face: 'refresh-token' });
  // `bad_token` makes MSAL throw its refresh token away: it does not even ask again.
  await expect(refresh(client, result)).rejects.toMatchObject({ errorCode: 'no_tokens_found' });
});

it('keeps the refresh token while the CRL cannot be had, and works again afterwards', async () => {
  const { client, result } = await signIn(CONTOSO_TENANT_ID, bob);
  const { directory } = world.server.services;
  const authority = await world.findIssuingAuthority();
  const broken = { ...authority, certificateRevocationListUrl: `${world.publisher.url}/crl/nowhere.crl` };
  await directory.certificateAuthorities.update(broken);
  const refused = await refresh(client, result).catch((error: unknown) => error);
  expect(String(refused)).toContain('AADSTS500173');
  expect(refused).not.toBeInstanceOf(InteractionRequiredAuthError);
  await directory.certificateAuthorities.update(authority);
  await expect(refresh(client, result)).resolves.toMatchObject({ fromCache: false });
});

async function signIn(
  segment: string,
  person: DemoPerson,
  responseMode: 'query' | 'form_post' = 'query',
  redirectUri = REDIRECT_URI,
): Promise<{
  client: PublicClientApplication;
  result: AuthenticationResult;
  certificate: ClientCertificate;
}> {
  const client = createNativeClient(world, segment);
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const url = await client.getAuthCodeUrl({
    redirectUri,
    scopes: SCOPES,
    responseMode,
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
  });
  const certificate = await world.issueFor(person);
  const outcome = await world
    .openBrowser(certificate)
    .visit(url, { redirectUri, userName: person.userPrincipalName });
  if (outcome.kind === 'page') throw new Error(outcome.text);
  expect(outcome.responseMode).toBe(responseMode);
  const code = outcome.parameters.get('code')!;
  const result = await client.acquireTokenByCode({
    code,
    codeVerifier: verifier,
    redirectUri,
    scopes: SCOPES,
  });
  return { client, result, certificate };
}

/** MSAL checks no signature, so the test does. */
function verify(idToken: string): ReturnType<typeof jwtVerify> {
  const keys = new URL(`${world.server.origins.login}/common/discovery/v2.0/keys`);
  return jwtVerify(
    idToken,
    createRemoteJWKSet(keys, { [customFetch]: createFetch(world.pki.root.certificatePem) }),
  );
}
