import { CONTOSO_TENANT_ID, createFetch, DEMO_PEOPLE } from '@signet/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ISSUER_URI, startWorld, type World } from './_world.ts';

let world: World;
let ask: typeof fetch;

beforeAll(async () => {
  world = await startWorld();
  ask = createFetch(world.pki.root.certificatePem);
});
afterAll(() => world[Symbol.asyncDispose]());

describe('openid-configuration', () => {
  it.each([CONTOSO_TENANT_ID, CONTOSO_TENANT_ID.toUpperCase(), 'contoso.example', 'Fabrikam.Example'])(
    'of /%s names the tenant by its GUID and keeps the segment in its endpoints',
    async (segment) => {
      const { login } = world.server.origins;
      const { status, body } = await get(`/${segment}/v2.0/.well-known/openid-configuration`);
      expect(status).toBe(200);
      const base = `${login}/${segment.toLowerCase()}`;
      expect(body).toMatchObject({
        issuer: `${login}/${CONTOSO_TENANT_ID}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
        end_session_endpoint: `${base}/oauth2/v2.0/logout`,
        code_challenge_methods_supported: ['S256'],
      });
    },
  );

  it.each(['common', 'organizations'])(
    'of /%s has the literal placeholder in its issuer',
    async (segment) => {
      const { body } = await get(`/${segment}/v2.0/.well-known/openid-configuration`);
      expect(body['issuer']).toBe(`${world.server.origins.login}/{tenantid}/v2.0`);
    },
  );

  it('of version 1 has the version 1 issuer', async () => {
    const { body } = await get('/contoso.example/.well-known/openid-configuration');
    expect(body['issuer']).toBe(`${world.server.origins.login}/${CONTOSO_TENANT_ID}/`);
  });

  it('names userinfo, introspection and revocation, and where they take a certificate', async () => {
    const { login, certificate } = world.server.origins;
    const { body } = await get('/contoso.example/v2.0/.well-known/openid-configuration');
    const endpoints = (host: string) => ({
      introspection_endpoint: `${host}/contoso.example/oauth2/v2.0/introspect`,
      revocation_endpoint: `${host}/contoso.example/oauth2/v2.0/revoke`,
      userinfo_endpoint: `${host}/oidc/userinfo`,
    });
    expect(body).toMatchObject({ ...endpoints(login), mtls_endpoint_aliases: endpoints(certificate) });
  });

  it.each(['consumers', 'northwind.example', '00000000-0000-4000-8000-000000000000'])(
    'of /%s is refused with AADSTS90002',
    async (segment) => {
      const { status, body } = await get(`/${segment}/v2.0/.well-known/openid-configuration`);
      expect(status).toBe(400);
      expect(body).toMatchObject({ error: 'invalid_request', error_codes: [90002] });
    },
  );

  it('may be read and kept by browsers of any origin', async () => {
    const { headers } = await get('/common/v2.0/.well-known/openid-configuration');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cache-control')).toBe('max-age=86400, private');
  });
});

it('publishes keys with kid, x5t and x5c, and no private part', async () => {
  const { body } = await get('/common/discovery/v2.0/keys');
  const [key] = body['keys'] as readonly Readonly<Record<string, unknown>>[];
  expect(key).toMatchObject({ kty: 'RSA', use: 'sig', kid: key?.['x5t'], x5c: [expect.any(String)] });
  expect(key).not.toHaveProperty('d');
});

describe('instance discovery', () => {
  it('answers for an authority of this service', async () => {
    const { login } = world.server.origins;
    const { status, body } = await discover(`${login}/contoso.example/oauth2/v2.0/authorize`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      tenant_discovery_endpoint: `${login}/contoso.example/v2.0/.well-known/openid-configuration`,
      metadata: [{ preferred_network: new URL(login).host, aliases: [new URL(login).host] }],
    });
  });

  it.each(['https://login.microsoftonline.com/common/oauth2/v2.0/authorize', 'no url', ''])(
    'refuses «%s» as invalid_instance',
    async (endpoint) => {
      const { status, body } = await discover(endpoint);
      expect(status).toBe(400);
      expect(body).toMatchObject({ error: 'invalid_instance', error_codes: [50049] });
    },
  );
});

describe('user realm', () => {
  it('of version 1.0 tells a federated user', async () => {
    const { body } = await get(`/common/userrealm/${DEMO_PEOPLE.alice.userPrincipalName}?api-version=1.0`);
    expect(body).toMatchObject({
      ver: '1.0',
      account_type: 'Federated',
      domain_name: 'contoso.example',
      federation_protocol: 'WSTrust',
      cloud_audience_urn: 'urn:federation:MicrosoftOnline',
    });
  });

  it('answers the same for a user who exists and one who does not', async () => {
    const [known, unknown] = [await realm('dora@fabrikam.example'), await realm('nobody@fabrikam.example')];
    expect(known).toMatchObject({ account_type: 'Managed' });
    expect(unknown).toEqual(known);
  });

  it('does not know a foreign domain', async () => {
    expect(await realm('someone@northwind.example')).toMatchObject({ account_type: 'Unknown' });
  });

  it('of version 2.1 gives the sign-in address of the federation server', async () => {
    const { body } = await get('/common/userrealm?user=alice@contoso.example&api-version=2.1');
    expect(body).toMatchObject({ NameSpaceType: 'Federated', DomainName: 'contoso.example' });
    expect(String(body['AuthURL'])).toContain('/adfs/ls/?username=alice%40contoso.example&wa=wsignin1.0');
  });

  it('of version 2.1 keeps the query that the sign-in address has', async () => {
    const { domains } = world.server.services.directory;
    const domain = await domains.find('contoso.example');
    if (!domain?.federation) throw new Error('the seed has no federated domain');
    const passiveSignInUri = 'https://fs.contoso.example/sts?tenant=7';
    await domains.update({ ...domain, federation: { ...domain.federation, passiveSignInUri } });
    const { body } = await get('/common/userrealm?user=alice@contoso.example&api-version=2.1');
    await domains.update(domain);
    expect(body['AuthURL']).toBe(
      `${passiveSignInUri}&username=alice%40contoso.example&wa=wsignin1.0&wtrealm=urn%3Afederation%3AMicrosoftOnline&wctx=`,
    );
  });

  it('of getuserrealm.srf is told as JSON and as RealmInfo', async () => {
    const { body } = await get('/getuserrealm.srf?login=alice@contoso.example');
    expect(body).toMatchObject({ NameSpaceType: 'Federated', DomainName: 'contoso.example' });
    expect(String(body['AuthURL'])).toContain('/adfs/ls/?username=alice%40contoso.example');
    const answer = await ask(
      `${world.server.origins.login}/GetUserRealm.srf?login=${encodeURIComponent('<b>@fabrikam.example')}&xml=1`,
    );
    expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    const text = await answer.text();
    expect(text).toContain('<NameSpaceType>Managed</NameSpaceType>');
    expect(text).toContain('<Login>&lt;b&gt;@fabrikam.example</Login>');
  });

  it('of GetCredentialType tells the federation server, and not who has an account', async () => {
    const ofAlice = await credentials('alice@contoso.example');
    expect(ofAlice).toMatchObject({
      IfExistsResult: 0,
      Credentials: { FederationRedirectUrl: expect.stringContaining('/adfs/ls/?username=alice') },
    });
    const [known, unknown] = await Promise.all(
      ['dora@fabrikam.example', 'nona@fabrikam.example'].map(async (name) =>
        JSON.stringify(await credentials(name)).replaceAll(name, '…'),
      ),
    );
    expect(known).toBe(unknown);
    expect(await credentials('someone@northwind.example')).toMatchObject({ IfExistsResult: 1 });
  });

  it.each(['', '[]', '{"username":7}', `{"username":"${'a'.repeat(300)}"}`, ' '.repeat(20_000)])(
    'of GetCredentialType refuses a body that is none',
    async (body) => {
      const url = `${world.server.origins.login}/common/GetCredentialType`;
      const response = await world.fetch(url, { method: 'POST', body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error_codes: [90014] });
    },
  );

  async function credentials(username: string): Promise<Readonly<Record<string, unknown>>> {
    const response = await world.fetch(`${world.server.origins.login}/common/GetCredentialType`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, flowToken: 'x', isOtherIdpSupported: true }),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  async function realm(userName: string): Promise<Readonly<Record<string, unknown>>> {
    return (await get(`/common/UserRealm/${userName}?api-version=1.0`)).body;
  }
});

it('serves signed federation metadata that names the issuer', async () => {
  const response = await ask(
    `${world.server.origins.login}/FederationMetadata/2007-06/FederationMetadata.xml`,
  );
  const text = await response.text();
  expect(text).toContain(`entityID="${ISSUER_URI}"`);
  expect(text).toContain('<ds:SignatureValue>');
});

function discover(endpoint: string): ReturnType<typeof get> {
  const query = new URLSearchParams({ 'api-version': '1.1', authorization_endpoint: endpoint });
  return get(`/common/discovery/instance?${query}`);
}

async function get(
  path: string,
): Promise<{ status: number; headers: Headers; body: Readonly<Record<string, unknown>> }> {
  const response = await ask(`${world.server.origins.login}${path}`);
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, headers: response.headers, body };
}
