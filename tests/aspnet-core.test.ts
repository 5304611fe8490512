import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { CONTOSO_TENANT_ID, DEMO_PEOPLE, FEDERATED_DOMAIN } from '@signet/lab';
import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comeBack, registerIdTokenParty, SECRET } from './_id-token-party.ts';
import { postToken, type ThirdParty } from './_third-party.ts';
import { startWorld, type World } from './_world.ts';

// ASP.NET Core cannot run here. These are the requests of its OpenID Connect handler, and of Microsoft.Identity.Web over it, as
// the sources of both write them, parameter by parameter; the answers are read as they read them.

const { alice, dora } = DEMO_PEOPLE;

let world: World;
let party: ThirdParty;
let login: string;

beforeAll(async () => {
  world = await startWorld();
  ({ login } = world.server.origins);
  party = await registerIdTokenParty(world);
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe.each([CONTOSO_TENANT_ID, 'organizations', FEDERATED_DOMAIN])('at /%s', (tenant) => {
  it('the handler signs in with its default, id_token by form_post', async () => {
    const { url, nonce, state } = await challenge(tenant, 'id_token', {});
    const { parameters, responseMode, url: action } = await comeBack(world, party, alice, url);
    expect([responseMode, action.href]).toEqual(['form_post', party.redirectUri]);
    expect(parameters.get('state')).toBe(state);
    expect(['error', 'code', 'client_info'].filter((name) => parameters.has(name))).toEqual([]);
    const claims = await validate(parameters.get('id_token')!);
    expect(claims).toMatchObject({ nonce, oid: alice.id, preferred_username: alice.userPrincipalName });
  });

  it('Microsoft.Identity.Web signs in with code id_token and redeems the code, as it calls APIs', async () => {
    const { url, nonce } = await challenge(tenant, 'code id_token', {
      scope: 'openid profile offline_access',
      client_info: '1',
      'x-client-brkrver': 'IDWeb.3.2.0.0',
    });
    const { parameters } = await comeBack(world, party, dora, url);
    const code = parameters.get('code')!;
    // By it the account is found again in MSAL's cache.
    const account = JSON.parse(Buffer.from(parameters.get('client_info')!, 'base64url').toString());
    expect(account).toEqual({ uid: dora.id, utid: CONTOSO_TENANT_ID });
    const claims = await validate(parameters.get('id_token')!);
    expect(claims).toMatchObject({ nonce, oid: dora.id, c_hash: leftHalf(code) });
    // MSAL.NET, without a verifier: the handler makes one for `code` alone.
    const answer = await postToken(world, {
      client_id: party.application.appId,
      client_info: '1',
      client_secret: SECRET,
      scope: 'openid profile offline_access',
      grant_type: 'authorization_code',
      code,
      redirect_uri: party.redirectUri,
    });
    expect(answer.status).toBe(200);
    expect(decodeJwt(String(answer.body['id_token']))).toMatchObject({ sub: claims.sub, nonce });
  });
});

it('the handler reads the error of a registration that does not let', async () => {
  const off = await registerIdTokenParty(world, { enableIdTokenIssuance: false });
  const { url, state } = await challenge(CONTOSO_TENANT_ID, 'id_token', { client_id: off.application.appId });
  const { parameters, responseMode } = await comeBack(world, off, alice, url);
  expect([responseMode, parameters.get('state')]).toEqual(['form_post', state]);
  expect(parameters.get('error')).toBe('unsupported_response_type');
  expect(parameters.get('error_description')).toContain('AADSTS700054');
});

/** The handler's redirect: the order, the form of the nonce and the length of the state are its own. */
async function challenge(tenant: string, responseType: string, more: Readonly<Record<string, string>>) {
  const { authorization_endpoint: endpoint } = await configurationOf(tenant);
  // Ticks of the clock, a dot, and two GUIDs in base64.
  const nonce = `639${Date.now()}00.${Buffer.from(randomUUID() + randomUUID()).toString('base64')}`;
  const state = `CfDJ8${randomBytes(360).toString('base64url')}`;
  const url = new URL(endpoint);
  url.search = String(
    new URLSearchParams({
      client_id: party.application.appId,
      redirect_uri: party.redirectUri,
      response_type: responseType,
      scope: 'openid profile',
      response_mode: 'form_post',
      nonce,
      ...more,
      state,
      'x-client-SKU': 'ID_NET8_0',
      'x-client-ver': '8.0.1.0',
    }),
  );
  return { url, nonce, state };
}

/** Keys by the discovery document, audience, and the issuer of the tenant that the token names. */
async function validate(idToken: string) {
  const { jwks_uri: keys } = await configurationOf(CONTOSO_TENANT_ID);
  const jwks = createRemoteJWKSet(new URL(keys), {
    [customFetch]: (url, options) => world.fetch(url, options as RequestInit),
  });
  const issuer = `${login}/${CONTOSO_TENANT_ID}/v2.0`;
  const { payload } = await jwtVerify(idToken, jwks, { issuer, audience: party.application.appId });
  return payload;
}

interface Discovered {
  readonly authorization_endpoint: string;
  readonly jwks_uri: string;
}

async function configurationOf(tenant: string): Promise<Discovered> {
  const answer = await world.fetch(`${login}/${tenant}/v2.0/.well-known/openid-configuration`);
  return (await answer.json()) as Discovered;
}

/** OpenID Connect Core §3.3.2.11. */
function leftHalf(code: string): string {
  return createHash('sha256').update(code).digest().subarray(0, 16).toString('base64url');
}
